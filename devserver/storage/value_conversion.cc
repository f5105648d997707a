#include "devserver/storage/value_conversion.h"

#include <strings.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

#include "devserver/storage/decimal.h"

namespace starload::devserver {
namespace {

constexpr std::string_view kLargeintMax = "170141183460469231731687303715884105727";
constexpr std::string_view kLargeintMin = "-170141183460469231731687303715884105728";

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> parse_double(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer_of_double(double value) {
  if (!(value >= -9.3e18 && value <= 9.3e18)) return std::nullopt;
  const double whole = std::trunc(value);
  if (whole >= 9223372036854775808.0 || whole < -9223372036854775808.0) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return value;
  if (strncasecmp(text.data(), "true", text.size()) == 0 && text.size() == 4) return 1;
  if (strncasecmp(text.data(), "false", text.size()) == 0 && text.size() == 5) return 0;
  const std::optional<double> real = parse_double(text);
  return real && is_decimal(text) ? integer_of_double(*real) : std::nullopt;
}

std::optional<std::int64_t> as_integer(const Cell& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return integer_of_double(*real);
  return parse_integer(std::get<std::string>(value));
}

std::optional<Cell> to_integer(const Cell& value, std::int64_t min, std::int64_t max) {
  const std::optional<std::int64_t> integer = as_integer(value);
  if (!integer || *integer < min || *integer > max) return std::nullopt;
  return Cell(*integer);
}

template <typename T>
std::optional<Cell> to_small_integer(const Cell& value) {
  return to_integer(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

std::optional<Cell> to_boolean(const Cell& value) {
  const std::optional<std::int64_t> integer = as_integer(value);
  if (!integer) return std::nullopt;
  return Cell(std::int64_t{*integer != 0 ? 1 : 0});
}

std::optional<Cell> to_real(const Cell& value, bool single) {
  std::optional<double> real;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) real = static_cast<double>(*integer);
  if (const auto* given = std::get_if<double>(&value)) real = *given;
  if (const auto* text = std::get_if<std::string>(&value)) real = parse_double(*text);
  if (!real || !std::isfinite(*real)) return std::nullopt;
  if (!single) return Cell(*real);
  if (std::fabs(*real) > static_cast<double>(std::numeric_limits<float>::max()))
    return std::nullopt;
  return Cell(static_cast<double>(static_cast<float>(*real)));
}

std::optional<Cell> to_decimal(const Cell& value, int precision, int scale) {
  const std::string text = cell_text(value);
  std::optional<std::string> fitted = fit_decimal(trimmed(text), precision, scale);
  if (!fitted) return std::nullopt;
  return Cell(std::move(*fitted));
}

std::optional<Cell> to_largeint(const Cell& value) {
  const std::string text = cell_text(value);
  std::optional<std::string> plain = plain_decimal(trimmed(text));
  if (!plain) return std::nullopt;
  plain->resize(std::min(plain->find('.'), plain->size()));
  if (*plain == "-0") plain = "0";
  if (compare_decimals(*plain, kLargeintMax) > 0 || compare_decimals(*plain, kLargeintMin) < 0)
    return std::nullopt;
  return Cell(std::move(*plain));
}

std::optional<Cell> to_date(const Cell& value, bool with_time) {
  const std::optional<DateTime> parsed = parse_datetime(cell_text(value));
  if (!parsed) return std::nullopt;
  return Cell(with_time ? datetime_text(*parsed) : date_text(*parsed));
}

std::optional<Cell> to_json(const Cell& value, bool nested) {
  const std::string text = cell_text(value);
  if (nlohmann::json::accept(text)) return Cell(text);
  if (nested) return std::nullopt;
  return Cell(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// Reads up to `max_digits` digits; -1 when there is none.
int read_number(std::string_view* text, std::size_t max_digits) {
  int value = 0;
  std::size_t count = 0;
  while (count < max_digits && count < text->size() && (*text)[count] >= '0' &&
         (*text)[count] <= '9') {
    value = value * 10 + ((*text)[count] - '0');
    ++count;
  }
  text->remove_prefix(count);
  return count == 0 ? -1 : value;
}

bool skip(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

bool read_fraction(std::string_view* text, int* microsecond) {
  std::size_t digits = 0;
  for (int unit = 100000; !text->empty() && text->front() >= '0' && text->front() <= '9';
       unit /= 10) {
    *microsecond += (text->front() - '0') * unit;
    text->remove_prefix(1);
    ++digits;
  }
  return digits > 0;
}

bool read_time(std::string_view text, bool compact, DateTime* value) {
  value->hour = read_number(&text, 2);
  if (!compact && !skip(&text, ':')) return false;
  value->minute = read_number(&text, 2);
  value->second = 0;
  if (!text.empty() && text.front() != '.') {
    if (!compact && !skip(&text, ':')) return false;
    value->second = read_number(&text, 2);
  }
  if (skip(&text, '.') && !read_fraction(&text, &value->microsecond)) return false;
  return text.empty() && value->hour >= 0 && value->hour < 24 && value->minute >= 0 &&
         value->minute < 60 && value->second >= 0 && value->second < 60;
}

bool valid_date(const DateTime& value) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (value.year < 0 || value.year > 9999 || value.month < 1 || value.month > 12 || value.day < 1)
    return false;
  const bool leap = (value.year % 4 == 0 && value.year % 100 != 0) || value.year % 400 == 0;
  const int days =
      kDays.at(static_cast<std::size_t>(value.month - 1)) + (leap && value.month == 2 ? 1 : 0);
  return value.day <= days;
}

}  // namespace

std::string double_text(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), error == std::errc() ? end : text.data()};
}

std::string float_text(float value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), error == std::errc() ? end : text.data()};
}

std::string cell_text(const Cell& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return double_text(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return {};
}

std::optional<Cell> convert_cell(const Type& type, const Cell& value) {
  if (std::holds_alternative<std::monostate>(value)) return value;
  switch (type.kind) {
    case TypeKind::kBoolean:
      return to_boolean(value);
    case TypeKind::kTinyint:
      return to_small_integer<std::int8_t>(value);
    case TypeKind::kSmallint:
      return to_small_integer<std::int16_t>(value);
    case TypeKind::kInt:
      return to_small_integer<std::int32_t>(value);
    case TypeKind::kBigint:
      return to_small_integer<std::int64_t>(value);
    case TypeKind::kLargeint:
      return to_largeint(value);
    case TypeKind::kFloat:
      return to_real(value, true);
    case TypeKind::kDouble:
      return to_real(value, false);
    case TypeKind::kDecimal:
      return to_decimal(value, type.precision, type.scale);
    case TypeKind::kDate:
      return to_date(value, false);
    case TypeKind::kDatetime:
      return to_date(value, true);
    case TypeKind::kJson:
      return to_json(value, false);
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kStruct:
      return to_json(value, true);
    default:
      return Cell(cell_text(value));
  }
}

std::optional<DateTime> parse_datetime(std::string_view text) {
  text = trimmed(text);
  DateTime value;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool compact = digits == 8 || digits == 14;
  value.year = read_number(&text, 4);
  if (!compact && !skip(&text, '-') && !skip(&text, '/')) return std::nullopt;
  value.month = read_number(&text, 2);
  if (!compact && !skip(&text, '-') && !skip(&text, '/')) return std::nullopt;
  value.day = read_number(&text, 2);
  if (!valid_date(value)) return std::nullopt;
  if (text.empty()) return value;
  const bool separated = skip(&text, ' ') || skip(&text, 'T');
  if (!separated && !compact) return std::nullopt;
  if (!read_time(trimmed(text), compact && !separated, &value)) return std::nullopt;
  return value;
}

std::string date_text(const DateTime& value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", value.year, value.month, value.day);
  return text.data();
}

std::string datetime_text(const DateTime& value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d", value.year, value.month,
                value.day, value.hour, value.minute, value.second);
  std::string result = text.data();
  if (value.microsecond == 0) return result;
  std::snprintf(text.data(), text.size(), ".%06d", value.microsecond);
  return result + text.data();
}

std::int64_t days_from_civil(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

DateTime civil_from_days(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  DateTime value;
  value.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  value.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  value.year = static_cast<int>(year_of_era + era * 400 + (value.month <= 2 ? 1 : 0));
  return value;
}

}  // namespace starload::devserver
