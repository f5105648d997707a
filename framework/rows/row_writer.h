// Writes rows field by field into a RowBlock, in the row format of docs/row-format.md.
// One thread. REQUIRES: begin_row, then each field at most once in any order (unset fields are
// null), then end_row. REQUIRES: the block has a schema, a field's setter fits its type, and a
// block stays below 4 GiB.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "framework/rows/region_writer.h"
#include "framework/rows/row_block.h"

namespace starload {

class RowWriter final {
 public:
  explicit RowWriter(RowBlock& block);  // the block outlives the writer

  void begin_row(std::uint8_t kind = SL_ROW_INSERT) {
    row_start_ = bytes_.size();
    bytes_.append(empty_row_.data(), empty_row_.size());
    bytes_.data()[row_start_] = kind;
  }
  void end_row() { block_.end_row(); }
  void discard_row() { bytes_.truncate(row_start_); }  // forgets the row that was begun

  void set_bool(std::size_t field, bool value) {
    region().put_int(take_slot(field), value ? 1 : 0, 1);
  }
  // TINYINT..BIGINT, DATE (days), TIME (ms of day).
  void set_int(std::size_t field, std::int64_t value) {
    region().put_int(take_slot(field), value, slots_[field].size);
  }
  void set_largeint(std::size_t field, sdk::Int128 value) {
    region().put_largeint(take_slot(field), value);
  }
  void set_float(std::size_t field, float value) { region().put_float(take_slot(field), value); }
  void set_double(std::size_t field, double value) { region().put_double(take_slot(field), value); }
  void set_decimal(std::size_t field, sdk::Int128 unscaled) {  // of the column's scale
    region().put_decimal(take_slot(field), unscaled, slots_[field].precision);
  }
  void set_timestamp(std::size_t field, std::int64_t epoch_ms, std::int32_t nanos_of_ms) {
    region().put_timestamp(take_slot(field), epoch_ms, nanos_of_ms, slots_[field].precision);
  }
  // CHAR, VARCHAR, BINARY, VARBINARY
  void set_bytes(std::size_t field, std::string_view value) {
    region().put_text(take_slot(field), value);
  }
  // ARRAY, MAP, ROW, already laid out
  void set_nested(std::size_t field, std::span<const std::uint8_t> value) {
    region().put_variable(take_slot(field), value.data(), value.size());
  }

 private:
  struct Slot {
    std::uint32_t size = 0;  // bytes of a value that lies in its slot
    std::int32_t precision = 0;
  };

  // Clears the null bit; the slot's offset in the row.
  std::size_t take_slot(std::size_t field) {
    const std::size_t bit = field + sdk::layout::kRowHeaderBits;
    std::uint8_t& byte = bytes_.data()[row_start_ + (bit >> 3)];
    byte = static_cast<std::uint8_t>(byte & ~(1u << (bit & 7)));
    return null_bytes_ + field * sdk::layout::kWord;
  }
  RegionWriter region() { return {bytes_, row_start_}; }

  RowBlock& block_;
  ByteBuffer& bytes_;
  std::vector<Slot> slots_;              // of the fields' types
  std::vector<std::uint8_t> empty_row_;  // the fixed part of a row whose fields are all null
  std::size_t row_start_ = 0;
  std::size_t null_bytes_ = 0;
};

}  // namespace starload
