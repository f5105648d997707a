// The fast paths of sdk/calendar.hpp beside slow and obvious ones: every day that StarRocks takes,
// every second of a day, random instants.
#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <starload/sdk/format.hpp>
#include <string>

namespace starload::sdk::format {
namespace {

template <typename Write>
std::string text(Write write) {
  char buffer[kMaxScalarText];
  return {buffer, write(buffer)};
}

// Counts days one by one, as a calendar on the wall does.
struct SlowCalendar {
  int year = 0;
  int month = 1;
  int day = 1;

  int days_in_month() const {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
  }
  void next() {
    if (++day <= days_in_month()) return;
    day = 1;
    if (++month <= 12) return;
    month = 1;
    ++year;
  }
  std::string text() const {
    char buffer[32];
    std::snprintf(buffer, sizeof(buffer), "%04d-%02d-%02d", year, month, day);
    return buffer;
  }
};

std::string slow_clock(std::int64_t ms_of_day, std::int32_t nanos) {
  char buffer[64];
  const auto seconds = static_cast<int>(ms_of_day / 1000);
  const int micros = static_cast<int>(ms_of_day % 1000) * 1000 + nanos / 1000;
  const int size = std::snprintf(buffer, sizeof(buffer), " %02d:%02d:%02d", seconds / 3600,
                                 seconds / 60 % 60, seconds % 60);
  if (micros != 0) std::snprintf(buffer + size, sizeof(buffer) - 16, ".%06d", micros);
  return buffer;
}

TEST(TimeText, EveryDayOfTheYears0To9999) {
  SlowCalendar calendar;
  for (std::int64_t day = kFirstDay; day <= kLastDay; ++day, calendar.next()) {
    char fast[kDateText];
    ASSERT_EQ(date(day, fast), fast + kDateText);
    ASSERT_EQ(std::string_view(fast, kDateText), calendar.text()) << day;
  }
  EXPECT_EQ(calendar.text(), "10000-01-01");
}

TEST(TimeText, EverySecondOfADay) {
  for (std::int32_t second = 0; second < 86'400; ++second) {
    const std::int32_t ms = second * 1000;
    const std::string expected = slow_clock(ms, 0);
    ASSERT_EQ(text([&](char* out) { return clock(static_cast<std::uint32_t>(ms), 0, out); }),
              expected);
    ASSERT_EQ(text([&](char* out) { return time_of_day(ms, out); }), expected.substr(1));
  }
}

TEST(TimeText, EveryMillisecondOfASecondAndRandomNanoseconds) {
  std::mt19937 random(1);
  for (std::int32_t ms = 0; ms < 1000; ++ms) {
    const std::int32_t at = 45'296'000 + ms;  // 12:34:56
    for (int i = 0; i < 20; ++i) {
      const auto nanos = static_cast<std::int32_t>(i == 0 ? 0 : random() % 1'000'000);
      ASSERT_EQ(text([&](char* out) { return clock(static_cast<std::uint32_t>(at), nanos, out); }),
                slow_clock(at, nanos));
    }
    const std::string micros = slow_clock(at, 0).substr(1);
    ASSERT_EQ(text([&](char* out) { return time_of_day(at, out); }),
              ms == 0 ? micros : micros.substr(0, 12));
  }
}

TEST(TimeText, TimesThatNoDayHas) {
  EXPECT_EQ(text([](char* out) { return time_of_day(-1, out); }), "-00:00:00.001");
  EXPECT_EQ(text([](char* out) { return time_of_day(359'999'999, out); }), "99:59:59.999");
  EXPECT_EQ(text([](char* out) { return time_of_day(360'061'000, out); }), "100:01:01");
  EXPECT_EQ(text([](char* out) { return time_of_day(INT32_MAX, out); }), "596:31:23.647");
  EXPECT_EQ(text([](char* out) { return time_of_day(INT32_MIN, out); }), "-596:31:23.648");
}

TEST(TimeText, DaysFarOutsideTheYearsOfStarRocks) {
  const auto day = [](std::int64_t days) {
    return text([&](char* out) { return date(days, out); });
  };
  EXPECT_EQ(day(kFirstDay - 1), "-0001-12-31");
  EXPECT_EQ(day(kLastDay + 367), "10001-01-01");
  EXPECT_EQ(day(INT32_MAX), "5881580-07-11");
  EXPECT_EQ(day(INT32_MIN), "-5877641-06-23");
}

}  // namespace
}  // namespace starload::sdk::format
