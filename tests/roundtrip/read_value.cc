#include "tests/roundtrip/values.h"

#include <charconv>
#include <chrono>
#include <cstdlib>

namespace starload::roundtrip {
namespace {

Value unreadable(const std::string& text) { return "UNREADABLE: " + text; }

Value read_integer(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? Value(value) : unreadable(text);
}

template <typename Number>
Value read_floating(const std::string& text, Number (*parse)(const char*, char**)) {
  char* end = nullptr;
  const Number value = parse(text.c_str(), &end);
  return end == text.c_str() + text.size() && !text.empty() ? Value(value) : unreadable(text);
}

// "2024-01-31" to days; false: another text.
bool read_days(std::string_view text, std::int64_t& days) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (text.size() != 10 ||
      std::sscanf(std::string(text).c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3)
    return false;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  days = std::chrono::sys_days(date).time_since_epoch().count();
  return date.ok();
}

Value read_date(const std::string& text) {
  std::int64_t days = 0;
  return read_days(text, days) ? Value(days) : unreadable(text);
}

// "2024-01-31 23:59:59" with a fraction of up to six digits, or none.
Value read_timestamp(const std::string& text) {
  std::int64_t days = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text.size() < 19 || !read_days(std::string_view(text).substr(0, 10), days) ||
      std::sscanf(text.c_str() + 10, " %2d:%2d:%2d", &hour, &minute, &second) != 3)
    return unreadable(text);
  std::string fraction = text.size() > 20 ? text.substr(20) : "";
  fraction.resize(6, '0');
  const std::int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second;
  return seconds * 1'000'000 + std::atoll(fraction.c_str());
}

Value read_cell(const DataType& type, const std::string& text) {
  switch (type.kind) {
    case SL_TYPE_BOOLEAN:
      return text == "1" || text == "0" ? Value(text == "1") : unreadable(text);
    case SL_TYPE_FLOAT:
      return read_floating<float>(text, std::strtof);
    case SL_TYPE_DOUBLE:
      return read_floating<double>(text, std::strtod);
    case SL_TYPE_DATE:
      return read_date(text);
    case SL_TYPE_TIMESTAMP:
      return read_timestamp(text);
    case SL_TYPE_TINYINT:
    case SL_TYPE_SMALLINT:
    case SL_TYPE_INT:
    case SL_TYPE_BIGINT:
      return read_integer(text);
    default:
      return text;
  }
}

// A member of a nested value, as it lies in the JSON text that shows it.
Value read_member(const DataType& type, const Value& shown) {
  if (shown.is_null()) return nullptr;
  Value value = Value::array();
  switch (type.kind) {
    case SL_TYPE_ARRAY:
      for (const Value& element : shown) value.push_back(read_member(type.children[0], element));
      return value;
    case SL_TYPE_MAP:
      for (const auto& [key, member] : shown.items())
        value.push_back({key, read_member(type.children[1], member)});
      return value;
    case SL_TYPE_ROW:
      for (std::size_t i = 0; i < type.children.size(); ++i)
        value.push_back(read_member(type.children[i], shown.value(type.child_names[i], Value())));
      return value;
    case SL_TYPE_DATE:
    case SL_TYPE_TIMESTAMP:
      return read_cell(type, shown.get<std::string>());
    case SL_TYPE_BOOLEAN:
      return shown.is_boolean() ? shown : Value(shown.get<int>() == 1);
    default:
      return shown;
  }
}

}  // namespace

Value read_value(const ColumnSpec& column, const std::optional<std::string>& text) {
  if (!text) return nullptr;
  const bool nested = column.type.kind == SL_TYPE_ARRAY || column.type.kind == SL_TYPE_MAP ||
                      column.type.kind == SL_TYPE_ROW;
  if (!nested && column.target_type != "json") return read_cell(column.type, *text);
  const Value shown = Value::parse(*text, nullptr, false);
  if (shown.is_discarded()) return unreadable(*text);
  return nested ? read_member(column.type, shown) : shown;
}

}  // namespace starload::roundtrip
