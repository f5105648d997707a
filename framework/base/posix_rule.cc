#include "framework/base/posix_rule.h"

#include <algorithm>
#include <array>

namespace starload {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool take_number(std::string_view& text, int low, int high, int& value) {
  value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + (text[digits++] - '0');
  }
  text.remove_prefix(digits);
  return digits > 0 && value >= low && value <= high;
}

// A zone's abbreviation: letters, or anything between < and >.
bool take_name(std::string_view& text) {
  if (take(text, '<')) {
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    return true;
  }
  std::size_t size = 0;
  while (size < text.size() && ((text[size] | 0x20) >= 'a' && (text[size] | 0x20) <= 'z')) ++size;
  text.remove_prefix(size);
  return size >= 3;
}

// [+-]hh[:mm[:ss]]
bool take_time(std::string_view& text, std::int32_t& seconds) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  int part = 0;
  if (!take_number(text, 0, 167, part)) return false;
  seconds = part * 3600;
  if (take(text, ':')) {
    if (!take_number(text, 0, 59, part)) return false;
    seconds += part * 60;
    if (take(text, ':')) {
      if (!take_number(text, 0, 59, part)) return false;
      seconds += part;
    }
  }
  if (negative) seconds = -seconds;
  return true;
}

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Days since 1970-01-01 of the first of January.
std::int64_t year_start(std::int64_t year) {
  const std::int64_t before = year - 1;
  const auto floor = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); };
  return 365 * before + floor(before, 4) - floor(before, 100) + floor(before, 400) - 719'162;
}

std::int64_t year_of(std::int64_t epoch_seconds) {
  std::int64_t year = 1970 + epoch_seconds / 31'556'952;
  while (year_start(year) * kSecondsPerDay > epoch_seconds) --year;
  while (year_start(year + 1) * kSecondsPerDay <= epoch_seconds) ++year;
  return year;
}

constexpr std::array<int, 13> kMonthStart = {0,   31,  59,  90,  120, 151, 181,
                                             212, 243, 273, 304, 334, 365};

int month_start(std::int64_t year, int month) {
  const auto index = static_cast<std::size_t>(month - 1);
  return kMonthStart[index] + (month > 2 && is_leap(year) ? 1 : 0);
}

}  // namespace

std::optional<PosixRule> PosixRule::parse(std::string_view text) {
  PosixRule rule;
  if (text.empty()) return rule;
  std::int32_t west = 0;
  if (!take_name(text) || !take_time(text, west)) return std::nullopt;
  rule.is_set_ = true;
  rule.standard_ = -west;
  rule.daylight_ = rule.standard_ + 3600;
  if (text.empty()) return rule;
  rule.has_dst_ = true;
  if (!take_name(text)) return std::nullopt;
  if (!text.empty() && text.front() != ',') {
    if (!take_time(text, west)) return std::nullopt;
    rule.daylight_ = -west;
  }
  if (!take(text, ',') || !parse_change(text, rule.start_)) return std::nullopt;
  if (!take(text, ',') || !parse_change(text, rule.end_) || !text.empty()) return std::nullopt;
  return rule;
}

bool PosixRule::parse_change(std::string_view& text, Change& change) {
  if (take(text, 'M')) {
    change.kind = DayKind::kMonthWeekDay;
    if (!take_number(text, 1, 12, change.month) || !take(text, '.')) return false;
    if (!take_number(text, 1, 5, change.week) || !take(text, '.')) return false;
    if (!take_number(text, 0, 6, change.day)) return false;
  } else if (take(text, 'J')) {
    change.kind = DayKind::kJulianNoLeap;
    if (!take_number(text, 1, 365, change.day)) return false;
  } else {
    change.kind = DayKind::kDayOfYear;
    if (!take_number(text, 0, 365, change.day)) return false;
  }
  return !take(text, '/') || take_time(text, change.time);
}

// Local seconds since 1970 of the change in that year.
std::int64_t PosixRule::local_second(const Change& change, std::int64_t year) {
  std::int64_t day = year_start(year);
  if (change.kind == DayKind::kDayOfYear) {
    day += change.day;
  } else if (change.kind == DayKind::kJulianNoLeap) {
    day += change.day - 1 + (change.day >= 60 && is_leap(year) ? 1 : 0);
  } else {
    const std::int64_t first = day + month_start(year, change.month);
    const std::int64_t last = change.month == 12 ? year_start(year + 1) - 1
                                                 : day + month_start(year, change.month + 1) - 1;
    const std::int64_t weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
    day = first + (change.day - weekday + 7) % 7 + 7 * (change.week - 1);
    while (day > last) day -= 7;
  }
  return day * kSecondsPerDay + change.time;
}

std::int32_t PosixRule::offset_at(std::int64_t epoch_seconds) const {
  if (!has_dst_) return standard_;
  const std::int64_t year = year_of(epoch_seconds + standard_);
  const std::int64_t start = dst_start(year);
  const std::int64_t end = dst_end(year);
  const bool daylight = start < end ? epoch_seconds >= start && epoch_seconds < end
                                    : epoch_seconds >= start || epoch_seconds < end;
  return daylight ? daylight_ : standard_;
}

std::int64_t PosixRule::next_change(std::int64_t epoch_seconds) const {
  if (!has_dst_) return INT64_MAX;
  const std::int64_t year = year_of(epoch_seconds + standard_);
  std::int64_t next = INT64_MAX;
  for (std::int64_t y = year; y <= year + 1; ++y) {
    for (const std::int64_t change : {dst_start(y), dst_end(y)}) {
      if (change > epoch_seconds) next = std::min(next, change);
    }
  }
  return next;
}

std::int64_t PosixRule::last_change(std::int64_t epoch_seconds) const {
  if (!has_dst_) return INT64_MIN;
  const std::int64_t year = year_of(epoch_seconds + standard_);
  std::int64_t last = INT64_MIN;
  for (std::int64_t y = year - 1; y <= year; ++y) {
    for (const std::int64_t change : {dst_start(y), dst_end(y)}) {
      if (change <= epoch_seconds) last = std::max(last, change);
    }
  }
  return last;
}

}  // namespace starload
