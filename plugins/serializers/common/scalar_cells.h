// Cell writers for every type of bounded size. CSV and JSON write most of them alike; where JSON
// differs (quotes around dates, null for NaN) the style says so. Chosen once per column.
#pragma once

#include "plugins/serializers/common/row_encoder.h"

namespace starload::serializers {

enum class Style : std::uint8_t { kCsv, kJson };

// Sets `write` and `bound` for a column of bounded size; false for text, bytes and nested types.
// zone: for TIMESTAMP_LTZ.
bool choose_scalar_cell(Column& column, Style style, const std::shared_ptr<const TimeZone>& zone);

// BINARY into an integer column: the bytes are an unsigned big-endian number, at most 8 of them (16
// for LARGEINT).
void choose_bytes_as_number(Column& column, bool largeint);

// What StarRocks calls its column types, grouped by what they take.
bool is_integer_target(std::string_view target_type);
bool is_largeint_target(std::string_view target_type);
bool is_text_target(std::string_view target_type);
bool is_json_target(std::string_view target_type);  // takes JSON text: json, array, map, struct

// The bytes of a CHAR, VARCHAR, BINARY or VARBINARY slot that does not hold them itself.
inline std::string_view text_at(const RowContext& context, std::uint64_t word) {
  const layout::Extent extent = layout::extent(word);
  return {reinterpret_cast<const char*>(context.row + extent.offset), extent.size};
}

// The same of any such slot.
inline std::string_view text_of(const RowContext& context, const std::uint8_t* slot) {
  const auto word = layout::load<std::uint64_t>(slot);
  if (!layout::is_inline(word)) return text_at(context, word);
  return {reinterpret_cast<const char*>(slot), layout::inline_size(word)};
}

}  // namespace starload::serializers
