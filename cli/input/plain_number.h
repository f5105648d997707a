// The usual forms of numbers in files, read without a look at what is rare: at most 18 digits, no
// exponent, no words. What is not of such a form is left to the functions of number_text.h. Pure
// functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace starload::cli {

inline constexpr std::size_t kMaxPlainDigits = 18;  // their value fits into 64 bits

inline constexpr auto kPowersOfTen = [] {
  std::array<std::uint64_t, kMaxPlainDigits + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// Eight digits at once; false: one of them is none.
inline bool read_eight_digits(const char* at, std::uint64_t& value) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof(word));
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  // A byte below '0' borrows into its high bit, one above '9' carries into it.
  if ((((word - 0x3030303030303030) | (word + 0x4646464646464646)) & kHighBits) != 0) return false;
  word = (word & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;      // pairs
  word = (word & 0x00FF00FF00FF00FF) * 6553601 >> 16;  // fours
  value = (word & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
  return true;
}

// `count` digits as one number; false: something else is among them. REQUIRES: at most
// kMaxPlainDigits.
inline bool read_digits(const char* at, std::size_t count, std::uint64_t& value) {
  value = 0;
  for (; count >= 8; count -= 8, at += 8) {
    std::uint64_t eight = 0;
    if (!read_eight_digits(at, eight)) return false;
    value = value * 100'000'000 + eight;
  }
  for (; count > 0; --count, ++at) {
    const auto digit = static_cast<unsigned>(*at) - '0';
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  return true;
}

// (negative ? -1 : 1) * digits / 10^fraction_digits
struct PlainNumber {
  std::uint64_t digits = 0;
  std::size_t digit_count = 0;
  std::size_t fraction_digits = 0;
  bool negative = false;
};

// "12", "-12.50"; not "+12", ".5", "12." or "1e3".
inline bool read_plain_number(std::string_view text, PlainNumber& number) {
  if (!text.empty() && text[0] == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > kMaxPlainDigits + 1) return false;
  std::size_t whole = 0;
  std::uint64_t value = 0;
  while (whole < text.size()) {
    const auto digit = static_cast<unsigned>(text[whole]) - '0';
    if (digit > 9) break;
    value = value * 10 + digit;
    ++whole;
  }
  if (whole == 0 || whole > kMaxPlainDigits) return false;
  number.digits = value;
  number.digit_count = whole;
  if (whole == text.size()) return true;
  if (text[whole] != '.' || whole + 1 == text.size()) return false;
  std::uint64_t fraction = 0;
  number.fraction_digits = text.size() - whole - 1;
  number.digit_count += number.fraction_digits;
  if (!read_digits(text.data() + whole + 1, number.fraction_digits, fraction)) return false;
  number.digits = value * kPowersOfTen[number.fraction_digits] + fraction;
  return true;
}

inline bool read_plain_int64(std::string_view text, std::int64_t& value) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  std::uint64_t digits = 0;
  if (text.empty() || text.size() > kMaxPlainDigits ||
      !read_digits(text.data(), text.size(), digits))
    return false;
  value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  return true;
}

// false: also where digits would have to be rounded or do not fit.
inline bool read_plain_decimal(std::string_view text, int precision, int scale,
                               std::int64_t& unscaled) {
  PlainNumber number;
  if (!read_plain_number(text, number)) return false;
  const std::size_t missing = static_cast<std::size_t>(scale) - number.fraction_digits;
  if (number.fraction_digits > static_cast<std::size_t>(scale) ||
      number.digit_count + missing > kMaxPlainDigits)
    return false;
  const std::uint64_t value = number.digits * kPowersOfTen[missing];
  if (precision < static_cast<int>(kMaxPlainDigits) &&
      value >= kPowersOfTen[static_cast<std::size_t>(precision)])
    return false;
  unscaled = number.negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
  return true;
}

// A quotient of two doubles that are exact is rounded once, which is what the nearest double asks
// for: digits below 2^53 over a power of ten up to 10^22.
inline bool read_plain_double(std::string_view text, double& value) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  PlainNumber number;
  if (!read_plain_number(text, number) || number.digits > kExact) return false;
  value = static_cast<double>(number.digits) /
          static_cast<double>(kPowersOfTen[number.fraction_digits]);
  if (number.negative) value = -value;
  return true;
}

}  // namespace starload::cli
