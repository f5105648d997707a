// Whole numbers as digits, without a branch that depends on how many digits there are: lengths are
// seldom to be foreseen, and a wrong guess costs as much as writing the number. The first digits,
// whose count varies, are made in one register, shifted and stored at once; those behind them come
// in pairs from a table. Every function writes at `out` and returns the new end; up to 7 scratch
// bytes may be written behind it. Pure functions; any thread. Little-endian machines, as the row
// format is.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <starload/sdk/row_layout.hpp>

namespace starload::sdk::format {

namespace detail {

constexpr std::uint64_t kTenTo8 = 100'000'000;
constexpr std::uint64_t kTenTo16 = kTenTo8 * kTenTo8;
constexpr std::uint64_t kEightZeros = 0x3030303030303030u;  // "00000000"

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

inline void store8(std::uint64_t bytes, char* out) { std::memcpy(out, &bytes, sizeof(bytes)); }

// The digits of `value` as bytes 0 to 9, the first digit in the lowest byte. Each step splits every
// number in the register into its upper and its lower half: abcdefgh -> abcd efgh -> ab cd ef gh.
// REQUIRES: value < 10000.
constexpr std::uint32_t spread4(std::uint32_t value) {
  const std::uint32_t hundreds = value * 5243 >> 19;
  const std::uint32_t pairs = hundreds | (value - 100 * hundreds) << 16;
  const std::uint32_t tens = (pairs * 103 >> 10) & 0x000F000Fu;
  return tens | (pairs - 10 * tens) << 8;
}

// REQUIRES: value < 100000000.
constexpr std::uint64_t spread8(std::uint32_t value) {
  const std::uint64_t upper = value / 10'000;
  const std::uint64_t fours = upper | (value - 10'000 * upper) << 32;
  const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000007F0000007Fu;
  const std::uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
  const std::uint64_t tens = (pairs * 103 >> 10) & 0x000F000F000F000Fu;
  return tens | (pairs - 10 * tens) << 8;
}

// Writes spread digits without the zeros in front; the last of them always stands.
inline char* put_trimmed(std::uint64_t digits, char* out) {
  const int zero_bits = std::countr_zero(digits | std::uint64_t{1} << 56) & ~7;
  store8((digits | kEightZeros) >> zero_bits, out);
  return out + 8 - zero_bits / 8;
}

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

// Exactly sixteen digits. REQUIRES: value < 10^16.
inline char* digits16(std::uint64_t value, char* out) {
  out = digits8(static_cast<std::uint32_t>(value / detail::kTenTo8), out);
  return digits8(static_cast<std::uint32_t>(value % detail::kTenTo8), out);
}

// REQUIRES: value < 100.
inline char* below_hundred(std::uint32_t value, char* out) {
  const bool one_digit = value < 10;
  std::memcpy(out, detail::kPairs.text + 2 * value + (one_digit ? 1 : 0), 2);
  return out + (one_digit ? 1 : 2);
}

// REQUIRES: value < 10000.
inline char* below_ten_thousand(std::uint32_t value, char* out) {
  const std::uint32_t digits = detail::spread4(value);
  const int zero_bits = std::countr_zero(digits | 1u << 24) & ~7;
  const std::uint32_t text = (digits | 0x30303030u) >> zero_bits;
  std::memcpy(out, &text, sizeof(text));
  return out + 4 - zero_bits / 8;
}

// REQUIRES: value < 100000000.
inline char* below_hundred_million(std::uint32_t value, char* out) {
  return detail::put_trimmed(detail::spread8(value), out);
}

inline char* uint32(std::uint32_t value, char* out) {
  constexpr auto kLimit = static_cast<std::uint32_t>(detail::kTenTo8);
  if (value < kLimit) return below_hundred_million(value, out);
  out = below_hundred(value / kLimit, out);
  return digits8(value % kLimit, out);
}

inline char* uint64(std::uint64_t value, char* out) {
  if (value < detail::kTenTo8) return below_hundred_million(static_cast<std::uint32_t>(value), out);
  const std::uint64_t upper = value / detail::kTenTo8;
  if (upper < 10'000) {
    out = below_ten_thousand(static_cast<std::uint32_t>(upper), out);
  } else if (upper < detail::kTenTo8) {
    out = below_hundred_million(static_cast<std::uint32_t>(upper), out);
  } else {
    out = below_ten_thousand(static_cast<std::uint32_t>(upper / detail::kTenTo8), out);
    out = digits8(static_cast<std::uint32_t>(upper % detail::kTenTo8), out);
  }
  return digits8(static_cast<std::uint32_t>(value % detail::kTenTo8), out);
}

inline char* int32(std::int32_t value, char* out) {
  const auto bits = static_cast<std::uint32_t>(value);
  *out = '-';
  return uint32(value < 0 ? 0 - bits : bits, out + (value < 0 ? 1 : 0));
}

inline char* int64(std::int64_t value, char* out) {
  const auto bits = static_cast<std::uint64_t>(value);
  *out = '-';
  return uint64(value < 0 ? 0 - bits : bits, out + (value < 0 ? 1 : 0));
}

// Exactly `width` digits, with zeros in front. Always inlined, so that a constant width costs
// nothing. REQUIRES: value < 10^width, width <= 19.
[[gnu::always_inline]] inline char* padded(std::uint64_t value, std::size_t width, char* out) {
  // The digits are made the first ones of two, four, eight ...; the zeros behind them are scratch.
  if (width <= 2) {
    digits2(static_cast<std::uint32_t>(value * detail::kPowers.value[2 - width]), out);
  } else if (width <= 4) {
    digits4(static_cast<std::uint32_t>(value * detail::kPowers.value[4 - width]), out);
  } else if (width <= 8) {
    digits8(static_cast<std::uint32_t>(value * detail::kPowers.value[8 - width]), out);
  } else if (width <= 16) {
    digits16(value * detail::kPowers.value[16 - width], out);
  } else {
    const auto upper = static_cast<std::uint32_t>(value / detail::kTenTo16);
    digits4(upper * static_cast<std::uint32_t>(detail::kPowers.value[20 - width]), out);
    digits16(value % detail::kTenTo16, out + width - 16);
  }
  return out + width;
}

inline char* uint128(Uint128 value, char* out) {
  if (value <= UINT64_MAX) return uint64(static_cast<std::uint64_t>(value), out);
  const Uint128 upper = value / detail::kTenTo16;
  out = uint128(upper, out);
  return digits16(static_cast<std::uint64_t>(value - upper * detail::kTenTo16), out);
}

inline char* largeint(Int128 value, char* out) {
  auto magnitude = static_cast<Uint128>(value);
  if (value < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  return uint128(magnitude, out);
}

}  // namespace starload::sdk::format
