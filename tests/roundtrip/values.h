// Random values of every type, as plain JSON values: written into rows, and read back from what a
// query shows of them.
//
// | type | value |
// |---|---|
// | NULL of any type | null |
// | BOOLEAN, integers to BIGINT | boolean, integer |
// | FLOAT, DOUBLE | number |
// | LARGEINT, DECIMAL | text with all its digits ("-12.340") |
// | text, VARBINARY | text: the bytes |
// | DATE, TIMESTAMP | integer: days, microseconds since 1970 |
// | VARCHAR of a JSON column | any JSON value |
// | ARRAY, ROW | array of values |
// | MAP | array of [key, value] |
//
// Pure functions, but for the dice.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/rows/nested_writer.h"
#include "framework/rows/row_writer.h"
#include "framework/rows/schema.h"
#include "tests/simulation/dice.h"

namespace starload::roundtrip {

using Value = nlohmann::json;
using simulation::Dice;

// What texts may not hold: bytes that this way to the server cannot carry.
struct TextRules {
  std::string_view forbidden_bytes;
  bool null_marker_allowed = true;  // the text \N
  bool raw_bytes_allowed = true;    // VARBINARY that is no UTF-8
};

Value random_value(const ColumnSpec& column, const TextRules& rules, Dice& dice);

// REQUIRES: random_value() made the value, for this column.
// abi: the column's type in the schema of the rows.
void write_value(RowWriter& row, std::size_t field, const ColumnSpec& column, const sl_type& abi,
                 const Value& value);

// text: as the query port sends the cell; none = NULL. What cannot be read comes back as a text
// that equals no value.
Value read_value(const ColumnSpec& column, const std::optional<std::string>& text);

}  // namespace starload::roundtrip
