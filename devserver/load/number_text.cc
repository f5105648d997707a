#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "devserver/load/value_text.h"

namespace starload::devserver {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// from_chars takes no '+'; the server does.
std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <typename Number>
std::optional<Number> parse_finite(std::string_view text) {
  const std::optional<Number> value = parse_whole<Number>(without_plus(trim(text)));
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

bool equals_lower(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

// A number taken apart: digits (no leading zeros) and where the point stands in them.
struct Digits {
  bool negative = false;
  std::string digits;
  long point = 0;  // value = 0.digits * 10^point
};

// Exponents beyond this make every DECIMAL overflow or zero; it also keeps the arithmetic small.
constexpr long kMaxExponent = 100'000;

std::optional<Digits> take_apart(std::string_view text) {
  text = trim(text);
  Digits result;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) result.negative = text[i++] == '-';
  bool seen_point = false;
  bool seen_digit = false;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !seen_point)); ++i) {
    if (text[i] == '.') {
      seen_point = true;
      continue;
    }
    seen_digit = true;
    if (!seen_point && !(result.digits.empty() && text[i] == '0')) ++result.point;
    if (result.digits.empty() && text[i] == '0') {
      if (seen_point) --result.point;
      continue;
    }
    result.digits += text[i];
  }
  if (!seen_digit) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::optional<long> exponent = parse_whole<long>(without_plus(text.substr(i + 1)));
    if (!exponent || *exponent > kMaxExponent || *exponent < -kMaxExponent) return std::nullopt;
    result.point += *exponent;
    i = text.size();
  }
  if (i != text.size()) return std::nullopt;
  return result;
}

// Cuts the digits behind position `keep`, rounding half away from zero; may carry into a new first
// digit.
void round_digits(Digits& number, long keep) {
  if (keep >= static_cast<long>(number.digits.size())) return;
  if (keep < 0) {
    number.digits.clear();
    return;
  }
  const auto cut = static_cast<std::size_t>(keep);
  bool carry = number.digits[cut] >= '5';
  number.digits.resize(cut);
  for (std::size_t i = cut; carry && i > 0; --i) {
    carry = number.digits[i - 1] == '9';
    number.digits[i - 1] = carry ? '0' : static_cast<char>(number.digits[i - 1] + 1);
  }
  if (carry) {
    number.digits.insert(number.digits.begin(), '1');
    ++number.point;
  }
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_whole<std::int64_t>(without_plus(trim(text)));
}

std::optional<std::int64_t> parse_truncated(std::string_view text) {
  const std::optional<double> value = parse_double(text);
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (!value || *value >= kLimit || *value < -kLimit) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<std::string> parse_largeint(std::string_view text) {
  constexpr std::string_view kMaximum = "170141183460469231731687303715884105727";
  constexpr std::string_view kMinimum = "170141183460469231731687303715884105728";
  text = without_plus(trim(text));
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  const std::string_view limit = negative ? kMinimum : kMaximum;
  if (text.size() > limit.size() || (text.size() == limit.size() && text > limit))
    return std::nullopt;
  std::string canonical(negative && text != "0" ? 1 : 0, '-');
  return canonical.append(text);
}

std::optional<double> parse_double(std::string_view text) { return parse_finite<double>(text); }

std::optional<double> parse_float(std::string_view text) {
  const std::optional<float> value = parse_finite<float>(text);
  if (!value) return std::nullopt;
  char shortest[64];
  const auto written = std::to_chars(shortest, shortest + sizeof shortest, *value);
  return parse_whole<double>(
      std::string_view(shortest, static_cast<std::size_t>(written.ptr - shortest)));
}

std::optional<bool> parse_boolean(std::string_view text) {
  text = trim(text);
  if (equals_lower(text, "true")) return true;
  if (equals_lower(text, "false")) return false;
  const std::optional<double> number = parse_double(text);
  if (!number) return std::nullopt;
  return *number != 0;
}

std::optional<DecimalText> parse_decimal(std::string_view text, int scale) {
  std::optional<Digits> number = take_apart(text);
  if (!number) return std::nullopt;
  round_digits(*number, number->point + scale);
  const bool is_zero = number->digits.find_first_not_of('0') == std::string::npos;
  if (is_zero) {
    number->digits.clear();
    number->point = 0;
  }
  constexpr long kMaxIntegerDigits = 1000;  // far beyond DECIMAL256; an exponent may ask for more
  if (number->point > kMaxIntegerDigits)
    return DecimalText{std::string(), static_cast<int>(kMaxIntegerDigits)};
  DecimalText result;
  result.integer_digits = static_cast<int>(std::max(number->point, 0L));
  const auto digit_at = [&](long position) {
    const bool inside = position >= 0 && position < static_cast<long>(number->digits.size());
    return inside ? number->digits[static_cast<std::size_t>(position)] : '0';
  };
  if (number->negative && !is_zero) result.text += '-';
  if (result.integer_digits == 0) result.text += '0';
  for (long i = 0; i < number->point; ++i) result.text += digit_at(i);
  if (scale > 0) result.text += '.';
  for (long i = 0; i < scale; ++i) result.text += digit_at(number->point + i);
  return result;
}

}  // namespace starload::devserver
