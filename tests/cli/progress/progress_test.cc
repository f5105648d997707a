#include "cli/progress/progress.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace starload::cli {
namespace {

using std::chrono::milliseconds;

// A terminal that keeps what is written, and a clock that is moved by hand.
class ProgressTest : public ::testing::Test {
 protected:
  ProgressOptions options(std::size_t width = 80) {
    ProgressOptions options;
    options.enabled = true;
    options.width = width;
    options.now = [this] { return std::chrono::steady_clock::time_point(time_); };
    options.write = [this](std::string_view text) { written_ += text; };
    return options;
  }

  milliseconds time_{1000};
  std::string written_;
};

TEST_F(ProgressTest, ShowsPercentRowsRateAndTimeLeft) {
  Progress progress(options(), 20'000'000);
  time_ += milliseconds(2000);
  progress.update(100'000, 5'000'000);
  EXPECT_EQ(written_, "\r\033[K25%  100,000 rows  5.0 MB  2.5 MB/s  50,000 rows/s  6.0 s left");
}

TEST_F(ProgressTest, RatesLeaveOutWhatEarlierStartsDid) {
  Progress progress(options(), 20'000'000, {100'000, 5'000'000});
  time_ += milliseconds(2000);
  progress.update(100'000, 5'000'000);
  EXPECT_EQ(written_, "\r\033[K25%  100,000 rows  5.0 MB  0 B/s  0 rows/s");
  written_.clear();
  time_ += milliseconds(3000);
  progress.update(200'000, 10'000'000);
  EXPECT_EQ(written_, "\r\033[K50%  200,000 rows  10.0 MB  1.0 MB/s  20,000 rows/s  10.0 s left");
}

TEST_F(ProgressTest, ShowsNoPercentWhereTheSizeIsNotKnown) {
  Progress progress(options(), std::nullopt);
  time_ += milliseconds(2000);
  progress.update(10, 5000);
  EXPECT_EQ(written_, "\r\033[K10 rows  5.0 kB  2.5 kB/s  5 rows/s");
}

TEST_F(ProgressTest, RedrawsAtMostTenTimesASecond) {
  Progress progress(options(), std::nullopt);
  for (int i = 0; i < 1000; ++i) {
    progress.update(1, 1);
    time_ += milliseconds(1);
  }
  std::size_t drawn = 0;
  for (const char c : written_) drawn += c == '\r' ? 1 : 0;
  EXPECT_EQ(drawn, 10u);
}

TEST_F(ProgressTest, KeepsInsideTheTerminalsWidth) {
  Progress progress(options(12), std::nullopt);
  progress.update(123456789, 5000);
  EXPECT_EQ(written_, "\r\033[K123,456,789");
}

TEST_F(ProgressTest, ErasesItsLineOnceAndDrawsItAgain) {
  Progress progress(options(), std::nullopt);
  progress.update(1, 1);
  written_.clear();
  progress.erase();
  progress.erase();
  EXPECT_EQ(written_, "\r\033[K");
  time_ += milliseconds(100);
  progress.update(2, 2);
  EXPECT_NE(written_, "\r\033[K");
}

TEST_F(ProgressTest, DrawsNothingOnceFinished) {
  Progress progress(options(), std::nullopt);
  progress.update(1, 1);
  progress.finish();
  written_.clear();
  time_ += milliseconds(1000);
  progress.update(2, 2);
  EXPECT_EQ(written_, "");
}

TEST_F(ProgressTest, DrawsNothingWhenDisabled) {
  ProgressOptions quiet = options();
  quiet.enabled = false;
  Progress progress(quiet, 10);
  progress.update(1, 1);
  progress.finish();
  EXPECT_EQ(written_, "");
}

TEST(ProgressOptionsFor, IsQuietOnAPipe) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(progress_options_for(ends[1], true).enabled);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace starload::cli
