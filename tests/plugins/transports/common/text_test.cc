#include "plugins/transports/common/text.h"

#include <gtest/gtest.h>

namespace starload::http {
namespace {

TEST(Text, PrintableReplacesControlsAndBrokenUtf8) {
  EXPECT_EQ(printable("a\x1b[31mb\x01\xff\xc2\x9bz", 100), "a?[31mb???z");
  EXPECT_EQ(printable("gr\xc3\xb6\xc3\x9f"
                      "e",
                      100),
            "gr\xc3\xb6\xc3\x9f"
            "e");
  EXPECT_EQ(printable("\xed\xa0\x80", 100), "???");
}

TEST(Text, PrintableFoldsBlanksAndTrims) { EXPECT_EQ(printable("  a \r\n\t b  ", 100), "a b"); }

TEST(Text, PrintableCutsAtAWholeCharacter) {
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("ab\xc3\xb6", 3), "ab...");
}

TEST(Text, HidesTheRowValuesInReasons) {
  EXPECT_EQ(hide_values("Value 'it's mine' is out of range. The type of 'c' is INT"),
            "Value '***' is out of range. The type of 'c' is INT");
  EXPECT_EQ(hide_values("String 'abc'(length=3) is too long. The max length of 'c' is 2"),
            "String '***'(length=3) is too long. The max length of 'c' is 2");
  EXPECT_EQ(
      hide_values(
          "The field (name = c, pos = 1) is out of range. Type: INT, Value length: 3, Value: abc"),
      "The field (name = c, pos = 1) is out of range. Type: INT, Value length: 3, Value: ***");
  EXPECT_EQ(hide_values("Decimal '1.5"), "Decimal '***");
  EXPECT_EQ(hide_values("NULL value in non-nullable column 'a'"),
            "NULL value in non-nullable column 'a'");
}

TEST(Text, Base64MatchesRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("root:secret"), "cm9vdDpzZWNyZXQ=");
}

TEST(Text, MaskerRemovesSecrets) {
  Masker masker;
  masker.add("hunter2");
  masker.add("x");  // too short to mask
  EXPECT_EQ(masker.show("no hunter2hunter2 x"), "no ****** x");
}

}  // namespace
}  // namespace starload::http
