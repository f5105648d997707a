#include <array>
#include <ctime>
#include <stdexcept>

#include "devserver/storage/default_value.h"
#include "devserver/storage/function_support.h"
#include "devserver/storage/time_zone.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

using Cells = std::vector<Cell>;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
constexpr std::array<const char*, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                              "Thursday", "Friday", "Saturday"};

std::optional<DateTime> date_of(const Cell& cell) { return parse_datetime(text_argument(cell)); }

std::int64_t days_of(const DateTime& value) {
  return days_from_civil(value.year, value.month, value.day);
}

std::int64_t micros_of_day(const DateTime& value) {
  return ((value.hour * 60LL + value.minute) * 60 + value.second) * kMicrosPerSecond +
         value.microsecond;
}

std::int64_t micros_of(const DateTime& value) {
  return days_of(value) * kMicrosPerDay + micros_of_day(value);
}

DateTime from_micros(std::int64_t micros) {
  std::int64_t days = micros / kMicrosPerDay;
  std::int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  DateTime value = civil_from_days(days);
  value.microsecond = static_cast<int>(rest % kMicrosPerSecond);
  const std::int64_t seconds = rest / kMicrosPerSecond;
  value.hour = static_cast<int>(seconds / 3600);
  value.minute = static_cast<int>(seconds / 60 % 60);
  value.second = static_cast<int>(seconds % 60);
  return value;
}

// 0 = Sunday
int day_of_week(const DateTime& value) {
  return static_cast<int>(((days_of(value) + 4) % 7 + 7) % 7);
}
int day_of_year(const DateTime& value) {
  return static_cast<int>(days_of(value) - days_from_civil(value.year, 1, 1)) + 1;
}

// ISO weeks: the week with the year's first Thursday is week 1.
int iso_week(const DateTime& value) {
  const std::int64_t days = days_of(value);
  const std::int64_t thursday = days - (day_of_week(value) + 6) % 7 + 3;
  const DateTime in_week = civil_from_days(thursday);
  return static_cast<int>((thursday - days_from_civil(in_week.year, 1, 1)) / 7) + 1;
}

int days_in_month(int year, int month) {
  const std::int64_t next =
      month == 12 ? days_from_civil(year + 1, 1, 1) : days_from_civil(year, month + 1, 1);
  return static_cast<int>(next - days_from_civil(year, month, 1));
}

std::string text_of_now() {
  const TimeZone* zone = ZoneScope::current();
  if (zone == nullptr) return now_text();
  const std::int64_t seconds = unix_millis() / 1000;
  return datetime_text(from_micros((seconds + zone->offset_at(seconds)) * kMicrosPerSecond));
}

Cell now(const Cells&) { return text_of_now(); }
Cell today(const Cells&) { return text_of_now().substr(0, 10); }
Cell utc_now(const Cells&) {
  return datetime_text(from_micros(unix_millis() / 1000 * kMicrosPerSecond));
}

Cell date(const Cells& a) {
  const auto value = date_of(a[0]);
  return value ? Cell(date_text(*value)) : Cell();
}

Cell date_part(const Cells& a) {
  const std::string unit = text_argument(a[0]);
  const auto value = date_of(a[1]);
  if (!value) return std::monostate{};
  if (unit == "year") return std::int64_t{value->year};
  if (unit == "quarter") return std::int64_t{(value->month + 2) / 3};
  if (unit == "month") return std::int64_t{value->month};
  if (unit == "week") return std::int64_t{iso_week(*value)};
  if (unit == "day") return std::int64_t{value->day};
  if (unit == "dayofweek") return std::int64_t{day_of_week(*value) + 1};
  if (unit == "weekday") return std::int64_t{(day_of_week(*value) + 6) % 7};
  if (unit == "dayofyear") return std::int64_t{day_of_year(*value)};
  if (unit == "hour") return std::int64_t{value->hour};
  if (unit == "minute") return std::int64_t{value->minute};
  if (unit == "second") return std::int64_t{value->second};
  throw std::invalid_argument("unknown unit of time: " + unit);
}

std::string padded(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string formatted(const DateTime& value, char directive) {
  const int hour12 = value.hour % 12 == 0 ? 12 : value.hour % 12;
  switch (directive) {
    case 'Y':
      return padded(value.year, 4);
    case 'y':
      return padded(value.year % 100, 2);
    case 'm':
      return padded(value.month, 2);
    case 'c':
      return std::to_string(value.month);
    case 'd':
      return padded(value.day, 2);
    case 'e':
      return std::to_string(value.day);
    case 'H':
      return padded(value.hour, 2);
    case 'k':
      return std::to_string(value.hour);
    case 'h':
    case 'I':
      return padded(hour12, 2);
    case 'l':
      return std::to_string(hour12);
    case 'i':
      return padded(value.minute, 2);
    case 's':
    case 'S':
      return padded(value.second, 2);
    case 'f':
      return padded(value.microsecond, 6);
    case 'j':
      return padded(day_of_year(value), 3);
    case 'p':
      return value.hour < 12 ? "AM" : "PM";
    case 'M':
      return kMonths.at(static_cast<std::size_t>(value.month - 1));
    case 'b':
      return std::string(kMonths.at(static_cast<std::size_t>(value.month - 1))).substr(0, 3);
    case 'W':
      return kDays.at(static_cast<std::size_t>(day_of_week(value)));
    case 'a':
      return std::string(kDays.at(static_cast<std::size_t>(day_of_week(value)))).substr(0, 3);
    case 'w':
      return std::to_string(day_of_week(value));
    case 'v':
      return padded(iso_week(value), 2);
    case 'T':
      return formatted(value, 'H') + ":" + formatted(value, 'i') + ":" + formatted(value, 's');
    case 'r':
      return formatted(value, 'h') + ":" + formatted(value, 'i') + ":" + formatted(value, 's') +
             " " + formatted(value, 'p');
    default:
      return std::string(1, directive);
  }
}

std::string format_date(const DateTime& value, const std::string& format) {
  if (format == "yyyyMMdd") return format_date(value, "%Y%m%d");
  if (format == "yyyy-MM-dd") return date_text(value);
  if (format == "yyyy-MM-dd HH:mm:ss") return format_date(value, "%Y-%m-%d %T");
  std::string result;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size()) {
      result += formatted(value, format[++i]);
    } else {
      result += format[i];
    }
  }
  return result;
}

Cell date_format(const Cells& a) {
  const auto value = date_of(a[0]);
  return value ? Cell(format_date(*value, text_argument(a[1]))) : Cell();
}

bool read_digits(const std::string& text, std::size_t* at, std::size_t max, int* value) {
  const std::size_t begin = *at;
  *value = 0;
  while (*at < text.size() && *at - begin < max && text[*at] >= '0' && text[*at] <= '9')
    *value = *value * 10 + (text[(*at)++] - '0');
  return *at > begin;
}

bool read_directive(const std::string& text, std::size_t* at, char directive, DateTime* value) {
  switch (directive) {
    case 'Y':
      return read_digits(text, at, 4, &value->year);
    case 'y': {
      const bool read = read_digits(text, at, 2, &value->year);
      value->year += value->year < 70 ? 2000 : 1900;
      return read;
    }
    case 'm':
    case 'c':
      return read_digits(text, at, 2, &value->month);
    case 'd':
    case 'e':
      return read_digits(text, at, 2, &value->day);
    case 'H':
    case 'k':
      return read_digits(text, at, 2, &value->hour);
    case 'i':
      return read_digits(text, at, 2, &value->minute);
    case 's':
    case 'S':
      return read_digits(text, at, 2, &value->second);
    case 'T':
      return read_digits(text, at, 2, &value->hour) && *at < text.size() && text[(*at)++] == ':' &&
             read_digits(text, at, 2, &value->minute) && *at < text.size() &&
             text[(*at)++] == ':' && read_digits(text, at, 2, &value->second);
    default:
      return false;
  }
}

Cell str_to_date(const Cells& a) {
  const std::string text = text_argument(a[0]);
  const std::string format = text_argument(a[1]);
  DateTime value;
  std::size_t at = 0;
  bool with_time = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size()) {
      if (!read_directive(text, &at, format[++i], &value)) return std::monostate{};
      with_time = with_time || std::string_view("HkisST").find(format[i]) != std::string_view::npos;
    } else if (at >= text.size() || text[at++] != format[i]) {
      return std::monostate{};
    }
  }
  const auto checked = parse_datetime(datetime_text(value));
  if (!checked || at != text.size()) return std::monostate{};
  return with_time ? datetime_text(*checked) : date_text(*checked);
}

// DATE_TRUNC keeps a date a date and a datetime a datetime.
Cell date_trunc(const Cells& a) {
  std::string unit = text_argument(a[0]);
  for (char& c : unit) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  auto value = date_of(a[1]);
  if (!value) return std::monostate{};
  const bool is_date = text_argument(a[1]).size() <= 10;
  value->microsecond = 0;
  if (unit == "second") return datetime_text(*value);
  value->second = 0;
  if (unit == "minute") return datetime_text(*value);
  value->minute = 0;
  if (unit == "hour") return datetime_text(*value);
  value->hour = 0;
  if (unit == "week") {
    *value = civil_from_days(days_of(*value) - (day_of_week(*value) + 6) % 7);
  } else if (unit != "day") {
    value->day = 1;
    if (unit == "quarter") value->month = (value->month - 1) / 3 * 3 + 1;
    if (unit == "year") value->month = 1;
    if (unit != "month" && unit != "quarter" && unit != "year")
      throw std::invalid_argument("date_trunc: unknown unit " + unit);
  }
  return is_date ? date_text(*value) : datetime_text(*value);
}

void add_months(DateTime* value, std::int64_t months) {
  const std::int64_t total = value->year * 12LL + value->month - 1 + months;
  if (total < 0 || total > 9999LL * 12 + 11)
    throw std::invalid_argument("the date is out of range");
  value->year = static_cast<int>(total / 12);
  value->month = static_cast<int>(total % 12) + 1;
  value->day = std::min(value->day, days_in_month(value->year, value->month));
}

std::int64_t unit_micros(const std::string& unit) {
  if (unit == "microsecond") return 1;
  if (unit == "second") return kMicrosPerSecond;
  if (unit == "minute") return 60 * kMicrosPerSecond;
  if (unit == "hour") return 3600 * kMicrosPerSecond;
  if (unit == "day") return kMicrosPerDay;
  if (unit == "week") return 7 * kMicrosPerDay;
  throw std::invalid_argument("Unsupported time unit '" + unit + "'");
}

std::int64_t unit_months(const std::string& unit) {
  return unit == "year" ? 12 : unit == "quarter" ? 3 : unit == "month" ? 1 : 0;
}

Cell date_add(const Cells& a) {
  auto value = date_of(a[0]);
  const std::int64_t amount = integer_argument(a[1]);
  const std::string unit = text_argument(a[2]);
  if (!value || amount > 4'000'000'000 || amount < -4'000'000'000) return std::monostate{};
  if (unit_months(unit) != 0) {
    add_months(&*value, amount * unit_months(unit));
  } else {
    std::int64_t moved = 0;
    if (__builtin_mul_overflow(amount, unit_micros(unit), &moved) ||
        moved > 400'000'000LL * kMicrosPerSecond * 800)
      return std::monostate{};
    *value = from_micros(micros_of(*value) + moved);
    if (value->year < 0 || value->year > 9999) return std::monostate{};
  }
  const bool keeps_date = text_argument(a[0]).size() <= 10 &&
                          (unit_months(unit) != 0 || unit == "day" || unit == "week");
  return keeps_date ? date_text(*value) : datetime_text(*value);
}

Cell datediff(const Cells& a) {
  const auto left = date_of(a[0]);
  const auto right = date_of(a[1]);
  return left && right ? Cell(days_of(*left) - days_of(*right)) : Cell();
}

Cell timestampdiff(const Cells& a) {
  const std::string unit = text_argument(a[0]);
  const auto from = date_of(a[1]);
  const auto to = date_of(a[2]);
  if (!from || !to) return std::monostate{};
  const std::int64_t months_of_unit = unit_months(unit);
  if (months_of_unit == 0) return (micros_of(*to) - micros_of(*from)) / unit_micros(unit);
  std::int64_t months = (to->year - from->year) * 12LL + to->month - from->month;
  const std::int64_t rest =
      (to->day - from->day) * kMicrosPerDay + micros_of_day(*to) - micros_of_day(*from);
  if (months > 0 && rest < 0) --months;
  if (months < 0 && rest > 0) ++months;
  return months / months_of_unit;
}

std::int64_t local_seconds(const DateTime& value) {
  if (const TimeZone* zone = ZoneScope::current()) {
    const std::int64_t days = days_from_civil(value.year, value.month, value.day);
    return zone->to_unix(days * 86400 + value.hour * 3600 + value.minute * 60 + value.second);
  }
  std::tm parts{};
  parts.tm_year = value.year - 1900;
  parts.tm_mon = value.month - 1;
  parts.tm_mday = value.day;
  parts.tm_hour = value.hour;
  parts.tm_min = value.minute;
  parts.tm_sec = value.second;
  parts.tm_isdst = -1;
  return std::mktime(&parts);
}

Cell unix_timestamp(const Cells& a) {
  if (a.empty()) return unix_millis() / 1000;
  const auto value = date_of(a[0]);
  return value ? Cell(local_seconds(*value)) : Cell();
}

// nullopt = outside of the years that a datetime has.
std::optional<DateTime> local_datetime(std::time_t seconds) {
  constexpr std::int64_t kLimit = 253402300800;  // the year 10000
  if (seconds < -kLimit || seconds > kLimit) return std::nullopt;
  if (const TimeZone* zone = ZoneScope::current()) {
    const std::int64_t local = seconds + zone->offset_at(seconds);
    if (local < -62167219200 || local >= kLimit) return std::nullopt;
    return from_micros(local * kMicrosPerSecond);
  }
  std::tm parts{};
  if (localtime_r(&seconds, &parts) == nullptr || parts.tm_year > 8099 || parts.tm_year < -1900)
    return std::nullopt;
  return DateTime{parts.tm_year + 1900,
                  parts.tm_mon + 1,
                  parts.tm_mday,
                  parts.tm_hour,
                  parts.tm_min,
                  parts.tm_sec,
                  0};
}

Cell from_unixtime(const Cells& a) {
  const std::optional<DateTime> value = local_datetime(integer_argument(a[0]));
  if (!value) return std::monostate{};
  return a.size() > 1 ? format_date(*value, text_argument(a[1])) : datetime_text(*value);
}

Cell last_day(const Cells& a) {
  auto value = date_of(a[0]);
  if (!value) return std::monostate{};
  value->day = days_in_month(value->year, value->month);
  return date_text(*value);
}

Cell day_name(const Cells& a) {
  const auto value = date_of(a[0]);
  return value ? Cell(formatted(*value, 'W')) : Cell();
}

Cell month_name(const Cells& a) {
  const auto value = date_of(a[0]);
  return value ? Cell(formatted(*value, 'M')) : Cell();
}

}  // namespace

std::vector<ScalarFunction> date_functions() {
  return {{"sl_now", 0, now, false, false},
          {"sl_today", 0, today, false, false},
          {"sl_utc_now", 0, utc_now, false, false},
          {"sl_date", 1, date},
          {"sl_date_part", 2, date_part},
          {"sl_date_format", 2, date_format},
          {"sl_str_to_date", 2, str_to_date},
          {"sl_date_trunc", 2, date_trunc},
          {"sl_date_add", 3, date_add},
          {"sl_datediff", 2, datediff},
          {"sl_timestampdiff", 3, timestampdiff},
          {"sl_unix_timestamp", 0, unix_timestamp, false, false},
          {"sl_unix_timestamp", 1, unix_timestamp},
          {"sl_from_unixtime", -1, from_unixtime},
          {"sl_last_day", 1, last_day},
          {"sl_day_name", 1, day_name},
          {"sl_month_name", 1, month_name}};
}

}  // namespace starload::devserver
