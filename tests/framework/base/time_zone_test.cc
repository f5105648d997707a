#include "framework/base/time_zone.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace starload {
namespace {

constexpr std::int64_t kJanuary2024 = 1'704'067'200;  // 2024-01-01 00:00:00 UTC
constexpr std::int64_t kJuly2024 = 1'719'792'000;     // 2024-07-01
constexpr std::int64_t kJuly2050 = 2'540'246'400;     // 2050-07-01, decided by the rule

TEST(TimeZone, FixedOffsets) {
  const TimeZone zone = TimeZone::fixed(-19800);
  EXPECT_EQ(zone.at(0).seconds, -19800);
  EXPECT_EQ(zone.at(kJuly2050).seconds, -19800);
}

TEST(TimeZone, SaysWhyAZoneIsNone) {
  EXPECT_EQ(TimeZone::named("../../etc/passwd").status().message(), "is no name of a time zone");
  EXPECT_EQ(TimeZone::named("Mars/Olympus").status().message(),
            "there is no zone file /usr/share/zoneinfo/Mars/Olympus on this machine");
  EXPECT_FALSE(TimeZone::named("Europe"));
}

TEST(TimeZone, RefusesFilesThatAreNoTzif) {
  for (const char* bytes :
       {"", "TZif", "TZif2 but then nothing that makes sense at all, really not"}) {
    EXPECT_FALSE(TimeZone::parse(bytes)) << bytes;
  }
}

class SystemZones : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin")) {
      GTEST_SKIP() << "no zone database on this machine";
    }
  }
};

TEST_F(SystemZones, BerlinHasSummerTime) {
  const auto zone = TimeZone::named("Europe/Berlin");
  EXPECT_EQ(zone->at(kJanuary2024).seconds, 3600);
  EXPECT_EQ(zone->at(kJuly2024).seconds, 7200);
  EXPECT_EQ(zone->at(1'711'846'799).seconds, 3600);  // 2024-03-31 00:59:59 UTC
  EXPECT_EQ(zone->at(1'711'846'800).seconds, 7200);
  EXPECT_EQ(zone->at(1'729'990'800).seconds, 3600);  // 2024-10-27 01:00:00 UTC
  EXPECT_EQ(zone->at(kJuly2050).seconds, 7200);
  EXPECT_EQ(zone->at(kJuly2050 - 181 * 86'400).seconds, 3600);
}

TEST_F(SystemZones, ShanghaiHadSummerTimeOnce) {
  const auto zone = TimeZone::named("Asia/Shanghai");
  EXPECT_EQ(zone->at(kJuly2024).seconds, 28800);
  EXPECT_EQ(zone->at(583'718'400).seconds, 32400);  // 1988-07-01
  EXPECT_EQ(zone->at(kJuly2050).seconds, 28800);
}

TEST(PosixRule, NorthernAndSouthernSummer) {
  const auto north = PosixRule::parse("CET-1CEST,M3.5.0,M10.5.0/3");
  ASSERT_TRUE(north);
  EXPECT_EQ(north->offset_at(1'711'846'799), 3600);
  EXPECT_EQ(north->offset_at(1'711'846'800), 7200);
  EXPECT_EQ(north->next_change(kJuly2024), 1'729'990'800);
  EXPECT_EQ(north->last_change(kJuly2024), 1'711'846'800);
  const auto south = PosixRule::parse("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
  ASSERT_TRUE(south);
  EXPECT_EQ(south->offset_at(kJanuary2024), 39600);
  EXPECT_EQ(south->offset_at(kJuly2024), 37800);
}

TEST(PosixRule, DaysOfTheYear) {
  const auto rule = PosixRule::parse("AAA0BBB,J60/0,300/0");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->offset_at(1'709'251'199), 0);     // 2024-02-29 23:59:59: J60 is always 1 March
  EXPECT_EQ(rule->offset_at(1'709'251'200), 3600);  // 2024-03-01
}

TEST(PosixRule, RefusesWhatIsNoRule) {
  for (const char* bad : {"X", "CET", "CET-1CEST,", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0",
                          "CET-1CEST,M3.5.0,M10.5.0 "}) {
    EXPECT_FALSE(PosixRule::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace starload
