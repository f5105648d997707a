#include "cli/resume/identity.h"

#include <gtest/gtest.h>

namespace starload::cli {
namespace {

LoadIdentity example() {
  LoadIdentity identity;
  identity.options = {{"database-name", "d"}, {"table-name", "t"}};
  identity.inputs = {{"/a.csv", {10, 1}, "aa"}, {"/b.csv", {20, 2}, "bb"}};
  identity.columns = {"id int", "name varchar"};
  return identity;
}

TEST(LoadIdentity, TheSameIsTheSame) {
  EXPECT_TRUE(check_same_load(example(), example(), "s"));
  EXPECT_TRUE(check_same_columns(example(), example(), "s"));
}

TEST(LoadIdentity, NamesAllThatDiffersAtOnce) {
  LoadIdentity now = example();
  now.options = {{"database-name", "d"}, {"table-name", "u"}, {"--header", "given"}};
  now.inputs[1].facts.size = 30;
  const Status refused = check_same_load(example(), now, "my.state");
  EXPECT_EQ(refused.code(), ErrorCode::kConfig);
  EXPECT_EQ(refused.message(),
            "--state: 'my.state' belongs to another load, nothing is loaded. What differs:"
            "\n  --header was not set, now it is 'given'"
            "\n  table-name was 't', now it is 'u'"
            "\n  input file 2: '/b.csv' has grown (20 bytes then, 30 now); an appended file is a "
            "changed file: load what was added from a file of its own, with a state file of its own"
            "\nStart with the same arguments and files to go on with that load, or give a new load "
            "a state file of its own");
}

TEST(LoadIdentity, AnotherOrderOfTheFilesIsAnotherLoad) {
  LoadIdentity now = example();
  std::swap(now.inputs[0], now.inputs[1]);
  const Status refused = check_same_load(example(), now, "s");
  EXPECT_NE(refused.message().find("input file 1: it was '/a.csv', now it is '/b.csv'"),
            std::string::npos)
      << refused.message();
}

TEST(LoadIdentity, AnotherNumberOfFilesIsAnotherLoad) {
  LoadIdentity now = example();
  now.inputs.pop_back();
  const Status refused = check_same_load(example(), now, "s");
  EXPECT_NE(refused.message().find("it had 2 input files, now it has 1"), std::string::npos)
      << refused.message();
}

TEST(LoadIdentity, AnAlteredTableIsNamedByItsColumns) {
  LoadIdentity now = example();
  now.columns = {"id bigint", "name varchar", "more int"};
  const Status refused = check_same_columns(example(), now, "s");
  EXPECT_NE(refused.message().find("column 1 was id int, now it is id bigint"), std::string::npos);
  EXPECT_NE(refused.message().find("column 3 was not there, now it is more int"),
            std::string::npos);
}

}  // namespace
}  // namespace starload::cli
