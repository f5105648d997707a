// FLOAT and DOUBLE as text: the shortest that reads back as the same number, with at least one
// digit behind the point; plain between 1e-5 and 1e17, scientific outside: 1.0, -0.0, 0.1, 1.5e-07;
// NaN, Infinity, -Infinity. Pure functions; any thread.
#pragma once

#include <cmath>
#include <starload/sdk/fixed_point.hpp>
#include <starload/sdk/shortest.hpp>

namespace starload::sdk::format {

namespace detail {

constexpr double kPlainFrom = 1e-5;
constexpr double kPlainTo = 1e17;
constexpr std::uint64_t kNanos = 1'000'000'000;  // a one, in billionths

// NaN and infinities, which have no digits.
template <typename Real>
char* not_finite(Real value, char* out) {
  const char* text = std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  const std::size_t size = std::strlen(text);
  std::memcpy(out, text, size);
  return out + size;
}

template <typename Real>
char* put_sign(Real value, char* out) {
  *out = '-';
  return out + (std::signbit(value) ? 1 : 0);
}

// REQUIRES: size has no fraction and is below 10^17. All digits, also where fewer would do.
inline char* whole_number(std::uint64_t size, char* out) {
  out = uint64(size, out);
  std::memcpy(out, ".0", 2);
  return out + 2;
}

// Four digits without the zeros at the end. REQUIRES: 0 < digits < 10000.
inline char* without_zeros_behind(std::uint32_t digits, char* out) {
  const std::uint32_t spread = spread4(digits);
  const std::uint32_t text = spread | 0x30303030u;
  std::memcpy(out, &text, sizeof(text));
  return out + 4 - std::countl_zero(spread) / 8;
}

// Nine digits of fraction without the zeros at the end, but for the first. REQUIRES: nanos < 10^9.
inline char* fraction(std::uint32_t nanos, char* out) {
  constexpr std::uint32_t kFirst = 100'000'000;
  *out++ = static_cast<char>('0' + nanos / kFirst);
  const std::uint32_t upper = nanos % kFirst / 10'000;
  const std::uint32_t lower = nanos % 10'000;
  if (lower != 0) return without_zeros_behind(lower, digits4(upper, out));
  return upper != 0 ? without_zeros_behind(upper, out) : out;
}

// A number in units of 10^-9. REQUIRES: nanos < 10^17.
inline char* billionths(std::uint64_t nanos, char* out) {
  const auto whole = static_cast<std::uint32_t>(nanos / kNanos);
  out = whole < 10'000 ? below_ten_thousand(whole, out) : below_hundred_million(whole, out);
  *out++ = '.';
  return fraction(static_cast<std::uint32_t>(nanos % kNanos), out);
}

// How many digits a whole number below a million has; 0 has none.
constexpr std::size_t digits_below_million(std::uint32_t value) {
  std::size_t digits = 0;
  for (std::uint32_t limit = 1; limit < 1'000'000; limit *= 10) digits += value >= limit ? 1 : 0;
  return digits;
}

// Whether that many billionths are written plainly.
constexpr bool is_plain(std::int64_t nanos) { return nanos >= 10'000 || nanos == 0; }

// e-07, e+17, e-308
inline char* put_exponent(std::int32_t exponent, char* out) {
  out[0] = 'e';
  out[1] = exponent < 0 ? '-' : '+';
  const auto size = static_cast<std::uint32_t>(exponent < 0 ? -exponent : exponent);
  return size < 100 ? digits2(size, out + 2) : uint32(size, out + 2);
}

// One digit in front of the point: 1.5e-07.
inline char* scientific(const ShortDecimal& number, char* out) {
  char* end = uint64(number.digits, out + 1);
  const auto behind_point = static_cast<std::int32_t>(end - out) - 2;
  out[0] = out[1];
  out[1] = '.';
  if (behind_point == 0) end = out + 1;
  return put_exponent(number.exponent + behind_point, end);
}

// REQUIRES: number.exponent < 0.
inline char* plain(const ShortDecimal& number, char* out) {
  const auto scale = static_cast<std::size_t>(-number.exponent);
  return scale < std::size(kPowers.value) ? fixed_point(number.digits, scale, out)
                                          : insert_point(out, uint64(number.digits, out), scale);
}

inline ShortDecimal without_zeros(ShortDecimal number) {
  while (number.digits % 10 == 0) {
    number.digits /= 10;
    ++number.exponent;
  }
  return number;
}

// What is neither whole nor known as a short decimal at first glance.
template <typename Real>
char* any_real(Real value, char* out) {
  if (!std::isfinite(value)) return not_finite(value, out);
  const Real size = std::fabs(value);
  const ShortDecimal number = without_zeros(shortest_decimal(size));
  out = put_sign(value, out);
  const bool plainly = size >= Real(kPlainFrom) && size < Real(kPlainTo);
  return plainly ? plain(number, out) : scientific(number, out);
}

}  // namespace detail

// Most numbers in practice are whole or short decimals. n = value * 10^9 is taken for such when it
// is a whole number of at most 15 digits and n / 10^9 gives the value back: a decimal of at most 15
// digits that reads back as the value is the only one, so it is the shortest. Everything else goes
// the long way.
inline char* float64(double value, char* out) {
  const double size = std::fabs(value);
  if (size < detail::kPlainTo) {
    const auto whole = static_cast<std::int64_t>(size);
    if (static_cast<double>(whole) == size) {
      return detail::whole_number(static_cast<std::uint64_t>(whole), detail::put_sign(value, out));
    }
    if (size < 1e6) {
      const auto nanos = static_cast<std::int64_t>(size * 1e9 + 0.5);
      if (static_cast<double>(nanos) / 1e9 == size && detail::is_plain(nanos)) {
        return detail::billionths(static_cast<std::uint64_t>(nanos), detail::put_sign(value, out));
      }
    }
  }
  return detail::any_real(value, out);
}

// The same with decimals of at most six digits: no two of them are the same float.
inline char* float32(float value, char* out) {
  const float size = std::fabs(value);
  if (size < float(detail::kPlainTo)) {
    const auto whole = static_cast<std::int64_t>(size);
    if (static_cast<float>(whole) == size) {
      return detail::whole_number(static_cast<std::uint64_t>(whole), detail::put_sign(value, out));
    }
    if (size < 1e6f) {
      const std::size_t digits = detail::digits_below_million(static_cast<std::uint32_t>(whole));
      const auto units_a_one = static_cast<double>(detail::kPowers.value[6 - digits]);
      const auto units = static_cast<std::int64_t>(static_cast<double>(size) * units_a_one + 0.5);
      const auto unit = static_cast<std::int64_t>(detail::kPowers.value[3 + digits]);
      if (static_cast<float>(static_cast<double>(units) / units_a_one) == size &&
          detail::is_plain(units * unit)) {
        return detail::billionths(static_cast<std::uint64_t>(units * unit),
                                  detail::put_sign(value, out));
      }
    }
  }
  return detail::any_real(value, out);
}

}  // namespace starload::sdk::format
