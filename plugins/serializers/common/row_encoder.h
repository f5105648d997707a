// The machine that csv and json share: a row is a loop over columns, each with a function that was
// chosen when the serializer was created and that writes one cell. Room is made sure of once a row,
// for every cell of bounded size and for its texts as they are; only texts that grow (escapes) and
// nested values ask again. Owned by one serializer handle; one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <starload/sdk/serializer.hpp>
#include <string>
#include <vector>

#include "plugins/serializers/common/time_zone.h"

namespace starload::serializers {

namespace layout = sdk::layout;
namespace format = sdk::format;

struct Column;

// Where the row that is being written goes.
struct RowContext {
  sdk::Sink& sink;
  const std::uint8_t* block_end;  // reads that are wider than a value stop here
  const std::uint8_t* row = nullptr;
  char* limit = nullptr;  // one past the room at hand
  std::size_t slack = 0;  // the room that a whole row takes unless its texts grow

  // Room for `size` more bytes beside the slack: where to write, or nullptr when the sink is full.
  char* ensure(char* out, std::size_t size) {
    if (static_cast<std::size_t>(limit - out) >= size + slack) return out;
    return more(out, size);
  }
  bool has(const char* out, std::size_t size) const {
    return static_cast<std::size_t>(limit - out) >= size + slack;
  }

 private:
  char* more(char* out, std::size_t size);
};

// Writes the cell whose slot is given at `out`; the new end, or nullptr when the sink is full.
// Throws sdk::Error for a value that cannot be written.
using WriteCell = char* (*)(Column& column, RowContext& context, const std::uint8_t* slot,
                            char* out);

constexpr std::size_t kShortPrefix = 16;

// The day that a column's last row had, as text; rows of a stream mostly share their day.
struct DayText {
  std::int64_t first_ms = 0;
  char text[kShortPrefix] = "1970-01-01";  // and room, so that it is copied in one go
};

// What the loop over the cells needs comes first.
struct Column {
  WriteCell write = nullptr;
  std::uint32_t slot_offset = 0;
  std::uint32_t null_byte = 0;
  std::uint32_t null_mask = 0;
  std::uint32_t scale = 0;
  std::size_t prefix_size = 0;
  char short_prefix[kShortPrefix] = {};  // the prefix when it is short enough for one copy
  void* owner = nullptr;                 // the serializer, for cells that need its settings
  DayText day;
  std::string prefix;     // what stands in front of the cell: a separator, a key
  std::size_t bound = 0;  // most bytes that `write` takes without asking for room
  const sl_type* type = nullptr;
  std::string name;
  sl_nested_value nested{};
  std::shared_ptr<ZoneCursor> zone;  // TIMESTAMP_LTZ
  WriteCell inner = nullptr;         // of a cell that checks what another one wrote

  bool is_null(const std::uint8_t* row) const { return (row[null_byte] & null_mask) != 0; }
  char* write_prefix(char* out) const {
    if (prefix_size <= kShortPrefix) {
      std::memcpy(out, short_prefix, kShortPrefix);
    } else {
      std::memcpy(out, prefix.data(), prefix_size);
    }
    return out + prefix_size;
  }
  void set_prefix(std::string text);
};

// A column of the schema with its place in the row; `write` is still to be chosen.
Column make_column(const sl_schema& schema, std::size_t index);

[[noreturn]] void throw_deletion();  // of a row whose table takes none
[[noreturn]] void throw_bad_value(const Column& column, std::string_view why);

// A sink in memory of the serializer's own, for rows that do not fit the host's sink generously and
// for nested values that have to be looked at before they are written. Reused; gives big memory
// back.
class ScratchSink final {
 public:
  ScratchSink();
  ScratchSink(const ScratchSink&) = delete;
  ScratchSink& operator=(const ScratchSink&) = delete;

  sl_sink* clear();  // empty again
  std::string_view text() const;

 private:
  static std::int32_t grow(sl_sink* sink, std::size_t extra);

  std::vector<std::uint8_t> bytes_;
  sl_sink sink_{};
};

// Base of csv and json. A row is written straight into the host's sink, with generous room. When
// that room is not to be had, the row is written into scratch memory and then copied if it fits
// exactly.
class RowEncoder : public sdk::RowSerializer {
 public:
  void write_row(const sdk::Row& row, sdk::Sink& out) final;
  void write_rows(sdk::RowRun& run, sdk::Sink& out) final;

 protected:
  // field_count: of the schema, for its null bits.
  void set_fields(std::size_t field_count) { null_bytes_ = layout::row_null_bytes(field_count); }
  void add_to_bound(std::size_t size) { row_bound_ += size; }

  // Writes the row that the context names at `out`, which has room for the context's slack; the new
  // end, or nullptr when the sink became full.
  virtual char* encode(RowContext& context, char* out) = 0;

  bool has_nulls(const std::uint8_t* row) const {
    auto bits = layout::load<std::uint64_t>(row) >> layout::kRowHeaderBits;
    for (std::size_t at = layout::kWord; at < null_bytes_; at += layout::kWord) {
      bits |= layout::load<std::uint64_t>(row + at);
    }
    return bits != 0;
  }

 private:
  bool write_generously(RowContext& context, const sdk::RowRun& run);

  static constexpr std::size_t kScratchBytes = 128;  // what fast writers may touch behind their end

  std::size_t null_bytes_ = 0;
  std::size_t row_bound_ = kScratchBytes;  // most bytes of a row without its texts
  ScratchSink scratch_;
};

}  // namespace starload::serializers
