#include "devserver/load/cell_converter.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "devserver/load/value_text.h"
#include "devserver/storage/cell_text.h"
#include "framework/base/base64.h"

namespace starload::devserver {
namespace {

using Outcome = CellConverter::Outcome;

constexpr std::size_t kMaxShownBytes = 100;

// DECIMAL(p, s) is kept in the narrowest of these.
int storage_digits(int precision) {
  for (const int digits : {9, 18, 38}) {
    if (precision <= digits) return digits;
  }
  return 76;
}

std::string_view simple_type_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kTinyint:
      return "TINYINT";
    case TypeKind::kSmallint:
      return "SMALLINT";
    case TypeKind::kInt:
      return "INT";
    case TypeKind::kBigint:
      return "BIGINT";
    case TypeKind::kLargeint:
      return "LARGEINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kDate:
      return "DATE";
    case TypeKind::kDatetime:
      return "DATETIME";
    case TypeKind::kJson:
      return "JSON";
    case TypeKind::kBitmap:
      return "BITMAP";
    case TypeKind::kHll:
      return "HLL";
    case TypeKind::kPercentile:
      return "PERCENTILE";
    case TypeKind::kChar:
      return "CHAR";
    case TypeKind::kVarchar:
      return "VARCHAR";
    case TypeKind::kVarbinary:
      return "VARBINARY";
    case TypeKind::kDecimal:
      return "DECIMAL";
    case TypeKind::kArray:
      return "ARRAY";
    case TypeKind::kMap:
      return "MAP";
    case TypeKind::kStruct:
      return "STRUCT";
  }
  return "UNKNOWN";
}

std::string children_text(const Type& type) {
  std::string text;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) text += ", ";
    if (i < type.member_names.size()) text += type.member_names[i] + " ";
    text += load_type_text(type.children[i]);
  }
  return text;
}

struct Bounds {
  std::int64_t low;
  std::int64_t high;
};

template <typename Integer>
constexpr Bounds bounds_of() {
  return {std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max()};
}

Bounds integer_bounds(TypeKind kind) {
  switch (kind) {
    case TypeKind::kTinyint:
      return bounds_of<std::int8_t>();
    case TypeKind::kSmallint:
      return bounds_of<std::int16_t>();
    case TypeKind::kInt:
      return bounds_of<std::int32_t>();
    default:
      return bounds_of<std::int64_t>();
  }
}

template <typename Value>
Outcome put(std::optional<Value>&& value, Cell& cell) {
  if (!value) return Outcome::kInvalid;
  cell = std::move(*value);
  return Outcome::kOk;
}

// A JSON text, or what MAP<INT, ..> needs beside it: numbers as keys ({1: "a"}).
bool is_nested_text(std::string_view text) {
  if (is_valid_json(text)) return true;
  std::string quoted;
  bool in_string = false;
  bool expects_key = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_number_byte = (c >= '0' && c <= '9') || c == '-';
    if (!in_string && expects_key && is_number_byte) {
      const std::size_t end = std::min(text.find_first_not_of("0123456789+-.eE", i), text.size());
      quoted.append("\"").append(text.substr(i, end - i)).append("\"");
      i = end - 1;
      expects_key = false;
      continue;
    }
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) in_string = !in_string;
    if (!in_string && c != ' ') expects_key = c == '{' || c == ',';
    quoted += c;
  }
  return is_valid_json(quoted);
}

}  // namespace

std::string load_type_text(const Type& type) {
  const std::string_view name = simple_type_name(type.kind);
  switch (type.kind) {
    case TypeKind::kChar:
    case TypeKind::kVarchar:
    case TypeKind::kVarbinary:
      return fmt::format("{}({})", name, type.length);
    case TypeKind::kDecimal: {
      const int digits = storage_digits(type.precision);
      const int width = digits == 9 ? 32 : digits == 18 ? 64 : digits == 38 ? 128 : 256;
      return fmt::format("DECIMAL{}({}, {})", width, type.precision, type.scale);
    }
    case TypeKind::kArray:
    case TypeKind::kMap:
      return fmt::format("{}<{}>", name, children_text(type));
    case TypeKind::kStruct:
      return fmt::format("{}{{{}}}", name, children_text(type));
    default:
      return std::string(name);
  }
}

Outcome CellConverter::convert(std::string_view text, Source source, Cell& cell) {
  switch (column_->type.kind) {
    case TypeKind::kBoolean: {
      const std::optional<bool> value = parse_boolean(text);
      if (!value) return Outcome::kInvalid;
      cell = static_cast<std::int64_t>(*value);
      return Outcome::kOk;
    }
    case TypeKind::kTinyint:
    case TypeKind::kSmallint:
    case TypeKind::kInt:
    case TypeKind::kBigint:
      return convert_integer(text, source, cell);
    case TypeKind::kLargeint:
      return convert_largeint(text, source, cell);
    case TypeKind::kFloat:
      return put(parse_float(text), cell);
    case TypeKind::kDouble:
      return put(parse_double(text), cell);
    case TypeKind::kDecimal:
      return convert_decimal(text, cell);
    case TypeKind::kDate:
      return put(parse_date(text), cell);
    case TypeKind::kDatetime:
      return put(parse_datetime(text), cell);
    case TypeKind::kVarbinary:
      if (source == Source::kCsv) {
        // A field that is base64 holds the bytes that it stands for, any other its own bytes.
        const std::optional<std::string> bytes = from_base64(text);
        return convert_string(bytes ? *bytes : text, source, cell);
      }
      [[fallthrough]];
    case TypeKind::kChar:
    case TypeKind::kVarchar:
      return convert_string(text, source, cell);
    default:
      return convert_nested(text, cell);
  }
}

Outcome CellConverter::convert_integer(std::string_view text, Source source, Cell& cell) const {
  const TypeKind kind = column_->type.kind;
  std::optional<std::int64_t> value = parse_integer(text);
  const bool may_truncate = kind != TypeKind::kBigint || source == Source::kJsonNumber;
  if (!value && may_truncate) value = parse_truncated(text);
  const Bounds bounds = integer_bounds(kind);
  if (!value || *value < bounds.low || *value > bounds.high) return Outcome::kInvalid;
  cell = *value;
  return Outcome::kOk;
}

Outcome CellConverter::convert_largeint(std::string_view text, Source source, Cell& cell) const {
  std::optional<std::string> value = parse_largeint(text);
  if (!value && source == Source::kJsonNumber) {
    const std::optional<std::int64_t> truncated = parse_truncated(text);
    if (truncated) value = std::to_string(*truncated);
  }
  return put(std::move(value), cell);
}

// More digits than the storage has room for are no value at all; more than the precision allows are
// refused by the table, whatever the mode.
Outcome CellConverter::convert_decimal(std::string_view text, Cell& cell) {
  const Type& type = column_->type;
  std::optional<DecimalText> value = parse_decimal(text, type.scale);
  if (!value || value->integer_digits + type.scale > storage_digits(type.precision))
    return Outcome::kInvalid;
  if (value->integer_digits + type.scale > type.precision) {
    refusal_ = fmt::format("Decimal '{}' is out of range. The type of '{}' is {}'", value->text,
                           column_->name, load_type_text(type));
    return Outcome::kRefused;
  }
  cell = std::move(value->text);
  return Outcome::kOk;
}

Outcome CellConverter::convert_string(std::string_view text, Source source, Cell& cell) {
  const int limit = column_->type.length;
  if (limit > 0 && text.size() > static_cast<std::size_t>(limit)) {
    if (source == Source::kCsv) return Outcome::kInvalid;
    const bool shorten = text.size() > kMaxShownBytes;
    refusal_ = fmt::format("String '{}{}'(length={}) is too long. The max length of '{}' is {}",
                           text.substr(0, kMaxShownBytes), shorten ? "..." : "", text.size(),
                           column_->name, limit);
    return Outcome::kRefused;
  }
  if (std::string* reused = std::get_if<std::string>(&cell)) {
    reused->assign(text);
  } else {
    cell.emplace<std::string>(text);
  }
  return Outcome::kOk;
}

Outcome CellConverter::convert_nested(std::string_view text, Cell& cell) const {
  const TypeKind kind = column_->type.kind;
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (text.empty()) return Outcome::kInvalid;
  const bool valid = kind == TypeKind::kJson    ? is_valid_json(text)
                     : kind == TypeKind::kArray ? text.front() == '[' && is_nested_text(text)
                                                : text.front() == '{' && is_nested_text(text);
  if (!valid) return Outcome::kInvalid;
  cell.emplace<std::string>(text);
  return Outcome::kOk;
}

Outcome CellConverter::from_value(const Cell& value, Cell& cell) {
  if (std::holds_alternative<std::monostate>(value) || is_object_type(column_->type)) {
    cell = value;
    return Outcome::kOk;
  }
  const bool is_number = !std::holds_alternative<std::string>(value);
  return convert(cell_text(value), is_number ? Source::kJsonNumber : Source::kJsonOther, cell);
}

Outcome CellConverter::from_json(const JsonValue& value, Cell& cell) {
  if (value.kind == JsonValue::Kind::kNull) {
    cell = std::monostate();
    return Outcome::kOk;
  }
  const TypeKind kind = column_->type.kind;
  const bool is_string = value.kind == JsonValue::Kind::kString;
  if (kind == TypeKind::kJson) return convert(json_raw(value), Source::kJsonOther, cell);
  if (is_string) return convert(json_string(value, scratch_), Source::kJsonOther, cell);
  const bool is_number = value.kind == JsonValue::Kind::kNumber;
  return convert(value.raw, is_number ? Source::kJsonNumber : Source::kJsonOther, cell);
}

}  // namespace starload::devserver
