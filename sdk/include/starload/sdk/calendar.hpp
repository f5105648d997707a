// Dates and times as text, of the proleptic Gregorian calendar. Every function writes at `out` and
// returns the new end, and touches nothing behind it when years are of four digits and hours of
// two.
// Pure functions; any thread.
#pragma once

#include <starload/sdk/digits.hpp>
#include <starload/sdk/row.hpp>

namespace starload::sdk::format {

// The years that StarRocks' DATE and DATETIME have, as days since 1970-01-01.
constexpr std::int64_t kFirstDay = -719'528;  // 0000-01-01
constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31
constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr std::size_t kDateText = 10;

constexpr std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  const std::int64_t quotient = value / by;
  return quotient - (value % by < 0 ? 1 : 0);
}

// yyyy-MM-dd of the proleptic Gregorian calendar. Years outside 0..9999 get a sign or more digits.
inline char* date(std::int64_t days, char* out) {
  // Eras of 400 years, counted from 0000-03-01, so that the leap day is a year's last.
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_div(shifted, 146'097);
  const auto day_of_era = static_cast<std::uint32_t>(shifted - era * 146'097);
  const std::uint32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint32_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::uint32_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::uint32_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  std::int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  if (year < 0) {
    *out++ = '-';
    year = -year;
  }
  out = year < 10000 ? digits4(static_cast<std::uint32_t>(year), out)
                     : uint64(static_cast<std::uint64_t>(year), out);
  *out++ = '-';
  out = digits2(month, out);
  *out++ = '-';
  return digits2(day, out);
}

// HH:mm:ss, and .fff when there are milliseconds. REQUIRES: 0 <= ms < kMsPerDay for the usual form.
inline char* time_of_day(std::int32_t ms, char* out) {
  auto rest = static_cast<std::uint32_t>(ms);
  if (ms < 0) {
    *out++ = '-';
    rest = 0 - rest;
  }
  const std::uint32_t hours = rest / 3'600'000;
  out = hours < 100 ? digits2(hours, out) : uint32(hours, out);
  *out++ = ':';
  out = digits2(rest / 60'000 % 60, out);
  *out++ = ':';
  out = digits2(rest / 1000 % 60, out);
  if (rest % 1000 == 0) return out;
  *out++ = '.';
  *out++ = static_cast<char>('0' + rest % 1000 / 100);
  return digits2(rest % 100, out);
}

// What stands behind the date of a timestamp: " HH:mm:ss", and six digits of fraction when they are
// not all zero. Nanoseconds below the microsecond are cut off. REQUIRES: 0 <= ms_of_day <
// kMsPerDay.
inline char* clock(std::uint32_t ms_of_day, std::int32_t nanos_of_ms, char* out) {
  const std::uint32_t seconds = ms_of_day / 1000;
  *out = ' ';
  digits2(seconds / 3600, out + 1);
  out[3] = ':';
  digits2(seconds / 60 % 60, out + 4);
  out[6] = ':';
  digits2(seconds % 60, out + 7);
  const std::uint32_t micros =
      ms_of_day % 1000 * 1000 + static_cast<std::uint32_t>(nanos_of_ms) / 1000;
  if (micros == 0) return out + 9;
  out[9] = '.';
  digits2(micros / 10000, out + 10);
  return digits4(micros % 10000, out + 12);
}

// yyyy-MM-dd HH:mm:ss[.ffffff]
inline char* timestamp(const Timestamp& value, char* out) {
  std::int64_t ms_of_day = value.epoch_ms % kMsPerDay;  // days * kMsPerDay can overflow
  if (ms_of_day < 0) ms_of_day += kMsPerDay;
  out = date(floor_div(value.epoch_ms, kMsPerDay), out);
  return clock(static_cast<std::uint32_t>(ms_of_day), value.nanos_of_ms, out);
}

}  // namespace starload::sdk::format
