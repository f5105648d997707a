#include "devserver/load/base64.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

TEST(Base64, DecodesEveryPadding) {
  EXPECT_EQ(decode_base64("AQL/"), std::string("\x01\x02\xff", 3));
  EXPECT_EQ(decode_base64("AQI="), std::string("\x01\x02", 2));
  EXPECT_EQ(decode_base64("AA=="), std::string("\0", 1));
  EXPECT_EQ(decode_base64(""), "");
}

TEST(Base64, LeavesOtherTextToTheCaller) {
  EXPECT_FALSE(decode_base64("AQL"));
  EXPECT_FALSE(decode_base64("A=L/"));
  EXPECT_FALSE(decode_base64("A==="));
  EXPECT_FALSE(decode_base64("no base64 "));
}

}  // namespace
}  // namespace starload::devserver
