// Reads numbers and dates from text by StarRocks' load rules, and writes them in canonical form.
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

// Whitespace around a number is allowed. nullopt: not an integer, or outside 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

// A decimal or floating number cut to its integer part ("1.7" -> 1); nullopt: no number, or outside
// 64 bits.
std::optional<std::int64_t> parse_truncated(std::string_view text);

// Canonical digits of a LARGEINT (-2^127 .. 2^127-1); nullopt: not an integer, or outside.
std::optional<std::string> parse_largeint(std::string_view text);

// nullopt: not a number, infinite, NaN, or outside the range of the type.
std::optional<double> parse_double(std::string_view text);
// The shortest decimal that names the float, as a double (0.1f is 0.1, not 0.10000000149011612).
std::optional<double> parse_float(std::string_view text);

// true/false in any case, or a number (not zero = true).
std::optional<bool> parse_boolean(std::string_view text);

struct DecimalText {
  std::string text;        // plain digits with exactly `scale` decimals
  int integer_digits = 0;  // significant digits before the point
};
// Rounds half up (away from zero) to `scale` decimals. nullopt: not a number.
std::optional<DecimalText> parse_decimal(std::string_view text, int scale);

// yyyy-MM-dd; takes 2020-1-2, 2020/01/02, 20200102, 200102, and cuts a time off.
std::optional<std::string> parse_date(std::string_view text);
// yyyy-MM-dd HH:mm:ss[.ffffff]; takes what parse_date takes, 'T' or a blank before the time, and
// 20200102030405.
std::optional<std::string> parse_datetime(std::string_view text);

}  // namespace starload::devserver
