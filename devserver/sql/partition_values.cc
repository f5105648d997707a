#include "devserver/sql/partition_values.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

#include "devserver/storage/decimal.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

constexpr std::int64_t kHoursOfADay = 24;
constexpr std::int64_t kMaxSteps = 100'000'000;  // more hours than all years that a date has
constexpr int kLastYear = 9999;

DateTime plus_days(DateTime value, std::int64_t days) {
  const DateTime day = civil_from_days(days_from_civil(value.year, value.month, value.day) + days);
  value.year = day.year;
  value.month = day.month;
  value.day = day.day;
  return value;
}

// A day that the month has not becomes its last one.
DateTime plus_months(DateTime value, std::int64_t months) {
  const std::int64_t month = value.year * std::int64_t{12} + value.month - 1 + months;
  value.year = static_cast<int>(month / 12);
  value.month = static_cast<int>(month % 12) + 1;
  const std::int64_t first = days_from_civil(value.year, value.month, 1);
  const std::int64_t next = days_from_civil(value.year + value.month / 12, value.month % 12 + 1, 1);
  value.day = std::min(value.day, static_cast<int>(next - first));
  return value;
}

DateTime plus_hours(DateTime value, std::int64_t hours) {
  const std::int64_t hour = value.hour + hours;
  value.hour = static_cast<int>(hour % kHoursOfADay);
  return plus_days(value, hour / kHoursOfADay);
}

int sign(std::strong_ordering order) { return order < 0 ? -1 : (order > 0 ? 1 : 0); }

}  // namespace

int compare_cells(const Type& type, const Cell& a, const Cell& b) {
  if (a.index() != b.index()) return a.index() < b.index() ? -1 : 1;
  if (const auto* left = std::get_if<std::int64_t>(&a))
    return sign(*left <=> std::get<std::int64_t>(b));
  if (const auto* left = std::get_if<double>(&a)) {
    const double right = std::get<double>(b);
    return *left < right ? -1 : (*left > right ? 1 : 0);
  }
  const auto* left = std::get_if<std::string>(&a);
  if (left == nullptr) return 0;
  const std::string& right = std::get<std::string>(b);
  if (type.kind == TypeKind::kLargeint || type.kind == TypeKind::kDecimal)
    return compare_decimals(*left, right);
  // A datetime with a fraction is later than the same without: so is the text.
  return sign(left->compare(right) <=> 0);
}

std::optional<Cell> step_forward(const Type& type, const Cell& value, std::int64_t count,
                                 const std::string& unit) {
  if (count <= 0) return std::nullopt;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
    return Cell(*number > kLast - count ? kLast : *number + count);
  }
  const auto* text = std::get_if<std::string>(&value);
  const std::optional<DateTime> time = text ? parse_datetime(*text) : std::nullopt;
  if (!time) return std::nullopt;
  count = std::min(count, kMaxSteps);
  DateTime next;
  if (unit == "hour") {
    next = plus_hours(*time, count);
  } else if (unit == "day" || unit == "week") {
    next = plus_days(*time, unit == "week" ? count * 7 : count);
  } else if (unit == "month" || unit == "year") {
    next = plus_months(*time, unit == "year" ? count * 12 : count);
  } else {
    return std::nullopt;
  }
  if (next.year > kLastYear) next = {kLastYear, 12, 31, 23, 59, 59, 0};
  return Cell(type.kind == TypeKind::kDate ? date_text(next) : datetime_text(next));
}

std::string partition_name(const Cell& value, const std::string& unit) {
  const auto* text = std::get_if<std::string>(&value);
  const std::optional<DateTime> time = text ? parse_datetime(*text) : std::nullopt;
  if (!time || unit.empty()) return "p" + cell_text(value);
  std::array<char, 64> name{};
  if (unit == "year") {
    std::snprintf(name.data(), name.size(), "p%04d", time->year);
  } else if (unit == "month") {
    std::snprintf(name.data(), name.size(), "p%04d%02d", time->year, time->month);
  } else if (unit == "hour") {
    std::snprintf(name.data(), name.size(), "p%04d%02d%02d%02d", time->year, time->month, time->day,
                  time->hour);
  } else {
    std::snprintf(name.data(), name.size(), "p%04d%02d%02d", time->year, time->month, time->day);
  }
  return name.data();
}

}  // namespace starload::devserver
