#include "plugins/adapters/flink/jni/wire.h"

#include <gtest/gtest.h>

#include "plugins/adapters/flink/jni/failure.h"
#include "plugins/adapters/flink/jni/log_queue.h"
#include "plugins/adapters/flink/jni/rejected_rows.h"

namespace starload::flink {
namespace {

TEST(Wire, ReadsWhatItWrote) {
  WireWriter out;
  out.boolean(true).number(-2).text("größe").texts({"a", ""});
  const std::string bytes = out.take();
  WireReader in(bytes);
  EXPECT_TRUE(in.boolean());
  EXPECT_EQ(in.number(), -2);
  EXPECT_EQ(in.text(), "größe");
  EXPECT_EQ(in.texts(), (std::vector<std::string>{"a", ""}));
  EXPECT_TRUE(in.ok());
}

TEST(Wire, NumbersAreBigEndian) {
  const std::string bytes("\0\0\1\2\377\377\377\377\377\377\377\376", 12);
  WireReader in(bytes);
  EXPECT_EQ(in.number(), 258);
  EXPECT_EQ(in.long_number(), -2);
}

TEST(Wire, NoticesEveryTruncation) {
  WireWriter out;
  out.number(1).text("key").text("value");
  const std::string bytes = out.take();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    WireReader in(cut);
    PropertyMap properties;
    in.properties(properties, "test");
    EXPECT_FALSE(in.ok()) << size;
  }
}

TEST(Wire, DoesNotTrustCounts) {
  const std::string huge("\177\377\377\377x", 5);
  WireReader in(huge);
  EXPECT_TRUE(in.texts().empty());
  EXPECT_FALSE(in.ok());
  const std::string negative("\377\377\377\377x", 5);
  WireReader other(negative);
  EXPECT_EQ(other.text(), "");
  EXPECT_FALSE(other.ok());
}

TEST(FailureForJava, CarriesEverything) {
  const Failure failure{Status::unavailable("away"), "label", "db.t", true, {"row 1"}};
  const std::string bytes = failure.encode();
  WireReader in(bytes);
  EXPECT_EQ(in.number(), 2) << "StarloadException.Code.UNAVAILABLE";
  EXPECT_TRUE(in.boolean()) << "retryable";
  EXPECT_TRUE(in.boolean()) << "must replay";
  EXPECT_EQ(in.text(), "away");
  EXPECT_EQ(in.text(), "label");
  EXPECT_EQ(in.text(), "db.t");
  EXPECT_EQ(in.texts(), std::vector<std::string>{"row 1"});
}

TEST(LogQueue, GivesLinesOnceAndCountsWhatItDrops) {
  LogQueue queue;
  EXPECT_EQ(queue.take(), "");
  for (int i = 0; i < 1003; ++i) queue.add(LogLevel::kInfo, "line " + std::to_string(i));
  const std::string bytes = queue.take();
  WireReader in(bytes);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(in.number(), static_cast<int>(LogLevel::kInfo));
    EXPECT_EQ(in.text(), "line " + std::to_string(i));
  }
  EXPECT_EQ(in.number(), static_cast<int>(LogLevel::kWarn));
  EXPECT_NE(in.text().find("3 more log lines"), std::string_view::npos);
  EXPECT_EQ(queue.take(), "");
}

RejectedRow row_of(const std::string& label, const std::string& reason) {
  return {true, 0, 0, label, reason, "the row"};
}

TEST(RejectedRows, TellsThoseOfTheLoadThatFailed) {
  RejectedRows rows;
  rows.add(row_of("other", "not this"));
  for (int i = 0; i < 20; ++i) rows.add(row_of("label", "reason " + std::to_string(i)));
  const RejectedRows::Told told = rows.about("label");
  ASSERT_EQ(told.rows.size(), 10u);
  EXPECT_EQ(told.rows[0], "reason 0; row: the row");
  EXPECT_EQ(told.summary, "reason 0 | reason 1 | reason 2");
  EXPECT_TRUE(rows.about("unknown").rows.empty());
}

TEST(RejectedRows, KeepsANumberOfThemOnly) {
  RejectedRows rows;
  for (int i = 0; i < 1000; ++i) rows.add(row_of("label", std::to_string(i)));
  EXPECT_EQ(rows.about("label").rows[0], "900; row: the row");
}

TEST(RejectedRows, LogsTheFirstOfThem) {
  RejectedRows rows;
  EXPECT_EQ(rows.add(row_of("label", "too long")), "rejected row in load label: too long");
  int lines = 1;
  for (int i = 0; i < 100; ++i) lines += rows.add(row_of("label", "too long")).empty() ? 0 : 1;
  EXPECT_EQ(lines, 10);
}

TEST(RejectedRows, HidesValuesWhenToldTo) {
  RejectedRows rows;
  rows.set_hide_values(true);
  EXPECT_EQ(rows.add(row_of("label", "value 'secret' is too long")), "");
  const RejectedRows::Told told = rows.about("label");
  EXPECT_EQ(told.summary, "");
  ASSERT_EQ(told.rows.size(), 1u);
  EXPECT_EQ(told.rows[0].find("secret"), std::string::npos);
}

}  // namespace
}  // namespace starload::flink
