#include "framework/engine/retry_policy.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

constexpr RetryLimits kLimits{3, 200, 10'000, 60'000};
constexpr std::uint64_t kMostNoise = UINT64_MAX;

TEST(RetryPolicy, SendsAgainAsOftenAsAllowed) {
  RetryPolicy policy(kLimits);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(policy.pause_before_resend(false, 0));
  EXPECT_FALSE(policy.pause_before_resend(false, 0));
}

TEST(RetryPolicy, NeverSendsAgainWhenRetriesAreZero) {
  RetryPolicy policy({0, 200, 10'000, 60'000});
  EXPECT_FALSE(policy.pause_before_resend(false, 0));
}

TEST(RetryPolicy, DoublesPausesUpToTheLongest) {
  RetryPolicy policy({1000, 200, 1'000, 60'000});
  EXPECT_EQ(policy.pause_before_resend(false, 0), 100);  // half is jitter, here none of it
  EXPECT_EQ(policy.pause_before_resend(false, 0), 200);
  EXPECT_EQ(policy.pause_before_resend(false, 0), 400);
  for (int i = 0; i < 100; ++i) EXPECT_LE(*policy.pause_before_resend(false, kMostNoise), 1'000);
}

TEST(RetryPolicy, WaitsLongerWhenTheServerAsksForTime) {
  RetryPolicy soon(kLimits);
  RetryPolicy later(kLimits);
  EXPECT_LT(*soon.pause_before_resend(false, 0), *later.pause_before_resend(true, 0));
}

TEST(RetryPolicy, AsksAtOnceFirstAndStopsWhenTheTimeIsOver) {
  RetryPolicy policy(kLimits);
  EXPECT_EQ(policy.pause_before_ask(1'000, 0), 0);
  EXPECT_GT(*policy.pause_before_ask(1'500, 0), 0);
  EXPECT_TRUE(policy.pause_before_ask(60'999, 0));
  EXPECT_FALSE(policy.pause_before_ask(61'000, 0));
}

TEST(RetryPolicy, TimeForAskingStartsAnewAfterAResend) {
  RetryPolicy policy(kLimits);
  ASSERT_TRUE(policy.pause_before_ask(0, 0));
  ASSERT_TRUE(policy.pause_before_resend(false, 0));
  EXPECT_EQ(policy.pause_before_ask(70'000, 0), 0);
}

}  // namespace
}  // namespace starload
