// One value of a row as a literal: nullptr, true, 42, 1.5, "text", items({1, 2}) for ARRAY and ROW,
// pairs({{"a", 1}}) for MAP. What a text means depends on the column: "12.50" in a DECIMAL,
// "2024-02-29" in a DATE, "12:30:00.5" in a TIME, "2024-02-29 12:30:00.000001" in a TIMESTAMP, and
// digits in a LARGEINT. A wrong literal throws std::invalid_argument.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <starload/sdk/row_layout.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace starload::testkit {

struct Value {
  enum class Kind : std::uint8_t { kNull, kInteger, kReal, kText, kItems };

  Value(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): literals
  template <typename T>
  requires std::is_integral_v<T> || std::is_same_v<T, sdk::Int128> Value(T number)
      : kind(Kind::kInteger), integer(number) {}                           // NOLINT
  Value(double number) : kind(Kind::kReal), real(number) {}                // NOLINT
  Value(const char* value) : kind(Kind::kText), text(value) {}             // NOLINT
  Value(std::string value) : kind(Kind::kText), text(std::move(value)) {}  // NOLINT
  Value(std::string_view value) : kind(Kind::kText), text(value) {}        // NOLINT

  Kind kind = Kind::kNull;
  sdk::Int128 integer = 0;
  double real = 0;
  std::string text;
  std::vector<Value> list;  // of a MAP: key, value, key, value
};

inline Value items(std::vector<Value> values) {
  Value value(nullptr);
  value.kind = Value::Kind::kItems;
  value.list = std::move(values);
  return value;
}
inline Value pairs(const std::vector<std::pair<Value, Value>>& entries) {
  std::vector<Value> flat;
  for (const auto& [key, value] : entries) {
    flat.push_back(key);
    flat.push_back(value);
  }
  return items(std::move(flat));
}

namespace literal {

[[noreturn]] inline void refuse(const char* what, std::string_view text) {
  throw std::invalid_argument("starload::testkit: '" + std::string(text) + "' is no " + what);
}

// Takes `digits` decimal digits (or, with 0, as many as there are) from the front of text.
inline std::int64_t take_number(std::string_view& text, const char* what) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc()) refuse(what, text);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}
inline void take(std::string_view& text, char c, const char* what) {
  if (text.empty() || text.front() != c) refuse(what, text);
  text.remove_prefix(1);
}

// Digits with an optional sign and point, as a whole number of units of 10^-scale.
inline sdk::Int128 decimal(std::string_view text, std::int32_t scale) {
  const bool negative = text.starts_with('-');
  sdk::Int128 value = 0;
  std::int32_t behind_point = -1;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (c == '.' && behind_point < 0) {
      behind_point = 0;
      continue;
    }
    if (c < '0' || c > '9') refuse("number", text);
    // Downwards, so that the smallest value fits as well.
    value = value * 10 - (c - '0');
    if (behind_point >= 0) ++behind_point;
  }
  if (behind_point > scale) refuse("number of that scale", text);
  for (std::int32_t i = behind_point < 0 ? 0 : behind_point; i < scale; ++i) value *= 10;
  return negative ? value : -value;
}

// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
inline std::int64_t days(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100;
  return era * 146097 + day_of_era + day_of_year - 719468;
}
inline std::int64_t take_date(std::string_view& text) {
  const std::int64_t year = take_number(text, "date");
  take(text, '-', "date");
  const std::int64_t month = take_number(text, "date");
  take(text, '-', "date");
  return days(year, month, take_number(text, "date"));
}

struct Clock {
  std::int64_t ms = 0;
  std::int32_t nanos_of_ms = 0;
};
inline Clock take_clock(std::string_view& text) {
  Clock clock;
  clock.ms = take_number(text, "time") * 3'600'000;
  take(text, ':', "time");
  clock.ms += take_number(text, "time") * 60'000;
  take(text, ':', "time");
  clock.ms += take_number(text, "time") * 1000;
  if (!text.starts_with('.')) return clock;
  text.remove_prefix(1);
  std::int64_t nanos = 0;
  for (int i = 0; i < 9; ++i) {
    const bool digit = !text.empty() && text.front() >= '0' && text.front() <= '9';
    nanos = nanos * 10 + (digit ? text.front() - '0' : 0);
    if (digit) text.remove_prefix(1);
  }
  clock.ms += nanos / 1'000'000;
  clock.nanos_of_ms = static_cast<std::int32_t>(nanos % 1'000'000);
  return clock;
}

}  // namespace literal
}  // namespace starload::testkit
