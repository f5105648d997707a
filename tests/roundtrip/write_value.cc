#include "tests/roundtrip/values.h"

namespace starload::roundtrip {
namespace {

// "-12.340" to -12340.
sdk::Int128 unscaled(std::string_view text) {
  sdk::Int128 value = 0;
  const bool negative = text.starts_with('-');
  for (const char c : text) {
    if (c < '0' || c > '9') continue;
    // Downwards: the least LARGEINT has no positive.
    value = value * 10 - (c - '0');
  }
  return negative ? value : -value;
}

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::vector<std::uint8_t> lay_out(const DataType& type, const sl_type& abi, const Value& value);

// RowWriter and NestedWriter have the same setters.
template <typename Writer>
void put(Writer& to, std::size_t at, const DataType& type, const sl_type& abi, const Value& value) {
  if (value.is_null()) return;
  switch (type.kind) {
    case SL_TYPE_BOOLEAN:
      return to.set_bool(at, value.get<bool>());
    case SL_TYPE_LARGEINT:
      return to.set_largeint(at, unscaled(value.get<std::string>()));
    case SL_TYPE_DECIMAL:
      return to.set_decimal(at, unscaled(value.get<std::string>()));
    case SL_TYPE_FLOAT:
      return to.set_float(at, value.get<float>());
    case SL_TYPE_DOUBLE:
      return to.set_double(at, value.get<double>());
    case SL_TYPE_TIMESTAMP: {
      const auto micros = value.get<std::int64_t>();
      const std::int64_t ms = floor_divide(micros, 1000);
      return to.set_timestamp(at, ms, static_cast<std::int32_t>((micros - ms * 1000) * 1000));
    }
    case SL_TYPE_CHAR:
    case SL_TYPE_VARCHAR:
    case SL_TYPE_VARBINARY:
      return to.set_bytes(at, value.get<std::string>());
    case SL_TYPE_ARRAY:
    case SL_TYPE_MAP:
    case SL_TYPE_ROW:
      return to.set_nested(at, lay_out(type, abi, value));
    default:
      return to.set_int(at, value.get<std::int64_t>());
  }
}

std::vector<std::uint8_t> lay_out_elements(const DataType& type, const sl_type& abi,
                                           const Value& values) {
  NestedWriter writer = NestedWriter::array_of(abi);
  writer.begin(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) put(writer, i, type, abi, values[i]);
  const auto bytes = writer.bytes();
  return {bytes.begin(), bytes.end()};
}

std::vector<std::uint8_t> lay_out_pairs(const DataType& type, const sl_type& abi,
                                        const Value& map) {
  Value keys = Value::array();
  Value values = Value::array();
  for (const Value& pair : map) {
    keys.push_back(pair[0]);
    values.push_back(pair[1]);
  }
  std::vector<std::uint8_t> bytes;
  lay_out_map(lay_out_elements(type.children[0], *abi.children[0].type, keys),
              lay_out_elements(type.children[1], *abi.children[1].type, values), bytes);
  return bytes;
}

std::vector<std::uint8_t> lay_out(const DataType& type, const sl_type& abi, const Value& value) {
  if (type.kind == SL_TYPE_MAP) return lay_out_pairs(type, abi, value);
  if (type.kind == SL_TYPE_ARRAY)
    return lay_out_elements(type.children[0], *abi.children[0].type, value);
  NestedWriter writer(abi);
  writer.begin();
  for (std::size_t i = 0; i < value.size(); ++i)
    put(writer, i, type.children[i], *abi.children[i].type, value[i]);
  const auto bytes = writer.bytes();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

void write_value(RowWriter& row, std::size_t field, const ColumnSpec& column, const sl_type& abi,
                 const Value& value) {
  if (column.target_type == "json") {
    if (!value.is_null()) row.set_bytes(field, value.dump());
    return;
  }
  put(row, field, column.type, abi, value);
}

}  // namespace starload::roundtrip
