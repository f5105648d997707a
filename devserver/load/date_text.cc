#include "devserver/load/value_text.h"

namespace starload::devserver {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

struct DateTime {
  int year = 0, month = 0, day = 0;
  int hour = 0, minute = 0, second = 0, microsecond = 0;
};

// Takes min_width..max_width digits off the front.
bool take_number(std::string_view& text, std::size_t min_width, std::size_t max_width, int& value) {
  std::size_t width = 0;
  value = 0;
  while (width < max_width && width < text.size() && is_digit(text[width])) {
    value = value * 10 + (text[width++] - '0');
  }
  if (width < min_width) return false;
  text.remove_prefix(width);
  return true;
}

bool take_byte(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// StarRocks reads two-digit years as 1970..2069.
int full_year(int two_digits) { return two_digits < 70 ? 2000 + two_digits : 1900 + two_digits; }

bool take_fraction(std::string_view& text, int& microsecond) {
  std::size_t width = 0;
  microsecond = 0;
  for (; width < text.size() && is_digit(text[width]); ++width) {
    if (width < 6) microsecond = microsecond * 10 + (text[width] - '0');
  }
  if (width == 0) return false;
  text.remove_prefix(width);
  for (; width < 6; ++width) microsecond *= 10;
  return true;
}

bool take_separated_time(std::string_view& text, DateTime& value) {
  if (!take_number(text, 1, 2, value.hour)) return false;
  if (!take_byte(text, ':')) return text.empty();
  if (!take_number(text, 1, 2, value.minute)) return false;
  if (!take_byte(text, ':')) return text.empty();
  if (!take_number(text, 1, 2, value.second)) return false;
  return !take_byte(text, '.') || take_fraction(text, value.microsecond);
}

bool take_separated_date(std::string_view& text, DateTime& value) {
  const std::size_t before = text.size();
  if (!take_number(text, 2, 4, value.year)) return false;
  const std::size_t year_width = before - text.size();
  if (year_width == 3 || text.empty()) return false;
  if (year_width == 2) value.year = full_year(value.year);
  const char separator = text.front();
  if (separator != '-' && separator != '/') return false;
  text.remove_prefix(1);
  return take_number(text, 1, 2, value.month) && take_byte(text, separator) &&
         take_number(text, 1, 2, value.day);
}

// 20200102, 200102, 20200102030405, 200102030405: no separators at all.
bool take_packed(std::string_view& text, DateTime& value) {
  std::size_t width = 0;
  while (width < text.size() && is_digit(text[width])) ++width;
  const bool long_year = width == 8 || width == 14;
  if (!long_year && width != 6 && width != 12) return false;
  const std::size_t year_width = long_year ? 4 : 2;
  if (!take_number(text, year_width, year_width, value.year) ||
      !take_number(text, 2, 2, value.month) || !take_number(text, 2, 2, value.day)) {
    return false;
  }
  if (!long_year) value.year = full_year(value.year);
  if (width <= 8) return true;
  if (!take_number(text, 2, 2, value.hour) || !take_number(text, 2, 2, value.minute) ||
      !take_number(text, 2, 2, value.second)) {
    return false;
  }
  return !take_byte(text, '.') || take_fraction(text, value.microsecond);
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

bool in_range(const DateTime& value) {
  return value.month >= 1 && value.month <= 12 && value.day >= 1 &&
         value.day <= days_in_month(value.year, value.month) && value.hour < 24 &&
         value.minute < 60 && value.second < 60;
}

std::optional<DateTime> parse(std::string_view text) {
  text = trim(text);
  DateTime value;
  std::string_view rest = text;
  if (!take_packed(rest, value)) {
    value = DateTime();
    rest = text;
    if (!take_separated_date(rest, value)) return std::nullopt;
  }
  if (!rest.empty()) {
    if (rest.front() != ' ' && rest.front() != 'T') return std::nullopt;
    rest.remove_prefix(1);
    rest = trim(rest);
    if (!take_separated_time(rest, value) || !rest.empty()) return std::nullopt;
  }
  if (!in_range(value)) return std::nullopt;
  return value;
}

void append_number(std::string& text, int value, int width) {
  for (int divisor = width == 6 ? 100000 : width == 4 ? 1000 : 10; divisor > 0; divisor /= 10) {
    text += static_cast<char>('0' + value / divisor % 10);
  }
}

void append_date(std::string& text, const DateTime& value) {
  append_number(text, value.year, 4);
  text += '-';
  append_number(text, value.month, 2);
  text += '-';
  append_number(text, value.day, 2);
}

}  // namespace

std::optional<std::string> parse_date(std::string_view text) {
  const std::optional<DateTime> value = parse(text);
  if (!value) return std::nullopt;
  std::string date;
  append_date(date, *value);
  return date;
}

std::optional<std::string> parse_datetime(std::string_view text) {
  const std::optional<DateTime> value = parse(text);
  if (!value) return std::nullopt;
  std::string datetime;
  datetime.reserve(26);
  append_date(datetime, *value);
  datetime += ' ';
  append_number(datetime, value->hour, 2);
  datetime += ':';
  append_number(datetime, value->minute, 2);
  datetime += ':';
  append_number(datetime, value->second, 2);
  if (value->microsecond != 0) {
    datetime += '.';
    append_number(datetime, value->microsecond, 6);
  }
  return datetime;
}

}  // namespace starload::devserver
