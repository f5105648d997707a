// Reads every value of a block, so that a sanitizer sees a read that leaves it.
#pragma once

#include <starload/sdk/format.hpp>
#include <starload/sdk/row.hpp>

namespace starload {

inline std::size_t walk_field(const sdk::Field& field) {
  if (field.is_null()) return 0;
  const std::int32_t kind = field.type().kind;
  std::size_t sum = 0;
  if (sdk::layout::is_text_or_bytes(kind)) {
    for (const char c : field.as_string()) sum += static_cast<unsigned char>(c);
  } else if (kind == SL_TYPE_ARRAY) {
    const sdk::Array array = field.as_array();
    for (std::size_t i = 0; i < array.size(); ++i) sum += walk_field(array[i]);
  } else if (kind == SL_TYPE_MAP) {
    const sdk::Map map = field.as_map();
    for (std::size_t i = 0; i < map.size(); ++i) {
      sum += walk_field(map.keys()[i]) + walk_field(map.values()[i]);
    }
  } else if (kind == SL_TYPE_ROW) {
    const sdk::Record record = field.as_record();
    for (std::size_t i = 0; i < record.size(); ++i) sum += walk_field(record[i]);
  } else {
    char text[sdk::format::kMaxScalarText];
    sum += static_cast<std::size_t>(sdk::format::scalar(field, text) - text);
  }
  return sum;
}

inline std::size_t walk_rows(const sl_row_block& block) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < block.row_count; ++i) {
    const sdk::Row row(block, i);
    for (std::size_t field = 0; field < row.size(); ++field) sum += walk_field(row[field]);
  }
  return sum;
}

}  // namespace starload
