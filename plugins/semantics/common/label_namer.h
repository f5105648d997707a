// Names loads. A label names one fixed set of bytes for ever, so no label is given twice.
//
//   <prefix>-<database>-<table>-<writer>-<epoch>-<id>
//   |--------- base ----------|
//
// The epoch differs in every run: a random number (16 hex digits), or, where what earlier runs left
// must be found, a count from 1 on (label_lines.h). Ids are dense within an epoch, from 1 on.
//
// Database and table are replaced by a hash where a label may not hold their characters, or where
// the whole could be longer than a label may be (128 of [-_A-Za-z0-9]; the server's rule).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace starload::semantics {

inline constexpr std::size_t kMaxLabelLength = 128;

bool is_label_text(std::string_view text);  // only characters that a label may have

// Where a label stands within its base.
struct LabelPlace {
  std::uint32_t writer = 0;
  std::uint64_t epoch = 0;
  std::uint64_t id = 0;
  auto operator<=>(const LabelPlace&) const = default;  // NOLINT(modernize-use-nullptr)
};

// Epochs that count: "<base>-2-7-13".
std::string counted_label(std::string_view base, const LabelPlace& place);
// Random epochs: "<base>-2-00000000000a1b2c-13".
std::string random_label(std::string_view base, const LabelPlace& place);
// The place of a label with a counted epoch, or nullopt when it is none of that base.
std::optional<LabelPlace> find_place(std::string_view base, std::string_view label);

class LabelNamer final {
 public:
  // Throws sdk::Error (CONFIG) for a prefix that no label can begin with.
  LabelNamer(std::string_view prefix, std::uint32_t writer_index, std::uint64_t epoch);

  // What a table's labels begin with: up to the writer, and (stem) with a random epoch up to the
  // id.
  std::string base(std::string_view database, std::string_view table) const;
  std::string stem(std::string_view database, std::string_view table) const;
  std::string label(std::string_view stem, std::uint64_t id) const;

 private:
  std::string prefix_;
  std::string suffix_;  // "-<writer>-<epoch>"
};

}  // namespace starload::semantics
