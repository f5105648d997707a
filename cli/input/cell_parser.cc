#include "cli/input/cell_parser.h"

#include "cli/input/json_text.h"
#include "cli/input/number_text.h"
#include "cli/input/time_text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::size_t kShownBytes = 60;  // of a value, in a reason

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

CellParser::CellParser(std::vector<CellColumn> columns) : columns_(std::move(columns)) {}

bool CellParser::not_a_value(std::size_t field, std::string_view text, std::string_view expected) {
  reason_ = "value '" + printable(text, kShownBytes) + "' is not " + std::string(expected) +
            " for " + columns_[field].type_text + " column '" + columns_[field].name + "'";
  return false;
}

bool CellParser::out_of_range(std::size_t field, std::string_view text) {
  reason_ = "value '" + printable(text, kShownBytes) + "' is out of range for " +
            columns_[field].type_text + " column '" + columns_[field].name + "'";
  return false;
}

bool CellParser::parse_null(std::size_t field) {
  if (columns_[field].nullable) return true;
  reason_ = "NULL is not allowed in NOT NULL column '" + columns_[field].name + "'";
  return false;
}

void CellParser::fill_for_deletion(std::size_t field, RowWriter& writer) {
  const CellColumn& column = columns_[field];
  if (column.nullable) return;
  const char* text = "0";
  switch (column.kind) {
    case CellKind::kText:
    case CellKind::kBinary:
      text = "";
      break;
    case CellKind::kDate:
    case CellKind::kDateTime:
      text = "1970-01-01";
      break;
    case CellKind::kArray:
      text = "[]";
      break;
    case CellKind::kMap:
    case CellKind::kStruct:
      text = "{}";
      break;
    default:
      break;
  }
  const bool fits = parse(field, text, writer);
  static_cast<void>(fits);
}

bool CellParser::parse(std::size_t field, std::string_view text, RowWriter& writer) {
  switch (columns_[field].kind) {
    case CellKind::kText:
      return parse_text(field, text, writer);
    case CellKind::kInt:
      return parse_int(field, trimmed(text), writer);
    case CellKind::kDate:
    case CellKind::kDateTime:
      return parse_time(field, trimmed(text), writer);
    case CellKind::kJson:
    case CellKind::kArray:
    case CellKind::kMap:
    case CellKind::kStruct:
      return parse_json(field, text, writer);
    case CellKind::kBinary:
      return parse_binary(field, trimmed(text), writer);
    default:
      return parse_number(field, trimmed(text), writer);
  }
}

bool CellParser::parse_int(std::size_t field, std::string_view text, RowWriter& writer) {
  std::int64_t value = 0;
  const TextError error = parse_int64(text, value);
  if (error == TextError::kSyntax) {
    bool truth = false;  // BOOLEAN exports often reach TINYINT columns
    if (columns_[field].maximum == 127 && parse_bool(text, truth) == TextError::kNone) {
      writer.set_int(field, truth ? 1 : 0);
      return true;
    }
    return not_a_value(field, text, "a whole number");
  }
  const CellColumn& column = columns_[field];
  if (error != TextError::kNone || value < column.minimum || value > column.maximum) {
    return out_of_range(field, text);
  }
  writer.set_int(field, value);
  return true;
}

bool CellParser::parse_text(std::size_t field, std::string_view text, RowWriter& writer) {
  const CellColumn& column = columns_[field];
  if (column.length > 0 && text.size() > static_cast<std::size_t>(column.length)) {
    reason_ = "value of " + std::to_string(text.size()) + " bytes is too long for " +
              column.type_text + " column '" + column.name + "'";
    return false;
  }
  writer.set_bytes(field, text);
  return true;
}

bool CellParser::parse_time(std::size_t field, std::string_view text, RowWriter& writer) {
  DateTimeText value;
  const bool is_date = columns_[field].kind == CellKind::kDate;
  const TextError error = parse_date_time(text, value);
  if (error == TextError::kRange) return out_of_range(field, text);
  if (error != TextError::kNone || (is_date && value.micros_of_day != 0)) {
    return not_a_value(field, text, is_date ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss[.ffffff]");
  }
  if (is_date) {
    writer.set_int(field, value.days);
  } else {
    writer.set_timestamp(field, value.epoch_ms(), value.nanos_of_ms());
  }
  return true;
}

bool CellParser::parse_json(std::size_t field, std::string_view text, RowWriter& writer) {
  const JsonKind kind = check_json(text);
  if (kind == JsonKind::kInvalid) {
    return not_a_value(field, text, "JSON of at most 64 levels");
  }
  const CellKind wanted = columns_[field].kind;
  if (kind == JsonKind::kNull && wanted != CellKind::kJson) return parse_null(field);
  if (wanted == CellKind::kArray && kind != JsonKind::kArray) {
    return not_a_value(field, text, "a JSON array");
  }
  if ((wanted == CellKind::kMap || wanted == CellKind::kStruct) && kind != JsonKind::kObject) {
    return not_a_value(field, text, "a JSON object");
  }
  writer.set_bytes(field, text);
  return true;
}

bool CellParser::parse_binary(std::size_t field, std::string_view text, RowWriter& writer) {
  std::string_view digits = text;
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  if (digits.size() % 2 != 0) {
    return not_a_value(field, text, "an even number of hexadecimal digits");
  }
  scratch_.clear();
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]);
    const int low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return not_a_value(field, text, "hexadecimal");
    scratch_ += static_cast<char>(high * 16 + low);
  }
  const CellColumn& column = columns_[field];
  if (column.length > 0 && scratch_.size() > static_cast<std::size_t>(column.length)) {
    reason_ = "value of " + std::to_string(scratch_.size()) + " bytes is too long for " +
              column.type_text + " column '" + column.name + "'";
    return false;
  }
  writer.set_bytes(field, scratch_);
  return true;
}

bool CellParser::parse_number(std::size_t field, std::string_view text, RowWriter& writer) {
  const CellColumn& column = columns_[field];
  TextError error = TextError::kSyntax;
  if (column.kind == CellKind::kBool) {
    bool value = false;
    error = parse_bool(text, value);
    if (error == TextError::kNone) writer.set_bool(field, value);
    if (error == TextError::kSyntax) return not_a_value(field, text, "true or false");
  } else if (column.kind == CellKind::kLargeint) {
    sdk::Int128 value = 0;
    error = parse_int128(text, value);
    if (error == TextError::kNone) writer.set_largeint(field, value);
    if (error == TextError::kSyntax) return not_a_value(field, text, "a whole number");
  } else if (column.kind == CellKind::kDecimal) {
    sdk::Int128 value = 0;
    error = parse_decimal(text, column.precision, column.scale, value);
    if (error == TextError::kNone) writer.set_decimal(field, value);
  } else if (column.kind == CellKind::kFloat) {
    float value = 0;
    error = parse_float(text, value);
    if (error == TextError::kNone) writer.set_float(field, value);
  } else {
    double value = 0;
    error = parse_double(text, value);
    if (error == TextError::kNone) writer.set_double(field, value);
  }
  if (error == TextError::kSyntax) return not_a_value(field, text, "a number");
  return error == TextError::kNone || out_of_range(field, text);
}

}  // namespace starload::cli
