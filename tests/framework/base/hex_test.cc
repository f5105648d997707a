#include "framework/base/hex.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

TEST(Hex, DigitsHaveValuesInBothCases) {
  EXPECT_EQ(hex_digit('0'), 0);
  EXPECT_EQ(hex_digit('9'), 9);
  EXPECT_EQ(hex_digit('a'), 10);
  EXPECT_EQ(hex_digit('F'), 15);
  for (const char c : {'g', 'G', '/', ':', '@', '`', '\0', '\xff'}) EXPECT_EQ(hex_digit(c), -1);
}

TEST(Hex, TwoDigitsAreAByte) {
  EXPECT_EQ(bytes_of_hex("00fFa1"), std::string("\0\xFF\xA1", 3));
  EXPECT_EQ(bytes_of_hex(""), "");
  for (const char* bad : {"0", "000", "0g", "g0", " 0"}) EXPECT_FALSE(bytes_of_hex(bad)) << bad;
}

}  // namespace
}  // namespace starload
