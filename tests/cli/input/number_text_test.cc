#include "cli/input/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace starload::cli {
namespace {

// The value's text, "syntax" or "range".
std::string decimal(std::string_view text, int precision, int scale) {
  sdk::Int128 value = 0;
  switch (parse_decimal(text, precision, scale, value)) {
    case TextError::kSyntax:
      return "syntax";
    case TextError::kRange:
      return "range";
    default:
      return std::to_string(static_cast<long long>(value));
  }
}

TEST(NumberText, ReadsWholeNumbersExactly) {
  std::int64_t value = 0;
  EXPECT_EQ(parse_int64("-9223372036854775808", value), TextError::kNone);
  EXPECT_EQ(value, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_int64("+7", value), TextError::kNone);
  EXPECT_EQ(value, 7);
  EXPECT_EQ(parse_int64("9223372036854775808", value), TextError::kRange);
  EXPECT_EQ(parse_int64("1.0", value), TextError::kSyntax);
  EXPECT_EQ(parse_int64("+-7", value), TextError::kSyntax);
  EXPECT_EQ(parse_int64("", value), TextError::kSyntax);
}

TEST(NumberText, ReadsLargeintUpToItsLimits) {
  sdk::Int128 value = 0;
  EXPECT_EQ(parse_int128("-170141183460469231731687303715884105728", value), TextError::kNone);
  EXPECT_EQ(value, static_cast<sdk::Int128>(1) << 127);
  EXPECT_EQ(parse_int128("170141183460469231731687303715884105727", value), TextError::kNone);
  EXPECT_EQ(value, ~(static_cast<sdk::Int128>(1) << 127));
  EXPECT_EQ(parse_int128("170141183460469231731687303715884105728", value), TextError::kRange);
  EXPECT_EQ(parse_int128("-170141183460469231731687303715884105729", value), TextError::kRange);
  EXPECT_EQ(parse_int128(std::string(100, '9'), value), TextError::kRange);
  EXPECT_EQ(parse_int128("12a", value), TextError::kSyntax);
  EXPECT_EQ(parse_int128("-", value), TextError::kSyntax);
}

TEST(NumberText, ReadsDecimalsExactly) {
  EXPECT_EQ(decimal("12.34", 10, 2), "1234");
  EXPECT_EQ(decimal("-0.5", 10, 2), "-50");
  EXPECT_EQ(decimal(".5", 10, 2), "50");
  EXPECT_EQ(decimal("7.", 10, 2), "700");
  EXPECT_EQ(decimal("0001", 2, 0), "1");
  EXPECT_EQ(decimal("1.5e3", 10, 2), "150000");
  EXPECT_EQ(decimal("1234e-2", 10, 2), "1234");
}

TEST(NumberText, RoundsSurplusFractionDigitsHalfAwayFromZero) {
  EXPECT_EQ(decimal("1.005", 10, 2), "101");
  EXPECT_EQ(decimal("-1.005", 10, 2), "-101");
  EXPECT_EQ(decimal("1.0049", 10, 2), "100");
  EXPECT_EQ(decimal("9.995", 3, 2), "range");
  EXPECT_EQ(decimal("0.004e-3", 3, 2), "0");
}

TEST(NumberText, RefusesDecimalsThatDoNotFit) {
  EXPECT_EQ(decimal("100", 4, 2), "range");
  EXPECT_EQ(decimal("99.99", 4, 2), "9999");
  EXPECT_EQ(decimal("1e9999", 38, 0), "range");
  EXPECT_EQ(decimal("3.5e38", 38, 0), "range");  // above 2^128
  EXPECT_EQ(decimal("-7e34", 38, 4), "range");
  EXPECT_EQ(decimal("0e9999", 38, 0), "0");
  EXPECT_EQ(decimal("1e99999", 38, 0), "syntax");
  EXPECT_EQ(decimal(".", 4, 2), "syntax");
  EXPECT_EQ(decimal("1,5", 4, 2), "syntax");
  EXPECT_EQ(decimal("nan", 4, 2), "syntax");
}

TEST(NumberText, ReadsFloatingPoint) {
  double value = 0;
  EXPECT_EQ(parse_double("+1.5e3", value), TextError::kNone);
  EXPECT_EQ(value, 1500.0);
  EXPECT_EQ(parse_double("-Infinity", value), TextError::kNone);
  EXPECT_TRUE(std::isinf(value));
  EXPECT_EQ(parse_double("nan", value), TextError::kNone);
  EXPECT_TRUE(std::isnan(value));
  EXPECT_EQ(parse_double("1e999", value), TextError::kRange);
  EXPECT_EQ(parse_double("1e-400", value), TextError::kNone);
  EXPECT_EQ(value, 0.0);
  EXPECT_EQ(parse_double("1.5x", value), TextError::kSyntax);
  EXPECT_EQ(parse_double("nan(1)", value), TextError::kSyntax);
  float small = 0;
  EXPECT_EQ(parse_float("1e39", small), TextError::kRange);
}

TEST(NumberText, ReadsTruthInItsSpellings) {
  bool value = false;
  for (const char* yes : {"true", "TRUE", "t", "yes", "Y", "1", "on"}) {
    EXPECT_EQ(parse_bool(yes, value), TextError::kNone) << yes;
    EXPECT_TRUE(value) << yes;
  }
  for (const char* no : {"false", "F", "no", "n", "0", "OFF"}) {
    EXPECT_EQ(parse_bool(no, value), TextError::kNone) << no;
    EXPECT_FALSE(value) << no;
  }
  EXPECT_EQ(parse_bool("2", value), TextError::kSyntax);
}

}  // namespace
}  // namespace starload::cli
