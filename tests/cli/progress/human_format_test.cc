#include "cli/progress/human_format.h"

#include <gtest/gtest.h>

namespace starload::cli {
namespace {

TEST(HumanFormat, GroupsCountsByThousands) {
  EXPECT_EQ(human_count(0), "0");
  EXPECT_EQ(human_count(999), "999");
  EXPECT_EQ(human_count(1000), "1,000");
  EXPECT_EQ(human_count(336776), "336,776");
  EXPECT_EQ(human_count(18446744073709551615u), "18,446,744,073,709,551,615");
}

TEST(HumanFormat, ShowsBytesInPowersOf1000) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1500), "1.5 kB");
  EXPECT_EQ(human_bytes(31053850), "31.1 MB");
  EXPECT_EQ(human_bytes(999999), "1.0 MB");
  EXPECT_EQ(human_bytes(18446744073709551615u), "18.4 EB");
}

TEST(HumanFormat, ShowsDurationsInTheirUnit) {
  EXPECT_EQ(human_duration(0), "0.00 s");
  EXPECT_EQ(human_duration(0.423), "0.42 s");
  EXPECT_EQ(human_duration(7.31), "7.3 s");
  EXPECT_EQ(human_duration(59.99), "1m 00s");
  EXPECT_EQ(human_duration(65), "1m 05s");
  EXPECT_EQ(human_duration(7380), "2h 03m");
  EXPECT_EQ(human_duration(273600), "3d 04h");
}

}  // namespace
}  // namespace starload::cli
