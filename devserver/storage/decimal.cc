#include "devserver/storage/decimal.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>

namespace starload::devserver {
namespace {

using boost::multiprecision::cpp_int;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal taken apart: no sign, no leading zeros before the point, no trailing zeros behind it.
struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::optional<Parts> split(std::string_view text) {
  Parts parts;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    parts.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = text.substr(point + 1);
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  if (!std::all_of(parts.whole.begin(), parts.whole.end(), is_digit)) return std::nullopt;
  if (!std::all_of(parts.fraction.begin(), parts.fraction.end(), is_digit)) return std::nullopt;
  while (!parts.whole.empty() && parts.whole.front() == '0') parts.whole.remove_prefix(1);
  while (!parts.fraction.empty() && parts.fraction.back() == '0') parts.fraction.remove_suffix(1);
  if (parts.whole.empty() && parts.fraction.empty()) parts.negative = false;
  return parts;
}

int sign_of(int value) { return value < 0 ? -1 : (value > 0 ? 1 : 0); }

int compare_magnitudes(const Parts& a, const Parts& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  const int whole = sign_of(a.whole.compare(b.whole));
  return whole != 0 ? whole : sign_of(a.fraction.compare(b.fraction));
}

cpp_int parse_digits(std::string_view digits) {
  cpp_int value = 0;
  while (!digits.empty()) {
    const std::size_t take = std::min<std::size_t>(18, digits.size());
    std::uint64_t chunk = 0;
    std::uint64_t power = 1;
    for (std::size_t i = 0; i < take; ++i) {
      chunk = chunk * 10 + static_cast<std::uint64_t>(digits[i] - '0');
      power *= 10;
    }
    value = value * power + chunk;
    digits.remove_prefix(take);
  }
  return value;
}

cpp_int power_of_ten(std::size_t exponent) {
  cpp_int value = 1;
  for (std::size_t i = 0; i < exponent; ++i) value *= 10;
  return value;
}

std::string format(const cpp_int& value, std::size_t scale) {
  std::string digits = (value < 0 ? cpp_int(-value) : value).str();
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return value < 0 ? "-" + digits : digits;
}

}  // namespace

bool is_decimal(std::string_view text) { return split(text).has_value(); }

std::optional<std::string> plain_decimal(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, e);
  const std::optional<Parts> parts = split(mantissa);
  if (!parts) return std::nullopt;
  long exponent = 0;
  if (e != std::string_view::npos) {
    const std::string exponent_text(text.substr(e + 1));
    char* end = nullptr;
    exponent = std::strtol(exponent_text.c_str(), &end, 10);
    if (exponent_text.empty() || *end != '\0' || exponent > 400 || exponent < -400)
      return std::nullopt;
  }
  std::string whole(parts->whole);
  std::string fraction(parts->fraction);
  for (; exponent > 0; --exponent) {
    whole += fraction.empty() ? '0' : fraction.front();
    if (!fraction.empty()) fraction.erase(0, 1);
  }
  for (; exponent < 0; ++exponent) {
    fraction.insert(fraction.begin(), whole.empty() ? '0' : whole.back());
    if (!whole.empty()) whole.pop_back();
  }
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  std::string result = (parts->negative ? "-" : "") + (whole.empty() ? std::string("0") : whole);
  return fraction.empty() ? result : result + "." + fraction;
}

int compare_decimals(std::string_view a, std::string_view b) {
  const std::optional<Parts> left = split(a);
  const std::optional<Parts> right = split(b);
  if (!left || !right) {
    if (left) return -1;
    return right ? 1 : sign_of(a.compare(b));
  }
  if (left->negative != right->negative) return left->negative ? -1 : 1;
  const int magnitude = compare_magnitudes(*left, *right);
  return left->negative ? -magnitude : magnitude;
}

std::optional<std::string> fit_decimal(std::string_view text, int precision, int scale) {
  const std::optional<std::string> plain = plain_decimal(text);
  if (!plain) return std::nullopt;
  const Parts parts = *split(*plain);
  const auto digits_kept = static_cast<std::size_t>(scale);
  std::string digits(parts.whole);
  for (std::size_t i = 0; i < digits_kept; ++i) {
    digits += i < parts.fraction.size() ? parts.fraction[i] : '0';
  }
  cpp_int value = parse_digits(digits);
  if (parts.fraction.size() > digits_kept && parts.fraction[digits_kept] >= '5') value += 1;
  if (value >= power_of_ten(static_cast<std::size_t>(precision))) return std::nullopt;
  return format(parts.negative ? cpp_int(-value) : value, digits_kept);
}

std::string multiply_decimals(std::string_view a, std::string_view b) {
  const std::string left_text = plain_decimal(a).value_or("0");
  const std::string right_text = plain_decimal(b).value_or("0");
  const Parts left = *split(left_text);
  const Parts right = *split(right_text);
  const cpp_int product = parse_digits(std::string(left.whole) + std::string(left.fraction)) *
                          parse_digits(std::string(right.whole) + std::string(right.fraction));
  const std::size_t scale = left.fraction.size() + right.fraction.size();
  return format(left.negative != right.negative ? cpp_int(-product) : product, scale);
}

struct DecimalSum::State {
  cpp_int total = 0;
  std::size_t scale = 0;
};

DecimalSum::DecimalSum() : state_(std::make_unique<State>()) {}
DecimalSum::~DecimalSum() = default;

void DecimalSum::add(std::string_view decimal) { accumulate(decimal, false); }
void DecimalSum::subtract(std::string_view decimal) { accumulate(decimal, true); }

void DecimalSum::accumulate(std::string_view decimal, bool negate) {
  std::string plain;
  if (decimal.find_first_of("eE") != std::string_view::npos) {
    plain = plain_decimal(decimal).value_or("0");
    decimal = plain;
  }
  const std::optional<Parts> parts = split(decimal);
  if (!parts) return;
  // The written scale counts, so that a sum of 1.50 and 2.50 prints 4.00.
  const std::size_t point = decimal.find('.');
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : decimal.substr(point + 1);
  if (fraction.size() > state_->scale) {
    state_->total *= power_of_ten(fraction.size() - state_->scale);
    state_->scale = fraction.size();
  }
  std::string digits(parts->whole);
  digits += fraction;
  digits.append(state_->scale - fraction.size(), '0');
  const cpp_int value = parse_digits(digits);
  if (parts->negative != negate) {
    state_->total -= value;
  } else {
    state_->total += value;
  }
}

std::string DecimalSum::text() const { return format(state_->total, state_->scale); }

std::string DecimalSum::average_text(std::int64_t count, int extra_scale) const {
  const auto extra = static_cast<std::size_t>(extra_scale);
  const bool negative = state_->total < 0;
  const cpp_int total = negative ? cpp_int(-state_->total) : state_->total;
  const cpp_int quotient = (total * power_of_ten(extra) * 2 + count) / (cpp_int(count) * 2);
  return format(negative ? cpp_int(-quotient) : quotient, state_->scale + extra);
}

}  // namespace starload::devserver
