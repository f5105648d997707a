// The coordinator with the real at_least_once plugin, a fake port and a hand-driven clock: no
// threads, no sockets.
#include "framework/engine/coordinator.h"

#include <gtest/gtest.h>

#include "framework/plugin_host/plugin_properties.h"
#include "tests/support/fake_port.h"

namespace starload {
namespace {

using testing::FakePort;
using testing::FixedRandom;

class CoordinatorTest : public ::testing::Test {
 protected:
  CoordinatorTest() : plugins_({BUILTIN_PLUGINS}) {
    properties_.map().set("sink.buffer-flush.interval-ms", "5000", "test");
    properties_.map().set("sink.label-prefix", "job", "test");
    services_ = std::make_unique<HostServices>(LogSink(), plugins_, properties_);
    auto library = plugins_.find(SL_KIND_SEMANTICS, "at_least_once");
    EXPECT_TRUE(library) << library.status().message();
    const PluginProperties own((*library)->plugin(), properties_);
    sl_semantics_config config{};
    config.struct_size = sizeof config;
    config.host = services_->abi();
    config.properties = own.abi();
    config.writer_index = 2;
    config.writer_count = 4;
    config.epoch = 0xabc;
    auto semantics = SemanticsInstance::create(*library, config);
    EXPECT_TRUE(semantics) << semantics.status().message();
    coordinator_ = std::make_unique<Coordinator>(semantics.take(), port_,
                                                 RetryLimits{2, 200, 10'000, 60'000}, random_);
    add_table(0, "db", "t");
  }

  void add_table(std::uint32_t index, const char* database, const char* name) {
    Event event;
    event.kind = SL_EVENT_TABLE_ADDED;
    event.table = index;
    event.database = database;
    event.table_name = name;
    coordinator_->handle(event, now_);
  }
  void close(std::uint64_t chunk, std::uint32_t table = 0) {
    Event event;
    event.kind = SL_EVENT_CHUNK_CLOSED;
    event.table = table;
    event.chunk = chunk;
    event.rows = 10;
    event.bytes = 100;
    coordinator_->handle(event, now_);
  }
  void flush(std::uint64_t id) {
    Event event;
    event.kind = SL_EVENT_FLUSH;
    event.id = id;
    coordinator_->handle(event, now_);
  }
  void answer(std::uint64_t request, std::int32_t verdict, std::int32_t retry = SL_RETRY_SOON,
              std::int32_t state = SL_LABEL_NOT_ASKED, std::uint32_t flags = 0) {
    Event event;
    event.kind = SL_EVENT_RESPONSE;
    event.request = request;
    event.response.struct_size = sizeof(sl_response);
    event.response.verdict = verdict;
    event.response.retry = retry;
    event.response.label_state = state;
    event.response.flags = flags;
    event.message = "the server's words";
    coordinator_->handle(event, now_);
  }
  // Lets time go on to the next thing that is due.
  void advance() {
    now_ = std::max(now_, coordinator_->next_due_ms());
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

TEST_F(CoordinatorTest, SendsAClosedChunkUnderALabelOfItsOwn) {
  close(1);
  ASSERT_EQ(port_.jobs.size(), 1u);
  EXPECT_EQ(port_.jobs[0].kind, SL_REQUEST_LOAD);
  EXPECT_EQ(port_.jobs[0].label, "job-db-t-2-0000000000000abc-1");
  EXPECT_EQ(port_.jobs[0].first_chunk, 1u);
}

TEST_F(CoordinatorTest, ReleasesAChunkOnlyWhenItIsLoaded) {
  close(1);
  EXPECT_TRUE(port_.released.empty());
  answer(1, SL_VERDICT_OK);
  EXPECT_EQ(port_.loaded_labels.size(), 1u);
  EXPECT_EQ(port_.released, (std::vector<std::uint64_t>{1}));
}

TEST_F(CoordinatorTest, LoadsATablesChunksOneAfterTheOtherAndTablesSideBySide) {
  add_table(1, "db", "u");
  close(1);
  close(2);
  close(3, 1);
  ASSERT_EQ(port_.jobs.size(), 2u);
  EXPECT_EQ(port_.jobs[0].first_chunk, 1u);
  EXPECT_EQ(port_.jobs[1].first_chunk, 3u);
  answer(1, SL_VERDICT_OK);
  ASSERT_EQ(port_.jobs.size(), 3u);
  EXPECT_EQ(port_.jobs[2].first_chunk, 2u);
  EXPECT_NE(port_.jobs[2].label, port_.jobs[0].label);
}

TEST_F(CoordinatorTest, SendsARefusedLoadAgainWithTheSameLabelAfterAPause) {
  close(1);
  answer(1, SL_VERDICT_NO);
  EXPECT_EQ(port_.jobs.size(), 1u);
  EXPECT_GT(coordinator_->next_due_ms(), now_);
  advance();
  ASSERT_EQ(port_.jobs.size(), 2u);
  EXPECT_EQ(port_.jobs[1].label, port_.jobs[0].label);
  EXPECT_EQ(port_.retries, 1);
}

TEST_F(CoordinatorTest, FailsAfterTheLastRetryWithTheLastAnswer) {
  close(1);
  for (int i = 0; i < 3; ++i) {
    answer(1, SL_VERDICT_NO);
    advance();
  }
  ASSERT_EQ(port_.failures.size(), 1u);
  EXPECT_EQ(port_.failures[0].status.code(), ErrorCode::kUnavailable);
  EXPECT_NE(port_.failures[0].status.message().find("the server's words"), std::string::npos);
  EXPECT_NE(port_.failures[0].status.message().find("job-db-t-2-0000000000000abc-1"),
            std::string::npos);
}

TEST_F(CoordinatorTest, NeverSendsAgainWhatTheServerRefusedForGood) {
  close(1);
  answer(1, SL_VERDICT_NO, SL_RETRY_NEVER);
  ASSERT_EQ(port_.failures.size(), 1u);
  EXPECT_EQ(port_.failures[0].status.code(), ErrorCode::kRefused);
  EXPECT_EQ(port_.jobs.size(), 1u);
}

TEST_F(CoordinatorTest, AsksForTheLabelsStateWhenAnAnswerIsUnclear) {
  close(1);
  answer(1, SL_VERDICT_UNKNOWN);
  advance();
  ASSERT_EQ(port_.jobs.size(), 2u);
  EXPECT_EQ(port_.jobs[1].kind, SL_REQUEST_LABEL_STATE);
  EXPECT_EQ(port_.jobs[1].label, port_.jobs[0].label);
  EXPECT_TRUE(port_.released.empty());
}

class UnclearOutcome : public CoordinatorTest {
 protected:
  void SetUp() override {
    close(1);
    answer(1, SL_VERDICT_UNKNOWN);
    advance();
  }
};

TEST_F(UnclearOutcome, VisibleAndCommittedAreLoaded) {
  answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_COMMITTED);
  EXPECT_EQ(port_.loaded_labels.size(), 1u);
}

TEST_F(UnclearOutcome, AbortedIsSentAgainWithTheSameLabel) {
  answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_ABORTED);
  advance();
  ASSERT_EQ(port_.jobs.size(), 3u);
  EXPECT_EQ(port_.jobs[2].kind, SL_REQUEST_LOAD);
  EXPECT_EQ(port_.jobs[2].label, port_.jobs[0].label);
}

TEST_F(UnclearOutcome, NeverSeenIsSentAgainWithTheSameLabel) {
  answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_UNKNOWN);
  advance();
  EXPECT_EQ(port_.jobs.back().kind, SL_REQUEST_LOAD);
  EXPECT_EQ(port_.jobs.back().label, port_.jobs[0].label);
}

TEST_F(UnclearOutcome, PrepareIsAskedAgainUntilTheTimeIsOver) {
  for (int i = 0; i < 1000 && port_.failures.empty(); ++i) {
    answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_PREPARE);
    advance();
  }
  ASSERT_EQ(port_.failures.size(), 1u);
  EXPECT_EQ(port_.failures[0].status.code(), ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(port_.failures[0].label, port_.jobs[0].label);
  EXPECT_EQ(coordinator_->unresolved_labels(), (std::vector<std::string>{port_.jobs[0].label}));
}

TEST_F(UnclearOutcome, ExistsAfterOurOwnTryIsLookedIntoNotRenamed) {
  answer(1, SL_VERDICT_OK, SL_RETRY_NEVER, SL_LABEL_UNKNOWN);
  advance();
  answer(1, SL_VERDICT_UNKNOWN, SL_RETRY_SOON, SL_LABEL_NOT_ASKED, SL_RESPONSE_LABEL_EXISTS);
  advance();
  EXPECT_EQ(port_.jobs.back().kind, SL_REQUEST_LABEL_STATE);
  EXPECT_EQ(port_.jobs.back().label, port_.jobs[0].label);
}

TEST_F(CoordinatorTest, ALabelThatExistsBeforeTheFirstTryIsSomebodyElses) {
  close(1);
  answer(1, SL_VERDICT_UNKNOWN, SL_RETRY_SOON, SL_LABEL_NOT_ASKED, SL_RESPONSE_LABEL_EXISTS);
  ASSERT_EQ(port_.jobs.size(), 2u);
  EXPECT_EQ(port_.jobs[1].kind, SL_REQUEST_LOAD);
  EXPECT_NE(port_.jobs[1].label, port_.jobs[0].label);
  EXPECT_TRUE(port_.loaded_labels.empty());
}

TEST_F(CoordinatorTest, FlushIsDoneWhenEveryChunkBeforeItIsLoaded) {
  close(1);
  close(2);
  flush(7);
  answer(1, SL_VERDICT_OK);
  EXPECT_TRUE(port_.flushes.empty());
  close(3);
  answer(2, SL_VERDICT_OK);
  EXPECT_EQ(port_.flushes, (std::vector<std::uint64_t>{7}));
}

TEST_F(CoordinatorTest, FlushOfNothingIsDoneAtOnce) {
  flush(1);
  EXPECT_EQ(port_.flushes, (std::vector<std::uint64_t>{1}));
}

TEST_F(CoordinatorTest, ClosesAChunkWhenTheIntervalIsOver) {
  Event started;
  started.kind = SL_EVENT_CHUNK_STARTED;
  started.table = 0;
  coordinator_->handle(started, now_);
  EXPECT_EQ(coordinator_->next_due_ms(), now_ + 5'000);
  coordinator_->run_due(now_ + 4'999);
  EXPECT_TRUE(port_.closes.empty());
  coordinator_->run_due(now_ + 5'000);
  EXPECT_EQ(port_.closes, (std::vector<std::uint32_t>{0}));
}

TEST_F(CoordinatorTest, HashesATableNameThatALabelCannotHold) {
  add_table(1, "db", "täble name");
  close(1, 1);
  const std::string& label = port_.jobs[0].label;
  EXPECT_EQ(label.find("t\xc3\xa4"), std::string::npos);
  EXPECT_LE(label.size(), 128u);
  EXPECT_TRUE(label.starts_with("job-"));
}

}  // namespace
}  // namespace starload
