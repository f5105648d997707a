// Checkpoints of a whole engine over transactions: exactly-once and at-least-once.
#include <gtest/gtest.h>

#include "framework/buffer/memory_budget.h"
#include "framework/checkpoint/envelope.h"
#include "tests/framework/engine/engine_fixture.h"

namespace starload {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::EngineTest;
using testing::Request;
using Kinds = std::vector<int>;

constexpr int kLoad = SL_REQUEST_LOAD, kState = SL_REQUEST_LABEL_STATE, kBegin = SL_REQUEST_BEGIN,
              kPrepare = SL_REQUEST_PREPARE, kCommit = SL_REQUEST_COMMIT,
              kRollback = SL_REQUEST_ROLLBACK;

class TransactionEngine : public EngineTest {
 protected:
  const char* transport() const override { return "recording_transactions"; }
  void SetUp() override {
    EngineTest::SetUp();
    set("sink.retry.interval-ms", "5");
  }
  Kinds kinds() {
    Kinds all;
    for (const Request& request : requests()) all.push_back(request.kind);
    return all;
  }
  // The kinds of the requests about the first transaction.
  Kinds kinds_of_first() {
    const std::vector<Request> all = requests();
    Kinds first;
    for (const Request& request : all) {
      if (request.label == all.front().label) first.push_back(request.kind);
    }
    return first;
  }
  std::string prepare(std::uint64_t checkpoint) {
    Result<std::string> state = engine_->prepare(checkpoint, minutes(1));
    EXPECT_TRUE(state) << state.status().message();
    return state ? state.take() : std::string();
  }
  void expect_ok(const Status& status) { EXPECT_TRUE(status) << status.message(); }
};

class ExactlyOnceEngine : public TransactionEngine {
 protected:
  void SetUp() override {
    TransactionEngine::SetUp();
    set("sink.semantic", "exactly-once");
  }
};

TEST_F(ExactlyOnceEngine, PreparesAtTheCheckpointAndCommitsAfterIt) {
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  EXPECT_EQ(kinds(), (Kinds{kBegin, kLoad, kPrepare}));
  EXPECT_FALSE(state.empty());
  EXPECT_EQ(engine_->counters().total_flush_rows, 0u);
  expect_ok(engine_->commit(1, minutes(1)));
  EXPECT_EQ(kinds(), (Kinds{kBegin, kLoad, kPrepare, kCommit}));
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
  for (const Request& request : requests()) EXPECT_EQ(request.label, requests()[0].label);
}

TEST_F(ExactlyOnceEngine, TheStateSaysWhoseItIsAndHoldsNoRows) {
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  const Result<Envelope> envelope = read_envelope(state);
  ASSERT_TRUE(envelope) << envelope.status().message();
  EXPECT_EQ(envelope->owner.plugin, "exactly_once");
  EXPECT_EQ(envelope->owner.transport, "recording_transactions");
  EXPECT_TRUE(envelope->owner.transactions);
  EXPECT_TRUE(envelope->chunks.empty());
  EXPECT_EQ(state.find("nnnnnnnnnn"), std::string::npos);
}

TEST_F(ExactlyOnceEngine, CommitIsIdempotent) {
  open();
  expect_ok(write(1));
  prepare(4);
  expect_ok(engine_->commit(4, minutes(1)));
  expect_ok(engine_->commit(4, minutes(1)));
  expect_ok(engine_->commit(2, minutes(1)));
  EXPECT_EQ(kinds(), (Kinds{kBegin, kLoad, kPrepare, kCommit}));
}

TEST_F(ExactlyOnceEngine, ACheckpointWithoutRowsIsFine) {
  open();
  prepare(1);
  expect_ok(engine_->commit(1, minutes(1)));
  EXPECT_TRUE(requests().empty());
}

TEST_F(ExactlyOnceEngine, RestoreCommitsWhatTheStateHolds) {
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  reopen();
  expect_ok(engine_->restore({state}, minutes(1)));
  EXPECT_EQ(kinds_of_first(), (Kinds{kBegin, kLoad, kPrepare, kState, kCommit}));
  for (const Request& request : requests()) EXPECT_EQ(request.table, "db.t");
}

TEST_F(ExactlyOnceEngine, RestoreKnowsTablesThatTheRunDoesNotHave) {
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  engine_.reset();
  auto engine = Engine::open(config_);
  ASSERT_TRUE(engine) << engine.status().message();
  expect_ok((*engine)->restore({state}, minutes(1)));
  EXPECT_EQ(kinds_of_first(), (Kinds{kBegin, kLoad, kPrepare, kState, kCommit}));
  for (const Request& request : requests()) EXPECT_EQ(request.table, "db.t");
}

TEST_F(ExactlyOnceEngine, RestoreOfWhatIsInTheTableOnlyLooks) {
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  expect_ok(engine_->commit(1, minutes(1)));
  reopen();
  expect_ok(engine_->restore({state}, minutes(1)));
  EXPECT_EQ(kinds_of_first(), (Kinds{kBegin, kLoad, kPrepare, kCommit, kState}));
}

TEST_F(ExactlyOnceEngine, StatesOfSeveralWritersGoIntoOne) {
  std::vector<std::string> states;
  for (std::uint32_t writer = 0; writer < 3; ++writer) {
    config_.writer_index = writer;
    config_.writer_count = 3;
    open();
    expect_ok(write(1));
    states.push_back(prepare(1));
    engine_.reset();
  }
  config_.writer_index = 0;
  config_.writer_count = 1;
  open();
  expect_ok(engine_->restore(states, minutes(1)));
  std::vector<std::string> begun, committed;
  for (const Request& request : requests()) {
    if (request.kind == kBegin) begun.push_back(request.label);
    if (request.kind == kCommit) committed.push_back(request.label);
  }
  std::sort(committed.begin(), committed.end());
  std::sort(begun.begin(), begun.end());
  EXPECT_EQ(begun.size(), 3u);
  EXPECT_EQ(committed, begun);
}

TEST_F(ExactlyOnceEngine, RestoreComesOnceAndFirst) {
  open();
  expect_ok(engine_->restore({}, minutes(1)));
  EXPECT_EQ(engine_->restore({}, minutes(1)).code(), ErrorCode::kFatal);
  reopen();
  expect_ok(write(1));
  EXPECT_EQ(engine_->restore({}, minutes(1)).code(), ErrorCode::kFatal);
}

TEST_F(ExactlyOnceEngine, BytesThatAreNoStateAreRefusedAndChangeNothing) {
  open();
  const Status status = engine_->restore({"{\"official\":\"connector\"}"}, minutes(1));
  EXPECT_EQ(status.code(), ErrorCode::kConfig);
  EXPECT_NE(status.message().find("not a state that Starload wrote"), std::string::npos);
  EXPECT_TRUE(requests().empty());
  expect_ok(engine_->failure());
}

TEST_F(ExactlyOnceEngine, AStateOfStreamLoadIsRefusedWithTheWayOut) {
  set("sink.transport", "recording");
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  set("sink.transport", "recording_transactions");
  reopen();
  const Status status = engine_->restore({state}, minutes(1));
  EXPECT_NE(status.message().find("set sink.version=V1"), std::string::npos) << status.message();
}

TEST_F(ExactlyOnceEngine, AnotherPluginsStateIsRefusedByName) {
  open();
  expect_ok(write(3));
  const std::string state = prepare(1);
  set("sink.semantic", "at-least-once");
  reopen();
  const Status status = engine_->restore({state}, minutes(1));
  EXPECT_NE(status.message().find("'exactly_once'"), std::string::npos) << status.message();
  EXPECT_NE(status.message().find("'at_least_once'"), std::string::npos) << status.message();
}

TEST_F(ExactlyOnceEngine, ACheckpointThatWasGivenUpGoesIntoTheNext) {
  open();
  expect_ok(write(1));
  prepare(1);
  engine_->abort_checkpoint(1);
  expect_ok(write(1));
  prepare(2);
  expect_ok(engine_->commit(2, minutes(1)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 2u);
}

TEST_F(ExactlyOnceEngine, CloseCommitsWithoutACheckpoint) {
  open();
  expect_ok(write(3));
  expect_ok(engine_->close(minutes(1)));
  EXPECT_EQ(kinds(), (Kinds{kBegin, kLoad, kPrepare, kCommit}));
}

TEST_F(ExactlyOnceEngine, RollbackLeavesNothingOpen) {
  set("sink.chunk-limit", "1mb");
  open();
  expect_ok(write(2000, 1000));
  wait_until([&] { return requests().size() >= 2; });
  expect_ok(engine_->rollback(minutes(1)));
  EXPECT_EQ(requests().back().kind, kRollback);
  EXPECT_EQ(requests().back().label, requests().front().label);
  EXPECT_EQ(engine_->counters().total_flush_rows, 0u);
}

TEST_F(ExactlyOnceEngine, DrainOfAnInterruptedHostRollsBackToo) {
  set("sink.chunk-limit", "1mb");
  open();
  expect_ok(write(2000, 1000));
  wait_until([&] { return requests().size() >= 2; });
  expect_ok(engine_->drain(minutes(1)));
  EXPECT_EQ(requests().back().kind, kRollback);
  EXPECT_TRUE(engine_->unresolved_labels().empty());
}

TEST_F(ExactlyOnceEngine, ALostLoadAsksForAReplay) {
  set("recording.script", "load=unknown");
  open();
  expect_ok(write(3));
  const Result<std::string> state = engine_->prepare(1, minutes(1));
  ASSERT_FALSE(state);
  EXPECT_TRUE(engine_->must_replay());
  EXPECT_NE(state.status().message().find(requests()[0].label), std::string::npos)
      << state.status().message();
  EXPECT_FALSE(engine_->failure());
}

TEST_F(ExactlyOnceEngine, ARefusalIsNoReasonToReplay) {
  set("recording.script", "prepare=no-never");
  open();
  expect_ok(write(3));
  EXPECT_FALSE(engine_->prepare(1, minutes(1)));
  EXPECT_FALSE(engine_->must_replay());
}

TEST_F(ExactlyOnceEngine, AnUnclearCommitIsLookedInto) {
  set("recording.script", "commit=unknown;state=PREPARED");
  open();
  expect_ok(write(3));
  prepare(1);
  expect_ok(engine_->commit(1, minutes(1)));
  EXPECT_EQ(kinds(), (Kinds{kBegin, kLoad, kPrepare, kCommit, kState, kCommit}));
}

TEST_F(ExactlyOnceEngine, PrepareEndsWhenItsTimeIsOverAndCanBeAskedAgain) {
  const auto gate = folder_ / "gate";
  set("recording.gate", gate.string());
  open();
  expect_ok(write(3));
  const Result<std::string> late = engine_->prepare(1, milliseconds(30));
  EXPECT_EQ(late.status().code(), ErrorCode::kUnavailable);
  EXPECT_NE(late.status().message().find("preparing checkpoint 1"), std::string::npos);
  engine_->abort_checkpoint(1);
  std::ofstream(gate) << "open";
  prepare(2);
  expect_ok(engine_->commit(2, minutes(1)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
}

TEST_F(ExactlyOnceEngine, AbortEndsAWaitingPrepareAtOnce) {
  set("recording.gate", (folder_ / "never").string());
  open();
  expect_ok(write(3));
  std::thread aborter([&] {
    std::this_thread::sleep_for(milliseconds(50));
    engine_->abort();
  });
  EXPECT_EQ(engine_->prepare(1, minutes(5)).status().code(), ErrorCode::kCancelled);
  aborter.join();
}

TEST_F(ExactlyOnceEngine, MemoryDoesNotGrowWithTheCheckpoint) {
  set("sink.buffer-flush.max-bytes", "64mb");
  open();
  for (int i = 0; i < 200; ++i) expect_ok(write(1000, 1000));
  prepare(1);
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
  for (const Request& request : requests()) EXPECT_LE(request.bytes, 4u << 20);
  std::size_t begins = 0;
  for (const int kind : kinds()) begins += kind == kBegin ? 1 : 0;
  EXPECT_EQ(begins, 1u);
  expect_ok(engine_->commit(1, minutes(1)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 200'000u);
  EXPECT_EQ(engine_->budget().used(), 0u);
}

TEST_F(ExactlyOnceEngine, RollsBackWhatTheServerListsUnderTheLabelPrefix) {
  set("sink.label-prefix", "job");
  open();
  expect_ok(write(1));
  wait_until([&] { return requests().size() >= 1; });
  Result<std::string> prepared = engine_->prepare(1, minutes(1));  // and then the process dies
  ASSERT_TRUE(prepared);
  const std::string lingering = requests().back().label;
  engine_.reset();
  std::vector<std::string> asked;
  config_.running_labels = [&](const std::string& database) {
    asked.push_back(database);
    return std::optional(std::vector<std::string>{"a-strangers-label", lingering});
  };
  open();
  expect_ok(engine_->restore({}, minutes(1)));
  EXPECT_EQ(asked, (std::vector<std::string>{"db"}));
  EXPECT_EQ(requests().back().kind, kRollback);
  EXPECT_EQ(requests().back().label, lingering);
}

TEST_F(ExactlyOnceEngine, WithoutALabelPrefixNothingIsListed) {
  config_.running_labels = [](const std::string&) -> std::optional<std::vector<std::string>> {
    ADD_FAILURE() << "asked for nothing";
    return std::nullopt;
  };
  open();
  expect_ok(engine_->restore({}, minutes(1)));
}

TEST_F(ExactlyOnceEngine, ARunWithoutRestoreSettlesFirst) {
  set("sink.label-prefix", "job");
  open();
  expect_ok(write(1));
  expect_ok(engine_->close(minutes(1)));
  const std::vector<Request> all = requests();
  ASSERT_GE(all.size(), 5u);
  EXPECT_EQ(all.front().kind, kState);
  EXPECT_EQ(all.back().kind, kCommit);
  EXPECT_EQ(all.back().label, "job-db-t-0-1-1");
}

class AtLeastOnceTransactions : public TransactionEngine {};

TEST_F(AtLeastOnceTransactions, AFlushIsAWholeTransaction) {
  open();
  expect_ok(write(3));
  expect_ok(engine_->flush(minutes(1)));
  EXPECT_EQ(kinds(), (Kinds{kBegin, kLoad, kPrepare, kCommit}));
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
}

TEST_F(AtLeastOnceTransactions, PrepareIsAFlushAndItsStateIsEmpty) {
  open();
  expect_ok(write(3));
  EXPECT_EQ(prepare(1), "");
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
  expect_ok(engine_->commit(1, minutes(1)));
  reopen();
  expect_ok(engine_->restore({""}, minutes(1)));
}

TEST_F(AtLeastOnceTransactions, ALostTransactionIsSentAgainUnderANewLabel) {
  set("recording.bodies", (folder_ / "bodies").string());
  set("recording.script", "load=unknown");
  open();
  expect_ok(write(3));
  expect_ok(engine_->flush(minutes(1)));
  std::vector<Request> loads;
  for (const Request& request : requests()) {
    if (request.kind == kLoad) loads.push_back(request);
  }
  ASSERT_EQ(loads.size(), 2u);
  EXPECT_NE(loads[0].label, loads[1].label);
  EXPECT_EQ(loads[0].bytes, loads[1].bytes);
  EXPECT_EQ(engine_->counters().total_flush_rows, 3u);
  EXPECT_EQ(engine_->counters().retries, 1u);
}

TEST_F(AtLeastOnceTransactions, TransactionsThatAreLostAgainAndAgainEndInAFailure) {
  set("sink.max-retries", "2");
  set("recording.script", "load=unknown;load=unknown;load=unknown");
  open();
  expect_ok(write(3));
  const Status status = engine_->flush(minutes(1));
  EXPECT_EQ(status.code(), ErrorCode::kUnavailable) << status.message();
  EXPECT_NE(status.message().find("scripted answer unknown"), std::string::npos)
      << status.message();
}

TEST_F(AtLeastOnceTransactions, KeepsWithinTheBudgetAndCommitsAtHalfOfIt) {
  set("sink.buffer-flush.max-bytes", "64mb");
  open();
  for (int i = 0; i < 200; ++i) expect_ok(write(1000, 1000));
  expect_ok(engine_->flush(minutes(1)));
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
  std::size_t commits = 0;
  for (const int kind : kinds()) commits += kind == kCommit ? 1 : 0;
  EXPECT_GE(commits, 5u);
  EXPECT_EQ(engine_->counters().total_flush_rows, 200'000u);
}

TEST_F(AtLeastOnceTransactions, ManyTablesNeverStopForLackOfMemory) {
  set("sink.buffer-flush.max-bytes", "64mb");
  open();
  std::vector<std::uint32_t> tables = {table_};
  for (int i = 0; i < 99; ++i) {
    const auto table = engine_->add_table({"db", "t" + std::to_string(i), schema_, {"id", "name"}});
    ASSERT_TRUE(table) << table.status().message();
    tables.push_back(*table);
  }
  for (int round = 0; round < 5; ++round) {
    for (const std::uint32_t table : tables) {
      table_ = table;
      expect_ok(write(300, 1000));
    }
  }
  expect_ok(engine_->flush(minutes(1)));
  EXPECT_EQ(engine_->counters().total_flush_rows, 150'000u);
  EXPECT_LE(engine_->budget().peak(), 64u << 20);
}

}  // namespace
}  // namespace starload
