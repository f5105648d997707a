#include "devserver/access/password.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

TEST(PasswordTest, TheTextOfAHashIsTheOneThatMysqlPrints) {
  // SELECT PASSWORD('secret') of a MySQL server.
  EXPECT_EQ(password_hash_text(password_hash("secret")),
            "*14E65567ABDB5135D0CFD9A70B3032C179A49EE7");
  EXPECT_EQ(password_hash_text(password_hash("")), "");
}

TEST(PasswordTest, AHashIsReadBackFromItsText) {
  EXPECT_EQ(parse_password_hash("*14e65567ABDB5135D0CFD9A70B3032C179A49EE7"),
            password_hash("secret"));
  EXPECT_EQ(parse_password_hash(""), "");
  for (const char* wrong : {"secret", "*14E6", "14E65567ABDB5135D0CFD9A70B3032C179A49EE70",
                            "*14E65567ABDB5135D0CFD9A70B3032C179A49EEX"})
    EXPECT_EQ(parse_password_hash(wrong), std::nullopt) << wrong;
}

TEST(PasswordTest, OnlyTheRightPasswordMatches) {
  EXPECT_TRUE(matches_password_hash("secret", password_hash("secret")));
  EXPECT_FALSE(matches_password_hash("secreT", password_hash("secret")));
  EXPECT_FALSE(matches_password_hash("", password_hash("secret")));
  EXPECT_FALSE(matches_password_hash("secret", ""));
  EXPECT_TRUE(matches_password_hash("", ""));
}

TEST(PasswordTest, TheComparisonLooksAtTheLengthToo) {
  EXPECT_TRUE(equal_in_constant_time("ab", "ab"));
  EXPECT_FALSE(equal_in_constant_time("ab", "abab"));
  EXPECT_FALSE(equal_in_constant_time("abab", "ab"));
  EXPECT_FALSE(equal_in_constant_time("a", ""));
}

}  // namespace
}  // namespace starload::devserver
