// Values as text, fast: every function writes at `out` and returns the new end. Nothing is
// allocated, nothing depends on the locale, and 64 bytes (kMaxScalarText) are always room enough.
// Functions may write scratch bytes behind the end that they return, inside those 64. Pure
// functions; any thread.
#pragma once

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <starload/sdk/row.hpp>

namespace starload::sdk::format {

constexpr std::size_t kMaxScalarText = 64;

namespace detail {

struct DigitPairs {
  char text[200];
};
constexpr DigitPairs make_digit_pairs() {
  DigitPairs pairs{};
  for (int i = 0; i < 100; ++i) {
    pairs.text[2 * i] = static_cast<char>('0' + i / 10);
    pairs.text[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
inline constexpr DigitPairs kPairs = make_digit_pairs();

struct PowersOfTen {
  std::uint64_t value[20];
};
constexpr PowersOfTen make_powers() {
  PowersOfTen powers{};
  std::uint64_t power = 1;
  for (std::uint64_t& value : powers.value) {
    value = power;
    power *= 10;
  }
  return powers;
}
inline constexpr PowersOfTen kPowers = make_powers();

}  // namespace detail

// Exactly two digits. REQUIRES: value < 100.
inline char* digits2(std::uint32_t value, char* out) {
  std::memcpy(out, detail::kPairs.text + 2 * value, 2);
  return out + 2;
}

// Exactly four digits. REQUIRES: value < 10000.
inline char* digits4(std::uint32_t value, char* out) {
  digits2(value / 100, out);
  return digits2(value % 100, out + 2);
}

// Exactly eight digits. REQUIRES: value < 100000000.
inline char* digits8(std::uint32_t value, char* out) {
  digits4(value / 10000, out);
  return digits4(value % 10000, out + 4);
}

inline std::size_t digit_count(std::uint64_t value) {
  const int bits = 64 - std::countl_zero(value | 1);
  const auto guess = static_cast<std::size_t>(bits * 1233 >> 12);
  return guess + (value >= detail::kPowers.value[guess] ? 1 : 0) + (value == 0 ? 1 : 0);
}

namespace detail {

// REQUIRES: value < 10000.
inline char* below_ten_thousand(std::uint32_t value, char* out) {
  if (value >= 100) {
    const std::uint32_t high = value / 100;
    if (high >= 10) {
      out = digits2(high, out);
    } else {
      *out++ = static_cast<char>('0' + high);
    }
    return digits2(value % 100, out);
  }
  if (value >= 10) return digits2(value, out);
  *out = static_cast<char>('0' + value);
  return out + 1;
}

}  // namespace detail

// REQUIRES: value < 100000000.
inline char* below_hundred_million(std::uint32_t value, char* out) {
  if (value < 10000) return detail::below_ten_thousand(value, out);
  out = detail::below_ten_thousand(value / 10000, out);
  return digits4(value % 10000, out);
}

inline char* uint64(std::uint64_t value, char* out) {
  constexpr std::uint64_t kHundredMillion = 100'000'000;
  if (value < kHundredMillion) return below_hundred_million(static_cast<std::uint32_t>(value), out);
  const std::uint64_t high = value / kHundredMillion;
  out = high < kHundredMillion ? below_hundred_million(static_cast<std::uint32_t>(high), out)
                               : uint64(high, out);
  return digits8(static_cast<std::uint32_t>(value % kHundredMillion), out);
}

inline char* int64(std::int64_t value, char* out) {
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  return uint64(magnitude, out);
}

// Exactly `width` digits, with zeros in front. REQUIRES: value has at most `width` digits, width
// <= 19.
inline char* padded(std::uint64_t value, std::size_t width, char* out) {
  const std::size_t digits = digit_count(value);
  if (value == 0) {
    std::memset(out, '0', width);
    return out + width;
  }
  std::memset(out, '0', width - digits);
  return uint64(value, out + width - digits);
}

inline char* uint128(Uint128 value, char* out) {
  constexpr std::uint64_t kChunk = 1'000'000'000'000'000'000u;  // 18 digits
  if (value <= std::numeric_limits<std::uint64_t>::max()) {
    return uint64(static_cast<std::uint64_t>(value), out);
  }
  out = uint128(value / kChunk, out);
  return padded(static_cast<std::uint64_t>(value % kChunk), 18, out);
}

inline char* largeint(Int128 value, char* out) {
  auto magnitude = static_cast<Uint128>(value);
  if (value < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  return uint128(magnitude, out);
}

namespace detail {

// Puts the decimal point into the digits [begin, end), adding zeros in front until there is one
// before the point.
inline char* insert_point(char* begin, char* end, std::size_t scale) {
  const auto digits = static_cast<std::size_t>(end - begin);
  if (digits <= scale) {
    const std::size_t zeros = scale + 1 - digits;
    std::memmove(begin + zeros, begin, digits);
    std::memset(begin, '0', zeros);
    end += zeros;
  }
  char* point = end - scale;
  if (scale <= sizeof(std::uint64_t)) {
    std::uint64_t fraction;
    std::memcpy(&fraction, point, sizeof(fraction));
    std::memcpy(point + 1, &fraction, sizeof(fraction));
  } else {
    std::memmove(point + 1, point, scale);
  }
  *point = '.';
  return end + 1;
}

}  // namespace detail

// Plain, with exactly `scale` digits behind the point; never scientific. REQUIRES: scale <= 38.
inline char* decimal64(std::int64_t unscaled, std::size_t scale, char* out) {
  auto magnitude = static_cast<std::uint64_t>(unscaled);
  if (unscaled < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  char* end = uint64(magnitude, out);
  return scale == 0 ? end : detail::insert_point(out, end, scale);
}

inline char* decimal(const Decimal& value, char* out) {
  auto magnitude = static_cast<Uint128>(value.unscaled);
  if (value.unscaled < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  char* end = uint128(magnitude, out);
  const auto scale = static_cast<std::size_t>(value.scale);
  return scale == 0 ? end : detail::insert_point(out, end, scale);
}

namespace detail {

constexpr double kPlainFrom = 1e-5;
constexpr double kPlainTo = 1e17;

// The shortest text that reads back as the same number; plain between 1e-5 and 1e17, scientific
// outside.
template <typename Real>
char* shortest(Real value, char* out) {
  const Real size = std::fabs(value);
  const bool plain = size >= Real(kPlainFrom) && size < Real(kPlainTo);
  const auto style = plain ? std::chars_format::fixed : std::chars_format::scientific;
  char* end = std::to_chars(out, out + 48, value, style).ptr;
  if (plain && std::memchr(out, '.', static_cast<std::size_t>(end - out)) == nullptr) {
    std::memcpy(end, ".0", 2);
    end += 2;
  }
  return end;
}

// NaN and infinities, which have no digits.
template <typename Real>
char* not_finite(Real value, char* out) {
  const char* text = std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  const std::size_t size = std::strlen(text);
  std::memcpy(out, text, size);
  return out + size;
}

// An integral part and nine digits of fraction, without the zeros at its end. REQUIRES: nanos != 0.
inline char* with_fraction(std::uint64_t whole, std::uint32_t nanos, char* out) {
  out = uint64(whole, out);
  *out++ = '.';
  *out++ = static_cast<char>('0' + nanos / 100'000'000);
  digits8(nanos % 100'000'000, out);
  std::uint64_t tail;
  std::memcpy(&tail, out, sizeof(tail));
  tail ^= 0x3030303030303030u;  // zero digits become zero bytes; the last digit is the highest byte
  return out + 8 - std::countl_zero(tail) / 8;
}

}  // namespace detail

// Shortest round-trip text with at least one digit behind the point: 1.0, -0.0, 0.1, 1.5e-07; NaN,
// Infinity, -Infinity.
//
// Most numbers in practice are short decimals. r = value * 10^9 is taken for such when it is a
// whole number of at most 15 digits and r / 10^9 gives the value back: a decimal of at most 15
// digits that reads back as the value is the only one, so it is the shortest. Everything else goes
// to std::to_chars.
inline char* float64(double value, char* out) {
  if (!std::isfinite(value)) return detail::not_finite(value, out);
  const double size = std::fabs(value);
  if (size < 1e15) {
    const auto whole = static_cast<std::uint64_t>(size);
    if (static_cast<double>(whole) == size) {
      if (std::signbit(value)) *out++ = '-';
      out = uint64(whole, out);
      std::memcpy(out, ".0", 2);
      return out + 2;
    }
    const bool small = size < 1e6;
    const double power = small ? 1e9 : 1e6;
    const double scaled = size * power + 0.5;
    if (scaled < 1e15) {
      const auto rounded = static_cast<std::uint64_t>(scaled);
      if (static_cast<double>(rounded) / power == size && size >= detail::kPlainFrom) {
        if (value < 0) *out++ = '-';
        const std::uint64_t unit = small ? 1'000'000'000 : 1'000'000;
        const auto fraction = static_cast<std::uint32_t>(small ? rounded % 1'000'000'000
                                                               : rounded % 1'000'000 * 1000);
        return detail::with_fraction(rounded / unit, fraction, out);
      }
    }
  }
  return detail::shortest(value, out);
}

inline char* float32(float value, char* out) {
  if (!std::isfinite(value)) return detail::not_finite(value, out);
  if (value == 0.0f) {
    std::memcpy(out, std::signbit(value) ? "-0.0" : "0.0", std::signbit(value) ? 4 : 3);
    return out + (std::signbit(value) ? 4 : 3);
  }
  return detail::shortest(value, out);
}

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
  out = hours < 100 ? digits2(hours, out) : below_hundred_million(hours, out);
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

// Any scalar that is neither text nor bytes: BOOLEAN as 1 or 0, an instant as its UTC time.
inline char* scalar(const Field& field, char* out) {
  switch (field.type().kind) {
    case SL_TYPE_BOOLEAN:
      *out = field.as_bool() ? '1' : '0';
      return out + 1;
    case SL_TYPE_LARGEINT:
      return largeint(field.as_largeint(), out);
    case SL_TYPE_FLOAT:
      return float32(field.as_float(), out);
    case SL_TYPE_DOUBLE:
      return float64(field.as_double(), out);
    case SL_TYPE_DECIMAL:
      return decimal(field.as_decimal(), out);
    case SL_TYPE_DATE:
      return date(field.as_int64(), out);
    case SL_TYPE_TIME:
      return time_of_day(static_cast<std::int32_t>(field.as_int64()), out);
    case SL_TYPE_TIMESTAMP:
    case SL_TYPE_TIMESTAMP_LTZ:
      return timestamp(field.as_timestamp(), out);
    default:
      return int64(field.as_int64(), out);
  }
}

}  // namespace starload::sdk::format
