// Names loads. A label names one fixed set of bytes for ever, so no label is given twice: the epoch
// differs in every run, and ids are dense within it. One owner, one thread.
//
//   <prefix>-<database>-<table>-<writer>-<epoch>-<id>
//
// Database and table are replaced by a hash where a label may not hold their characters, or where
// the whole would be longer than a label may be (128 of [-_A-Za-z0-9]; the server's rule).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace starload::semantics {

inline constexpr std::size_t kMaxLabelLength = 128;

bool is_label_text(std::string_view text);  // only characters that a label may have

class LabelNamer final {
 public:
  // Throws sdk::Error (CONFIG) for a prefix that no label can begin with.
  LabelNamer(std::string_view prefix, std::uint32_t writer_index, std::uint64_t epoch);

  // What a table's labels begin with, up to the id.
  std::string stem(std::string_view database, std::string_view table) const;
  std::string label(std::string_view stem, std::uint64_t id) const;

 private:
  std::string prefix_;
  std::string suffix_;  // "-<writer>-<epoch>"
};

}  // namespace starload::semantics
