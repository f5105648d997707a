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

  void begin_row(std::uint8_t kind = SL_ROW_INSERT);
  void end_row();
  void discard_row();  // forgets the row that was begun

  void set_bool(std::size_t field, bool value);
  void set_int(std::size_t field,
               std::int64_t value);  // TINYINT..BIGINT, DATE (days), TIME (ms of day)
  void set_largeint(std::size_t field, sdk::Int128 value);
  void set_float(std::size_t field, float value);
  void set_double(std::size_t field, double value);
  void set_decimal(std::size_t field, sdk::Int128 unscaled);  // of the column's scale
  void set_timestamp(std::size_t field, std::int64_t epoch_ms, std::int32_t nanos_of_ms);
  void set_bytes(std::size_t field, std::string_view value);  // CHAR, VARCHAR, BINARY, VARBINARY
  void set_nested(std::size_t field,
                  std::span<const std::uint8_t> value);  // ARRAY, MAP, ROW, already laid out

 private:
  std::size_t take_slot(std::size_t field);  // clears the null bit; the slot's offset in the row
  RegionWriter region();
  const sl_type& type(std::size_t field) const;

  RowBlock& block_;
  const sl_schema* schema_;
  std::vector<std::uint8_t> empty_row_;  // the fixed part of a row whose fields are all null
  std::size_t row_start_ = 0;
  std::size_t null_bytes_ = 0;
};

}  // namespace starload
