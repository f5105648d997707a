// Shared by the row tests: schemas in one line, rows as hex.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/rows/row_block.h"
#include "framework/rows/schema.h"

namespace starload {

// Columns named c0, c1, ...
inline std::shared_ptr<const Schema> make_schema(std::vector<DataType> types) {
  std::vector<ColumnSpec> columns;
  for (DataType& type : types) {
    columns.push_back(
        {.name = "c" + std::to_string(columns.size()), .type = std::move(type), .target_type = ""});
  }
  return Schema::make(std::move(columns), false).take();
}

inline DataType scalar(std::int32_t kind) { return {.kind = kind}; }
inline DataType decimal_type(std::int32_t precision, std::int32_t scale) {
  return {.kind = SL_TYPE_DECIMAL, .precision = precision, .scale = scale};
}
inline DataType timestamp_type(std::int32_t precision) {
  return {.kind = SL_TYPE_TIMESTAMP, .precision = precision};
}
inline DataType array_type(DataType element) {
  return {.kind = SL_TYPE_ARRAY, .children = {std::move(element)}};
}
inline DataType map_type(DataType key, DataType value) {
  return {.kind = SL_TYPE_MAP, .children = {std::move(key), std::move(value)}};
}
inline DataType row_type(std::vector<DataType> members, std::vector<std::string> names) {
  return {.kind = SL_TYPE_ROW, .children = std::move(members), .child_names = std::move(names)};
}

inline std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

inline std::string row_hex(const RowBlock& block, std::size_t row = 0) {
  const sl_row_block abi = block.abi();
  return hex({abi.bytes + abi.offsets[row], abi.bytes + abi.offsets[row + 1]});
}

}  // namespace starload
