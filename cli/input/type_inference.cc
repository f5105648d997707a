#include "cli/input/type_inference.h"

#include <algorithm>
#include <limits>

#include "cli/input/number_text.h"
#include "cli/input/time_text.h"
#include "framework/base/text.h"

namespace starload::cli {
namespace {

constexpr std::size_t kShortestVarchar = 16;
constexpr std::size_t kStringBytes = 65533;  // StarRocks' STRING
constexpr std::size_t kLongestVarchar = 1048576;
constexpr std::size_t kDoubleDigits = 17;  // more do not survive a DOUBLE
constexpr std::size_t kDecimalDigits = 38;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What could be a number and nothing else: -?digits with an optional point and exponent, no leading
// zero.
bool looks_numeric(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || (!is_digit(text[0]) && text[0] != '.')) return false;
  return text.size() < 2 || text[0] != '0' || !is_digit(text[1]);
}

}  // namespace

// true: the text is a whole number, which is also a number.
bool ColumnInference::watch_integer(std::string_view text) {
  std::int64_t narrow = 0;
  sdk::Int128 value = 0;
  if (!looks_numeric(text)) return maybe_integer_ = false;
  if (parse_int64(text, narrow) == TextError::kNone) {
    value = narrow;
  } else if (parse_int128(text, value) != TextError::kNone) {
    return maybe_integer_ = false;
  }
  smallest_ = std::min(smallest_, value);
  largest_ = std::max(largest_, value);
  whole_digits_ = std::max(whole_digits_, text.size() - (text[0] == '-' ? 1 : 0));
  return true;
}

void ColumnInference::watch_number(std::string_view text) {
  double value = 0;
  if (!looks_numeric(text) || parse_double(text, value) != TextError::kNone) {
    maybe_number_ = false;
    return;
  }
  has_exponent_ = has_exponent_ || text.find_first_of("eE") != std::string_view::npos;
  const std::string_view digits = text[0] == '-' ? text.substr(1) : text;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  whole_digits_ = std::max(whole_digits_, point);
  if (point < digits.size()) {
    fraction_digits_ = std::max(fraction_digits_, digits.size() - point - 1);
  }
}

void ColumnInference::watch_time(std::string_view text) {
  DateTimeText value;
  // The separators keep 20130101 a number and 2013/1/1 a text.
  if (text.size() < 10 || text[4] != '-' || text[7] != '-' ||
      parse_date_time(text, value) != TextError::kNone) {
    maybe_date_ = maybe_date_time_ = false;
    return;
  }
  maybe_date_ = maybe_date_ && !value.has_time;
}

void ColumnInference::add_text(std::string_view text) {
  ++values_;
  all_nested_ = false;
  longest_ = std::max(longest_, text.size());
  if (maybe_bool_) {
    maybe_bool_ = equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false");
  }
  const bool is_integer = maybe_integer_ && watch_integer(text);
  if (maybe_number_ && !is_integer) watch_number(text);
  if (maybe_date_time_) watch_time(text);
}

void ColumnInference::add_json_string(std::string_view text) {
  maybe_integer_ = maybe_number_ = maybe_bool_ = false;
  add_text(text);
}

void ColumnInference::add_nested(std::string_view json) {
  ++values_;
  maybe_bool_ = maybe_integer_ = maybe_number_ = maybe_date_ = maybe_date_time_ = false;
  longest_ = std::max(longest_, json.size());
}

std::string ColumnInference::integer_type(bool is_sample) const {
  const auto fits = [this](auto limit) {
    using Limits = std::numeric_limits<decltype(limit)>;
    return smallest_ >= Limits::min() && largest_ <= Limits::max();
  };
  if (fits(std::int32_t{}) && !is_sample) return "INT";
  return fits(std::int64_t{}) ? "BIGINT" : "LARGEINT";
}

// "" : neither DOUBLE nor DECIMAL keeps every digit.
std::string ColumnInference::number_type() const {
  const std::size_t digits = whole_digits_ + fraction_digits_;
  if (digits <= kDoubleDigits || has_exponent_) return "DOUBLE";
  if (digits > kDecimalDigits) return {};
  return "DECIMAL(" + std::to_string(digits) + "," + std::to_string(fraction_digits_) + ")";
}

std::string ColumnInference::text_type(bool is_sample) const {
  if (longest_ > kStringBytes) return "VARCHAR(" + std::to_string(kLongestVarchar) + ")";
  if (is_sample || values_ == 0) return "VARCHAR(" + std::to_string(kStringBytes) + ")";
  std::size_t length = kShortestVarchar;
  while (length < longest_) length *= 2;
  return "VARCHAR(" + std::to_string(std::min(length, kStringBytes)) + ")";
}

std::string ColumnInference::ddl_type(bool is_sample) const {
  if (values_ == 0) return text_type(is_sample);
  if (all_nested_) return "JSON";
  if (maybe_bool_) return "BOOLEAN";
  if (maybe_integer_) return integer_type(is_sample);
  if (maybe_number_ && !number_type().empty()) return number_type();
  if (maybe_date_) return "DATE";
  if (maybe_date_time_) return "DATETIME";
  return text_type(is_sample);
}

bool ColumnInference::can_be_key(bool is_sample) const {
  const std::string type = ddl_type(is_sample);
  return type != "DOUBLE" && type != "JSON";
}

}  // namespace starload::cli
