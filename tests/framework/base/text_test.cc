#include "framework/base/text.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

TEST(Text, SplitDropsBlanksAndEmptyParts) {
  EXPECT_EQ(split(" a ; b;; c", ';'), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(split("", ';').empty());
}

TEST(Text, JoinPutsTheSeparatorBetweenParts) {
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join({"a"}, ","), "a");
  EXPECT_EQ(join({}, ","), "");
}

TEST(Text, NearestFindsATypoIgnoringCase) {
  EXPECT_EQ(nearest("Sink.Versoin", {"sink.version", "sink.semantic"}), "sink.version");
}

TEST(Text, NearestIsSilentWhenNothingIsClose) {
  EXPECT_EQ(nearest("zzzzzz", {"sink.version", "password"}), "");
}

TEST(Text, EqualsIgnoringCaseComparesWholeText) {
  EXPECT_TRUE(equals_ignoring_case("Carrier", "cARRIER"));
  EXPECT_FALSE(equals_ignoring_case("carrier", "carriers"));
}

}  // namespace
}  // namespace starload
