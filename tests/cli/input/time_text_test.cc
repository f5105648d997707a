#include "cli/input/time_text.h"

#include <gtest/gtest.h>

#include <string>

namespace starload::cli {
namespace {

// "<days> <microseconds of the day>", "syntax" or "range".
std::string read(std::string_view text) {
  DateTimeText value;
  switch (parse_date_time(text, value)) {
    case TextError::kSyntax:
      return "syntax";
    case TextError::kRange:
      return "range";
    default:
      return std::to_string(value.days) + " " + std::to_string(value.micros_of_day);
  }
}

TEST(TimeText, ReadsDates) {
  EXPECT_EQ(read("1970-01-02"), "1 0");
  EXPECT_EQ(read("19700102"), "1 0");
  EXPECT_EQ(read("1970/1/2"), "1 0");
  EXPECT_EQ(read("0000-01-01"), "-719528 0");
  EXPECT_EQ(read("9999-12-31"), "2932896 0");
}

TEST(TimeText, ReadsTimesBehindSpaceOrT) {
  EXPECT_EQ(read("1970-01-01 00:00:01"), "0 1000000");
  EXPECT_EQ(read("1970-01-01T00:01"), "0 60000000");
  EXPECT_EQ(read("1970-01-01 23:59:59.5"), "0 86399500000");
  EXPECT_EQ(read("1970-01-01 00:00:00.1234567"), "0 123456");
}

// A "Z" at the end, which changes nothing, leaves the way of the usual layout.
TEST(TimeText, ReadsTheUsualLayoutAsAnyOther) {
  for (const char* date : {"1970-01-01", "0000-01-01", "9999-12-31", "2000-02-29", "1900-02-29",
                           "2013-00-10", "2013-10-00", "2013-1x-01", "2O13-01-01"}) {
    for (const char* time :
         {" 00:00:00", "T23:59:59", " 12:34:56.7", " 12:34:56.78", " 12:34:56.789",
          " 12:34:56.789012", " 24:00:00", " 12:60:00", " 12:34:60", " 1x:34:56", " 12:34:56.x",
          " 12:34:56.", " 12-34-56", "x12:34:56"}) {
      const std::string text = std::string(date) + time;
      EXPECT_EQ(read(text), read(text + "Z")) << text;
    }
  }
}

TEST(TimeText, MovesZonesToUtc) {
  EXPECT_EQ(read("2013-01-01T10:00:00Z"), "15706 36000000000");
  EXPECT_EQ(read("1970-01-01 01:00:00+02:00"), "-1 82800000000");
  EXPECT_EQ(read("1970-01-01T23:00:00-0130"), "1 1800000000");
  EXPECT_EQ(read("1970-01-01T01:00:00+01"), "0 0");
  EXPECT_EQ(read("0000-01-01 00:00:00+01:00"), "range");
}

TEST(TimeText, RefusesWhatDoesNotExist) {
  EXPECT_EQ(read("2013-02-29"), "range");
  EXPECT_EQ(read("2013-13-01"), "range");
  EXPECT_EQ(read("1970-01-01 24:00:00"), "range");
  EXPECT_EQ(read("1970-01-01 00:60:00"), "range");
}

TEST(TimeText, RefusesOtherForms) {
  for (const char* text : {"", "13-01-01", "01/02/2013", "2013-01/02", "2013-01-01 ", "2013-01-01x",
                           "2013-01-01 10", "2013-01-01 10:00:00.", "2013-01-01 10:00:00 PM"}) {
    EXPECT_EQ(read(text), "syntax") << text;
  }
}

TEST(TimeText, SplitsAnInstantBeforeTheEpoch) {
  DateTimeText value;
  ASSERT_EQ(parse_date_time("1969-12-31 23:59:59.999999", value), TextError::kNone);
  EXPECT_EQ(value.epoch_ms(), -1);
  EXPECT_EQ(value.nanos_of_ms(), 999000);
}

}  // namespace
}  // namespace starload::cli
