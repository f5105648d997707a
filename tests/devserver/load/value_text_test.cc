#include "devserver/load/value_text.h"

#include <gtest/gtest.h>

#include "devserver/load/utf8.h"

namespace starload::devserver {
namespace {

using Text = std::optional<std::string>;

std::string decimal(std::string_view text, int scale) {
  const std::optional<DecimalText> value = parse_decimal(text, scale);
  return value ? value->text : "none";
}

TEST(ValueText, ReadsIntegersWithBlanksAround) {
  EXPECT_EQ(parse_integer("42"), 42);
  EXPECT_EQ(parse_integer(" -7\r"), -7);
  EXPECT_EQ(parse_integer("+9223372036854775807"), 9223372036854775807);
  EXPECT_EQ(parse_integer("9223372036854775808"), std::nullopt);
  EXPECT_EQ(parse_integer(""), std::nullopt);
  EXPECT_EQ(parse_integer("1.7"), std::nullopt);
  EXPECT_EQ(parse_integer("0x10"), std::nullopt);
}

TEST(ValueText, CutsDecimalsToIntegers) {
  EXPECT_EQ(parse_truncated("1.7"), 1);
  EXPECT_EQ(parse_truncated("-1.7"), -1);
  EXPECT_EQ(parse_truncated("1e3"), 1000);
  EXPECT_EQ(parse_truncated("1e30"), std::nullopt);
}

TEST(ValueText, ReadsLargeintExactly) {
  EXPECT_EQ(parse_largeint("170141183460469231731687303715884105727"),
            Text("170141183460469231731687303715884105727"));
  EXPECT_EQ(parse_largeint("170141183460469231731687303715884105728"), std::nullopt);
  EXPECT_EQ(parse_largeint("-170141183460469231731687303715884105728"),
            Text("-170141183460469231731687303715884105728"));
  EXPECT_EQ(parse_largeint("-170141183460469231731687303715884105729"), std::nullopt);
  EXPECT_EQ(parse_largeint("+007"), Text("7"));
  EXPECT_EQ(parse_largeint("-0"), Text("0"));
}

TEST(ValueText, ReadsFloatsButNoInfinityAndNoNan) {
  EXPECT_EQ(parse_double("1e308"), 1e308);
  EXPECT_EQ(parse_double("1e309"), std::nullopt);
  EXPECT_EQ(parse_double("inf"), std::nullopt);
  EXPECT_EQ(parse_double("nan"), std::nullopt);
  EXPECT_EQ(parse_float("0.1"), 0.1);
  EXPECT_EQ(parse_float("1e39"), std::nullopt);
}

TEST(ValueText, ReadsBooleansFromWordsAndNumbers) {
  EXPECT_EQ(parse_boolean("TRUE"), true);
  EXPECT_EQ(parse_boolean("false"), false);
  EXPECT_EQ(parse_boolean("2"), true);
  EXPECT_EQ(parse_boolean("0.0"), false);
  EXPECT_EQ(parse_boolean("yes"), std::nullopt);
}

TEST(ValueText, RoundsDecimalsHalfUp) {
  EXPECT_EQ(decimal("1.005", 2), "1.01");
  EXPECT_EQ(decimal("-1.005", 2), "-1.01");
  EXPECT_EQ(decimal("1.004", 2), "1.00");
  EXPECT_EQ(decimal("9.995", 2), "10.00");
  EXPECT_EQ(decimal("0.05", 1), "0.1");
  EXPECT_EQ(decimal("0.04", 1), "0.0");
  EXPECT_EQ(decimal("0.005", 1), "0.0");
  EXPECT_EQ(decimal("-0.04", 1), "0.0");
  EXPECT_EQ(decimal("0.5", 0), "1");
  EXPECT_EQ(decimal("99.9", 0), "100");
}

TEST(ValueText, WritesDecimalsPlain) {
  EXPECT_EQ(decimal("007.1", 3), "7.100");
  EXPECT_EQ(decimal("1.5e3", 0), "1500");
  EXPECT_EQ(decimal("15e-3", 4), "0.0150");
  EXPECT_EQ(decimal(".5", 1), "0.5");
  EXPECT_EQ(decimal("12345678901234567890123456789012345678", 0),
            "12345678901234567890123456789012345678");
  EXPECT_EQ(decimal("1.2.3", 1), "none");
  EXPECT_EQ(decimal("abc", 1), "none");
  EXPECT_EQ(decimal("", 1), "none");
}

TEST(ValueText, ReadsDates) {
  EXPECT_EQ(parse_date("2020-01-02"), Text("2020-01-02"));
  EXPECT_EQ(parse_date("2020-1-2"), Text("2020-01-02"));
  EXPECT_EQ(parse_date("20200102"), Text("2020-01-02"));
  EXPECT_EQ(parse_date("2020/01/02"), Text("2020-01-02"));
  EXPECT_EQ(parse_date("2020-01-02 03:04:05"), Text("2020-01-02"));
  EXPECT_EQ(parse_date("70-01-02"), Text("1970-01-02"));
  EXPECT_EQ(parse_date("2000-02-29"), Text("2000-02-29"));
  for (const char* text : {"", "1900-02-29", "2020-13-01", "2020-00-01", "2020-01-32", "2020-01",
                           "abc", "2020-01/02"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
}

TEST(ValueText, ReadsDatetimes) {
  EXPECT_EQ(parse_datetime("2020-01-02 03:04:05"), Text("2020-01-02 03:04:05"));
  EXPECT_EQ(parse_datetime("2020-01-02T03:04:05"), Text("2020-01-02 03:04:05"));
  EXPECT_EQ(parse_datetime("2020-01-02 03:04:05.5"), Text("2020-01-02 03:04:05.500000"));
  EXPECT_EQ(parse_datetime("2020-01-02 03:04:05.1234567"), Text("2020-01-02 03:04:05.123456"));
  EXPECT_EQ(parse_datetime("2020-01-02 03:04:05.000"), Text("2020-01-02 03:04:05"));
  EXPECT_EQ(parse_datetime("2020-01-02"), Text("2020-01-02 00:00:00"));
  EXPECT_EQ(parse_datetime("20200102030405"), Text("2020-01-02 03:04:05"));
  EXPECT_EQ(parse_datetime("2020-01-02 03:04"), Text("2020-01-02 03:04:00"));
  for (const char* text :
       {"2020-01-02 24:00:00", "2020-01-02 03:60:00", "2020-01-02 03:04:05Z", "03:04:05"}) {
    EXPECT_EQ(parse_datetime(text), std::nullopt) << text;
  }
}

TEST(ValueText, KnowsUtf8) {
  EXPECT_TRUE(is_valid_utf8("plain ASCII and é中😀"));
  EXPECT_FALSE(is_valid_utf8("a\xFFz"));
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_valid_utf8("cut \xE4\xB8"));
}

}  // namespace
}  // namespace starload::devserver
