#include "plugins/serializers/common/time_zone.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <starload/sdk/error.hpp>

namespace starload::serializers {
namespace {

constexpr std::int64_t kJuly2024 = 1'719'792'000;  // 2024-07-01

std::string refusal(const char* name) {
  try {
    load_time_zone(name);
  } catch (const sdk::Error& error) {
    return error.what();
  }
  return "";
}

TEST(TimeZone, FixedOffsets) {
  EXPECT_EQ(load_time_zone("UTC")->at(0).seconds, 0);
  EXPECT_EQ(load_time_zone("Z")->at(kJuly2024).seconds, 0);
  EXPECT_EQ(load_time_zone("+08:00")->at(0).seconds, 28800);
  EXPECT_EQ(load_time_zone("-0530")->at(0).seconds, -19800);
}

TEST(TimeZone, RefusesNamesThatAreNone) {
  constexpr const char* kAdvice = "; give UTC, an offset as +08:00 or a zone as Europe/Berlin";
  EXPECT_EQ(refusal("+8"),
            std::string("option 'sink.timezone' = '+8': is no offset like +08:00") + kAdvice);
  EXPECT_EQ(refusal("../../etc/passwd"),
            std::string("option 'sink.timezone' = '../../etc/passwd': is no name of a time zone") +
                kAdvice);
  EXPECT_EQ(refusal("Mars/Olympus"),
            std::string("option 'sink.timezone' = 'Mars/Olympus': there is no zone file "
                        "/usr/share/zoneinfo/Mars/Olympus on this machine") +
                kAdvice);
  EXPECT_NE(refusal("Europe"), "");
}

TEST(TimeZone, CursorAgreesWithTheZoneAcrossChanges) {
  if (!std::filesystem::exists("/usr/share/zoneinfo/America/New_York"))
    GTEST_SKIP() << "no zone database on this machine";
  const auto zone = load_time_zone("America/New_York");
  ZoneCursor cursor(zone);
  for (std::int64_t second = -2'000'000'000; second < 4'000'000'000; second += 1'234'567) {
    const std::int64_t ms = second * 1000 + 1;
    ASSERT_EQ(cursor.to_local_ms(ms), ms + zone->at(second).seconds * 1000LL);
  }
  EXPECT_EQ(cursor.to_local_ms(kJuly2024 * 1000), (kJuly2024 - 4 * 3600) * 1000);
}

}  // namespace
}  // namespace starload::serializers
