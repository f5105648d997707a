#include "framework/catalog/table_info.h"

#include <charconv>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload {
namespace {

// "decimal(18, 4)" -> {18, 4}; "varchar(150)" -> {150}; anything else -> nothing.
std::vector<std::int64_t> numbers_in_parentheses(std::string_view text) {
  std::vector<std::int64_t> numbers;
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return numbers;
  const char* cursor = text.data() + open + 1;
  const char* const end = text.data() + text.size();
  while (cursor < end) {
    while (cursor < end && (*cursor == ' ' || *cursor == ',')) ++cursor;
    std::int64_t number = 0;
    const auto parsed = std::from_chars(cursor, end, number);
    if (parsed.ec != std::errc()) break;
    numbers.push_back(number);
    cursor = parsed.ptr;
  }
  return numbers;
}

std::string_view leading_word(std::string_view text) {
  return text.substr(0, text.find_first_of("(< "));
}

std::string canonical_type(const ColumnInfo& column) {
  const std::string_view declared = leading_word(column.column_type);
  if (declared == "boolean" || declared == "largeint" || declared == "json") {
    return std::string(declared);
  }
  if (column.data_type == "tinyint" && column.column_type == "tinyint(1)") return "boolean";
  if (column.data_type == "bigint unsigned") return "largeint";
  if (column.data_type == "bigint" && column.column_type.find("unsigned") != std::string::npos) {
    return "largeint";
  }
  const std::string_view base = leading_word(column.data_type);
  if (base.starts_with("decimal") || base == "numeric") return "decimal";
  if (base == "integer") return "int";
  if (base == "string" || base == "text") return "varchar";
  if (base == "binary") return "varbinary";
  return std::string(base);
}

}  // namespace

void derive_type(ColumnInfo& column) {
  column.type = canonical_type(column);
  const std::vector<std::int64_t> numbers = numbers_in_parentheses(column.column_type);
  if (column.type == "decimal") {
    if (!numbers.empty()) column.size = numbers[0];
    if (numbers.size() > 1) column.digits = static_cast<std::int32_t>(numbers[1]);
    if (!column.digits) column.digits = 0;
  } else if (column.is_string()) {
    if (!numbers.empty()) column.size = numbers[0];
  } else {
    column.size.reset();
    column.digits.reset();
  }
}

std::string ColumnInfo::type_text() const {
  std::string text;
  for (const char c : type) text += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 32) : c;
  if (is_string() && size) return text + "(" + std::to_string(*size) + ")";
  if (type == "decimal" && size) {
    return text + "(" + std::to_string(*size) + "," + std::to_string(digits.value_or(0)) + ")";
  }
  return text;
}

const ColumnInfo* TableInfo::find_column(std::string_view name) const {
  for (const ColumnInfo& column : columns) {
    if (equals_ignoring_case(column.name, name)) return &column;
  }
  return nullptr;
}

}  // namespace starload
