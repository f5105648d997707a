// What the coordinator makes of each action, with a puppet for semantics: requests and their tries,
// and everything that checkpoints need.
#include <gtest/gtest.h>

#include "framework/engine/coordinator.h"
#include "framework/plugin_host/plugin_properties.h"
#include "tests/support/fake_port.h"

namespace starload {
namespace {

using testing::FakePort;
using testing::FixedRandom;

class CoordinatorActions : public ::testing::Test {
 protected:
  CoordinatorActions() : plugins_({TEST_PLUGINS}) {
    services_ = std::make_unique<HostServices>(LogSink(), plugins_, properties_);
    auto library = plugins_.find(SL_KIND_SEMANTICS, "puppet");
    EXPECT_TRUE(library) << library.status().message();
    const PluginProperties own((*library)->plugin(), properties_);
    sl_semantics_config config{};
    config.struct_size = sizeof config;
    config.host = services_->abi();
    config.properties = own.abi();
    auto semantics = SemanticsInstance::create(*library, config);
    EXPECT_TRUE(semantics) << semantics.status().message();
    coordinator_ = std::make_unique<Coordinator>(semantics.take(), port_,
                                                 RetryLimits{2, 200, 10'000, 60'000}, random_);
  }

  void play(const std::string& script) {
    Event event;
    event.kind = SL_EVENT_OPEN_LABEL;
    event.label = script;
    coordinator_->handle(event, now_);
  }
  void answer(std::uint64_t request, std::int32_t verdict, std::int32_t retry = SL_RETRY_SOON,
              const std::string& message = "words") {
    Event event;
    event.kind = SL_EVENT_RESPONSE;
    event.request = request;
    event.response.struct_size = sizeof(sl_response);
    event.response.verdict = verdict;
    event.response.retry = retry;
    event.message = message;
    coordinator_->handle(event, now_);
  }
  std::int64_t pause() { return coordinator_->next_due_ms() - now_; }
  void advance() {
    now_ = coordinator_->next_due_ms();
    coordinator_->run_due(now_);
  }

  PluginHost plugins_;
  EffectiveProperties properties_;
  std::unique_ptr<HostServices> services_;
  FakePort port_;
  FixedRandom random_;
  std::unique_ptr<Coordinator> coordinator_;
  std::int64_t now_ = 1'000;
};

TEST_F(CoordinatorActions, CheckpointActionsReachTheHost) {
  play("spill 4\nattach 7 4\nattach 7 5\nprepared 7 state\ncommitted 7\naborted 8\nrecovered");
  EXPECT_EQ(port_.spilled, (std::vector<std::uint64_t>{4}));
  EXPECT_EQ(port_.attached, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{7, 4}, {7, 5}}));
  EXPECT_EQ(port_.states, (std::vector<std::pair<std::uint64_t, std::string>>{{7, "state"}}));
  EXPECT_EQ(port_.commits, (std::vector<std::uint64_t>{7}));
  EXPECT_EQ(port_.aborts, (std::vector<std::uint64_t>{8}));
  EXPECT_EQ(port_.recoveries, 1);
}

TEST_F(CoordinatorActions, AnActionThatIsNotKnownIsLeftOut) {
  play("unknown\nrelease 3");
  EXPECT_EQ(port_.released, (std::vector<std::uint64_t>{3}));
  EXPECT_TRUE(port_.failures.empty());
}

TEST_F(CoordinatorActions, LogsWithAKnownLevelOnly) {
  play("log 3 warning\nlog 77 strange");
  EXPECT_EQ(port_.lines, (std::vector<std::string>{"warning", "strange"}));
}

TEST_F(CoordinatorActions, ARequestOfNoTableCarriesItsNames) {
  play("request 1 5 table=4294967295");
  ASSERT_EQ(port_.jobs.size(), 1u);
  EXPECT_EQ(port_.jobs[0].table, SL_NO_TABLE);
  EXPECT_EQ(port_.jobs[0].kind, SL_REQUEST_COMMIT);
}

TEST_F(CoordinatorActions, ARetryGoesOutAsTheKindThatItSays) {
  play("request 1 5");
  answer(1, SL_VERDICT_UNKNOWN);
  play("retry 1 2");
  advance();
  EXPECT_EQ(port_.jobs.back().kind, SL_REQUEST_LABEL_STATE);
  answer(1, SL_VERDICT_OK);
  play("retry 1 5");
  advance();
  EXPECT_EQ(port_.jobs.back().kind, SL_REQUEST_COMMIT);
  EXPECT_EQ(port_.jobs.size(), 3u);
}

TEST_F(CoordinatorActions, ARetryWithoutAKindKeepsTheRequestsOwn) {
  play("request 1 4");
  answer(1, SL_VERDICT_NO);
  play("retry 1 0");
  advance();
  EXPECT_EQ(port_.jobs.back().kind, SL_REQUEST_PREPARE);
}

TEST_F(CoordinatorActions, AnEndedRequestIsNeitherSentNorAnswered) {
  play("request 1 4");
  answer(1, SL_VERDICT_NO);
  play("retry 1 4\nend 1");
  advance();
  EXPECT_EQ(port_.jobs.size(), 1u);
  const std::size_t lines = port_.lines.size();
  answer(1, SL_VERDICT_OK);
  EXPECT_EQ(port_.lines.size(), lines);
  EXPECT_TRUE(coordinator_->idle());
}

TEST_F(CoordinatorActions, AReplacementWaitsLongerWithEveryAttempt) {
  play("request 1 3 attempt=1");
  EXPECT_TRUE(port_.jobs.empty());
  EXPECT_EQ(pause(), 100);  // half of 200 ms, and no noise
  advance();
  EXPECT_EQ(port_.jobs.size(), 1u);
  play("request 2 3 attempt=2");
  EXPECT_EQ(pause(), 200);
  EXPECT_EQ(port_.retries, 2);
}

TEST_F(CoordinatorActions, AReplacementOfWhatTheServerPutOffWaitsLonger) {
  play("request 1 3");
  answer(1, SL_VERDICT_NO, SL_RETRY_LATER);
  play("end 1\nrequest 2 3 attempt=1");
  EXPECT_EQ(pause(), 500);
}

TEST_F(CoordinatorActions, TooManyReplacementsAreExhaustedWithTheLastAnswerOfTheTable) {
  play("request 1 1 table=3\nrequest 2 1 table=4");
  answer(1, SL_VERDICT_UNKNOWN, SL_RETRY_SOON, "what table 3 said");
  answer(2, SL_VERDICT_UNKNOWN, SL_RETRY_SOON, "what table 4 said");
  play("end 1\nrequest 5 3 table=3 attempt=3 decides");
  ASSERT_FALSE(port_.lines.empty());
  EXPECT_EQ(port_.lines.back(), "event 5 request 5 what table 3 said");
  EXPECT_EQ(port_.jobs.size(), 2u);
  EXPECT_TRUE(coordinator_->unresolved_labels().empty());
}

TEST_F(CoordinatorActions, OnlyWhatWasSentAndDecidesIsUnresolved) {
  play("request 1 1\nrequest 2 5 decides\nrequest 3 5 attempt=1 decides");
  EXPECT_EQ(coordinator_->unresolved_labels(), (std::vector<std::string>{"label"}));
  play("end 2");
  EXPECT_TRUE(coordinator_->unresolved_labels().empty());
  advance();
  EXPECT_EQ(coordinator_->unresolved_labels(), (std::vector<std::string>{"label"}));
}

TEST_F(CoordinatorActions, ResendsOfACommitAreLimitedAndAskingIsLimitedByTime) {
  play("request 1 5");
  for (int i = 0; i < 2; ++i) {
    answer(1, SL_VERDICT_NO);
    play("retry 1 5");
    advance();
  }
  answer(1, SL_VERDICT_NO, SL_RETRY_SOON, "no once more");
  play("retry 1 5");
  EXPECT_EQ(port_.lines.back(), "event 5 request 1 no once more");
  EXPECT_EQ(port_.jobs.size(), 3u);
}

TEST_F(CoordinatorActions, AFailureMayAskForAReplay) {
  play("fail 4 2 lost-label");
  ASSERT_EQ(port_.failures.size(), 1u);
  EXPECT_TRUE(port_.failures[0].replay);
  EXPECT_EQ(port_.failures[0].status.code(), ErrorCode::kFatal);
  EXPECT_EQ(port_.failures[0].label, "lost-label");
  EXPECT_TRUE(coordinator_->failed());
}

TEST_F(CoordinatorActions, NothingIsDoneAfterAFailure) {
  play("timer 1 50\nfail 3 0 x\nrelease 1");
  EXPECT_EQ(coordinator_->next_due_ms(), INT64_MAX);
  play("release 2");
  EXPECT_EQ(port_.released, (std::vector<std::uint64_t>{1}));
}

}  // namespace
}  // namespace starload
