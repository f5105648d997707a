#include "devserver/http/basic_auth.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string parsed(std::string_view header) {
  const std::optional<Credentials> credentials = parse_basic_auth(header);
  return credentials ? credentials->user + "|" + credentials->password : "none";
}

TEST(BasicAuth, SplitsAtTheFirstColon) {
  EXPECT_EQ(parsed("Basic cm9vdDo="), "root|");
  EXPECT_EQ(parsed("Basic YTpiOmM="), "a|b:c");  // a:b:c
  EXPECT_EQ(parsed("basic cm9vdDo="), "root|");
}

TEST(BasicAuth, ReducesAUserToWhatStandsBeforeTheAt) {
  EXPECT_EQ(parsed("Basic YUBiOnA="), "a|p");
}  // a@b:p

TEST(BasicAuth, KnowsWhatIsAbsentOrGarbled) {
  for (const char* header :
       {"", "Bearer x", "Basic", "Basic cm9vdA==", "Basic !!!!", "Basic OnA="}) {
    EXPECT_EQ(parsed(header), "none") << header;
  }
}

TEST(BasicAuth, ComparesUserAndPassword) {
  const Account account{"root", "secret"};
  EXPECT_TRUE(credentials_match({"root", "secret"}, account));
  EXPECT_FALSE(credentials_match({"root", "Secret"}, account));
  EXPECT_FALSE(credentials_match({"root", ""}, account));
  EXPECT_FALSE(credentials_match({"roo", "secret"}, account));
  EXPECT_FALSE(credentials_match({"root", "secretsecret"}, account));
  EXPECT_TRUE(credentials_match({"root", ""}, {"root", ""}));
  EXPECT_FALSE(credentials_match({"root", "x"}, {"root", ""}));
}

}  // namespace
}  // namespace starload::devserver
