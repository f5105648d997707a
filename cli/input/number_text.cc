#include "cli/input/number_text.h"

#include <charconv>
#include <cmath>

#include "cli/input/plain_number.h"
#include "framework/base/text.h"

namespace starload::cli {
namespace {

using sdk::Int128;
using sdk::Uint128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Removes a sign; true = minus.
bool take_sign(std::string_view& text) {
  if (text.empty() || (text[0] != '-' && text[0] != '+')) return false;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

Uint128 power_of_ten(int exponent) {
  Uint128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// A decimal number's digits with the point removed. value = digits * 10^exponent.
struct DecimalText {
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
  bool negative = false;

  std::size_t digit_count() const { return whole.size() + fraction.size(); }
  char digit(std::size_t i) const {
    return i < whole.size() ? whole[i] : fraction[i - whole.size()];
  }
};

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool split_decimal(std::string_view text, DecimalText& parts) {
  parts.negative = take_sign(text);
  parts.whole = take_digits(text);
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
  }
  if (parts.digit_count() == 0) return false;
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '+') text.remove_prefix(1);
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), parts.exponent);
    if (parsed.ec != std::errc() || parts.exponent > 10'000 || parts.exponent < -10'000) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  }
  return text.empty();
}

template <typename Float>
TextError parse_floating(std::string_view text, Float& value) {
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) return TextError::kSyntax;
  }
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ptr != end || parsed.ec == std::errc::invalid_argument) return TextError::kSyntax;
  // "nan(...)" is accepted by from_chars but by nobody who reads it later.
  if (!text.empty() && text.back() == ')') return TextError::kSyntax;
  if (parsed.ec == std::errc()) return TextError::kNone;
  // Out of range is said of too large and of too small; only the first is an error.
  long double wide = 0;
  const auto again = std::from_chars(text.data(), end, wide);
  if (again.ec == std::errc() && std::fabs(wide) < 1) {
    value = static_cast<Float>(wide);
    return TextError::kNone;
  }
  return TextError::kRange;
}

}  // namespace

TextError parse_int64(std::string_view text, std::int64_t& value) {
  if (read_plain_int64(text, value)) return TextError::kNone;
  if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ptr != end || parsed.ec == std::errc::invalid_argument) return TextError::kSyntax;
  return parsed.ec == std::errc() ? TextError::kNone : TextError::kRange;
}

TextError parse_int128(std::string_view text, Int128& value) {
  constexpr Uint128 kLimit = static_cast<Uint128>(1) << 127;  // of a negative number
  const bool negative = take_sign(text);
  if (text.empty()) return TextError::kSyntax;
  Uint128 sum = 0;
  bool too_large = false;
  for (const char c : text) {
    if (!is_digit(c)) return TextError::kSyntax;
    const auto digit = static_cast<Uint128>(c - '0');
    too_large = too_large || sum > (kLimit - digit) / 10;
    sum = sum * 10 + digit;
  }
  if (too_large || (!negative && sum == kLimit)) return TextError::kRange;
  value = static_cast<Int128>(negative ? ~sum + 1 : sum);
  return TextError::kNone;
}

TextError parse_double(std::string_view text, double& value) {
  return read_plain_double(text, value) ? TextError::kNone : parse_floating(text, value);
}
TextError parse_float(std::string_view text, float& value) { return parse_floating(text, value); }

TextError parse_decimal(std::string_view text, int precision, int scale, Int128& unscaled) {
  if (std::int64_t plain = 0; read_plain_decimal(text, precision, scale, plain)) {
    unscaled = plain;
    return TextError::kNone;
  }
  DecimalText parts;
  if (!split_decimal(text, parts)) return TextError::kSyntax;
  // Digits before this index make the unscaled value; the one at it rounds.
  const std::int64_t point = static_cast<std::int64_t>(parts.whole.size()) + parts.exponent;
  const std::int64_t keep = point + scale;
  const Uint128 limit = power_of_ten(precision);
  const auto count = static_cast<std::int64_t>(parts.digit_count());
  Uint128 sum = 0;
  for (std::int64_t i = 0; i < keep; ++i) {
    const Uint128 digit =
        i < count ? static_cast<Uint128>(parts.digit(static_cast<std::size_t>(i)) - '0') : 0;
    if (i >= count && sum == 0) break;
    if (sum >= limit / 10) return TextError::kRange;  // ten times more may not fit into sum
    sum = sum * 10 + digit;
  }
  if (keep >= 0 && keep < count && parts.digit(static_cast<std::size_t>(keep)) >= '5') ++sum;
  if (sum >= limit) return TextError::kRange;
  unscaled = parts.negative ? -static_cast<Int128>(sum) : static_cast<Int128>(sum);
  return TextError::kNone;
}

TextError parse_bool(std::string_view text, bool& value) {
  if (text == "1" || text == "true") return value = true, TextError::kNone;
  if (text == "0" || text == "false") return value = false, TextError::kNone;
  for (const std::string_view word : {"true", "t", "yes", "y", "on"}) {
    if (equals_ignoring_case(text, word)) return value = true, TextError::kNone;
  }
  for (const std::string_view word : {"false", "f", "no", "n", "off"}) {
    if (equals_ignoring_case(text, word)) return value = false, TextError::kNone;
  }
  return TextError::kSyntax;
}

}  // namespace starload::cli
