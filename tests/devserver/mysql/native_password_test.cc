#include "devserver/mysql/native_password.h"

#include <gtest/gtest.h>

#include "devserver/access/password.h"

namespace starload::devserver {
namespace {

constexpr std::string_view kScramble = "01234567890123456789";

// SHA1("secret") xor SHA1(scramble + SHA1(SHA1("secret"))), worked out with another implementation.
const std::string kAnswer = std::string(
    "\x7a"
    "\xbe"
    "\x1a"
    "\x87"
    "\x76"
    "\xb5"
    "\x9e"
    "\x93"
    "\x10"
    "\x59"
    "\x45"
    "\x1f"
    "\x81"
    "\xe5"
    "\x96"
    "\xa6"
    "\x0d"
    "\xbb"
    "\xf7"
    "\xa8"
    "",
    20);

TEST(NativePasswordTest, AcceptsTheRightAnswerOnly) {
  EXPECT_TRUE(proves_password(kAnswer, password_hash("secret"), kScramble));
  EXPECT_FALSE(proves_password(kAnswer, password_hash("Secret"), kScramble));
  EXPECT_FALSE(proves_password(kAnswer, password_hash("secret"), "x1234567890123456789"));
  EXPECT_FALSE(proves_password(kAnswer.substr(0, 19), password_hash("secret"), kScramble));
}

TEST(NativePasswordTest, AnEmptyPasswordNeedsAnEmptyAnswer) {
  EXPECT_TRUE(proves_password("", password_hash(""), kScramble));
  EXPECT_FALSE(proves_password("", password_hash("secret"), kScramble));
  EXPECT_FALSE(proves_password(kAnswer, password_hash(""), kScramble));
}

TEST(NativePasswordTest, ScrambleIs20BytesWithoutZero) {
  const std::string scramble = make_scramble();
  EXPECT_EQ(scramble.size(), 20U);
  EXPECT_EQ(scramble.find('\0'), std::string::npos);
  EXPECT_NE(scramble, make_scramble());
}

}  // namespace
}  // namespace starload::devserver
