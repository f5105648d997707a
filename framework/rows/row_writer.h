// Writes rows field by field into a RowBlock, in the row format of docs/row-format.md.
// One thread. REQUIRES: begin_row, then each field once in any order (unset fields are null), then end_row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "framework/rows/row_block.h"

namespace starload {

class RowWriter final {
 public:
  explicit RowWriter(RowBlock& block);  // the block outlives the writer

  void begin_row(std::uint8_t kind = SL_ROW_INSERT);
  void end_row();
  void discard_row();  // forgets the row that was begun

  void set_bool(std::size_t field, bool value);
  void set_int(std::size_t field, std::int64_t value);  // TINYINT..BIGINT, DATE (days), TIME (ms of day)
  void set_largeint(std::size_t field, __int128 value);
  void set_float(std::size_t field, float value);
  void set_double(std::size_t field, double value);
  void set_decimal(std::size_t field, __int128 unscaled);  // of the column's scale
  void set_timestamp(std::size_t field, std::int64_t epoch_ms, std::int32_t nanos_of_ms);
  void set_bytes(std::size_t field, std::string_view value);  // CHAR, VARCHAR, BINARY, VARBINARY
  void set_nested(std::size_t field, std::span<const std::uint8_t> value);  // ARRAY, MAP, ROW, already laid out

 private:
  std::uint8_t* slot(std::size_t field);
  void set_variable(std::size_t field, const void* data, std::size_t size);

  RowBlock& block_;
  std::size_t row_start_ = 0;
  std::size_t fixed_size_ = 0;
  std::size_t null_bytes_ = 0;
};

}  // namespace starload
