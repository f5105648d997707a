#include "devserver/storage/time_zone.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kSummer = 1720000000;   // 2024-07-03 09:46:40 UTC
constexpr std::int64_t kForward = 1711846800;  // 2024-03-31 01:00:00 UTC, Berlin's clock goes on
constexpr std::int64_t kBack = 1729990800;     // 2024-10-27 01:00:00 UTC, it goes back

TEST(TimeZone, OffsetsAreZones) {
  EXPECT_EQ(TimeZone::find("+08:00")->offset_at(0), 8 * kHour);
  EXPECT_EQ(TimeZone::find("-03:30")->to_unix(0), 3 * kHour + kHour / 2);
  for (const char* bad : {"+8:00", "08:00", "+08:60", "+15:00", "+0a:00", ""})
    EXPECT_FALSE(TimeZone::find(bad)) << bad;
}

TEST(TimeZone, NamesFollowTheirRules) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  EXPECT_EQ(berlin.offset_at(kSummer), 2 * kHour);
  EXPECT_EQ(berlin.offset_at(kForward - 1), kHour);
  EXPECT_EQ(berlin.offset_at(kForward), 2 * kHour);
  EXPECT_EQ(TimeZone::find("CST")->offset_at(kSummer), 8 * kHour);
  EXPECT_EQ(TimeZone::find("UTC")->offset_at(kSummer), 0);
}

TEST(TimeZone, LaterYearsThanTheDatabaseListsFollowItsRule) {
  constexpr std::int64_t kJuly2050 = 2540246400;
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  EXPECT_EQ(berlin.offset_at(kJuly2050), 2 * kHour);
  EXPECT_EQ(berlin.offset_at(kJuly2050 - 181 * 24 * kHour), kHour);
  EXPECT_EQ(berlin.to_unix(kJuly2050 + 2 * kHour), kJuly2050);
}

TEST(TimeZone, TheWallsTimeComesBack) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  for (const std::int64_t time : {std::int64_t{0}, kSummer, kForward - 1, kForward, kBack + kHour})
    EXPECT_EQ(berlin.to_unix(time + berlin.offset_at(time)), time);
  EXPECT_EQ(berlin.to_unix(kBack - 1 + 2 * kHour), kBack - 1) << "of two hours the first";
}

TEST(TimeZone, OtherNamesAreNone) {
  for (const char* bad :
       {"Europe", "Europe/Nowhere", "../../../etc/passwd", "/etc/localtime", "a b"})
    EXPECT_FALSE(TimeZone::find(bad)) << bad;
}

}  // namespace
}  // namespace starload::devserver
