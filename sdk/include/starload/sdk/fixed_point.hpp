// Decimal points in whole numbers, for decimals and doubles. Pure functions; any thread.
#pragma once

#include <starload/sdk/digits.hpp>

namespace starload::sdk::format::detail {

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

// With exactly `scale` digits behind the point. REQUIRES: 0 < scale <= 19.
[[gnu::always_inline]] inline char* fixed_point(std::uint64_t unscaled, std::size_t scale,
                                                char* out) {
  const std::uint64_t one = kPowers.value[scale];
  const std::uint64_t whole = unscaled / one;
  out = uint64(whole, out);
  *out = '.';
  return padded(unscaled - whole * one, scale, out + 1);
}

}  // namespace starload::sdk::format::detail
