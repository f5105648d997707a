// The shortest decimal that reads back as a float or double, by R. Giulietti's method Schubfach
// ("The Schubfach way to render doubles"): such a number stands for an interval; of the decimals in
// it that have the fewest digits, the nearest one is found with three multiplications by a power of
// ten of 126 to 128 bits. Pure functions over a table that is made at the first use; any thread.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <starload/sdk/row_layout.hpp>
#include <type_traits>

namespace starload::sdk::format::detail {

// digits * 10^exponent.
struct ShortDecimal {
  std::uint64_t digits;
  std::int32_t exponent;
};

// The leading 128 bits of 10^k, rounded up, for every k that a double needs.
class LeadingPowers final {
 public:
  static constexpr std::int32_t kFirst = -292;
  static constexpr std::int32_t kLast = 324;

  static const LeadingPowers& get() {
    static const LeadingPowers powers;
    return powers;
  }
  Uint128 operator[](std::int32_t k) const { return bits_[static_cast<std::size_t>(k - kFirst)]; }

 private:
  // A whole number of 1344 bits, the lowest word first: room for 10^324, and for 10^-292 as a
  // fraction of 2^1343 that keeps more than 300 leading bits.
  static constexpr std::size_t kWords = 42;
  using Wide = std::array<std::uint32_t, kWords>;

  LeadingPowers() {
    Wide power{1};
    for (std::int32_t k = 0; k <= kLast; ++k, times_ten(power)) set(k, power, leads_exactly(power));
    power = {};
    power.back() = 0x80000000u;
    for (std::int32_t k = -1; k >= kFirst; --k) {
      divide_by_ten(power);
      set(k, power, false);
    }
  }
  void set(std::int32_t k, const Wide& power, bool exact) {
    bits_[static_cast<std::size_t>(k - kFirst)] = leading(power) + (exact ? 0 : 1);
  }
  static void times_ten(Wide& number) {
    std::uint64_t carry = 0;
    for (std::uint32_t& word : number) {
      carry += std::uint64_t{word} * 10;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  static void divide_by_ten(Wide& number) {
    std::uint64_t rest = 0;
    for (std::size_t i = kWords; i-- > 0;) {
      rest = rest << 32 | number[i];
      number[i] = static_cast<std::uint32_t>(rest / 10);
      rest %= 10;
    }
  }
  static std::size_t bit_length(const Wide& number) {
    std::size_t top = kWords;
    while (number[top - 1] == 0) --top;
    return 32 * top - static_cast<std::size_t>(std::countl_zero(number[top - 1]));
  }
  static Uint128 leading(const Wide& number) {
    const std::size_t length = bit_length(number);
    Uint128 bits = 0;
    for (std::size_t i = 1; i <= 128; ++i) {
      const std::size_t at = length - i;
      const bool one = i <= length && (number[at / 32] >> (at % 32) & 1) != 0;
      bits = bits << 1 | (one ? 1 : 0);
    }
    return bits;
  }
  // Whether there is nothing behind the leading 128 bits.
  static bool leads_exactly(const Wide& number) {
    const std::size_t length = bit_length(number);
    for (std::size_t at = 0; at + 128 < length; ++at) {
      if ((number[at / 32] >> (at % 32) & 1) != 0) return false;
    }
    return true;
  }

  std::array<Uint128, kLast - kFirst + 1> bits_{};
};

// The upper 64 bits of power * factor / 2^64; the lowest one is set when anything was cut off.
inline std::uint64_t round_to_odd(Uint128 power, std::uint64_t factor) {
  const Uint128 low = static_cast<Uint128>(static_cast<std::uint64_t>(power)) * factor;
  const Uint128 high = static_cast<Uint128>(static_cast<std::uint64_t>(power >> 64)) * factor;
  const Uint128 sum = high + static_cast<std::uint64_t>(low >> 64);
  return static_cast<std::uint64_t>(sum >> 64) | (static_cast<std::uint64_t>(sum) > 1 ? 1 : 0);
}

// The shortest decimal in the interval that c * 2^q stands for. closer_below: the next number below
// is at half the distance, which is so below powers of two. The digits may end in zeros.
inline ShortDecimal shortest_in_interval(std::uint64_t c, std::int32_t q, bool closer_below) {
  const std::int32_t k = (q * 1'262'611 - (closer_below ? 524'031 : 0)) >> 22;  // floor(log10(2^q))
  const std::int32_t shift = q + ((-k * 1'741'647) >> 19) + 1;
  const Uint128 power = LeadingPowers::get()[-k];
  // Four times the interval's lower end, the value and the upper end, in units of 10^k.
  const std::uint64_t lower_end =
      round_to_odd(power, (4 * c - 2 + (closer_below ? 1 : 0)) << shift);
  const std::uint64_t middle = round_to_odd(power, (4 * c) << shift);
  const std::uint64_t upper_end = round_to_odd(power, (4 * c + 2) << shift);
  const std::uint64_t open = c & 1;  // the ends belong to the even one of two neighbours
  const std::uint64_t lower = lower_end + open;
  const std::uint64_t upper = upper_end - open;

  const std::uint64_t s = middle / 4;
  if (s >= 10) {
    const std::uint64_t tens = s / 10;
    const bool down = lower <= 40 * tens;
    const bool up = 40 * tens + 40 <= upper;
    if (down != up) return {tens + (up ? 1 : 0), k + 1};
  }
  const bool down = lower <= 4 * s;
  const bool up = 4 * s + 4 <= upper;
  if (down != up) return {s + (up ? 1 : 0), k};
  const std::uint64_t half = 4 * s + 2;
  const bool round_up = middle > half || (middle == half && (s & 1) != 0);
  return {s + (round_up ? 1 : 0), k};
}

// REQUIRES: value is finite and above zero. The digits may end in zeros.
template <typename Real>
ShortDecimal shortest_decimal(Real value) {
  using Bits = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
  constexpr std::int32_t kFractionBits = std::numeric_limits<Real>::digits - 1;
  constexpr std::int32_t kLeastExponent =
      std::numeric_limits<Real>::min_exponent - std::numeric_limits<Real>::digits;
  constexpr Bits kHiddenBit = Bits{1} << kFractionBits;
  const auto bits = std::bit_cast<Bits>(value);
  const Bits fraction = bits & (kHiddenBit - 1);
  const auto exponent = static_cast<std::int32_t>(bits >> kFractionBits);
  if (exponent == 0) return shortest_in_interval(fraction, kLeastExponent, false);
  return shortest_in_interval(fraction | kHiddenBit, kLeastExponent + exponent - 1,
                              fraction == 0 && exponent > 1);
}

}  // namespace starload::sdk::format::detail
