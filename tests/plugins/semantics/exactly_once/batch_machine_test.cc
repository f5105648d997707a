// Exactly-once over stream load.
#include "plugins/semantics/exactly_once/batch_machine.h"

#include <gtest/gtest.h>

#include "plugins/semantics/common/checkpoint_state.h"
#include "tests/plugins/semantics/common/driver.h"

namespace starload::semantics {
namespace {

constexpr std::uint64_t kEverything = UINT64_MAX;

LabelLines lines() {
  LineConfig config;
  config.prefix = "job";
  config.random_epoch = 0xabc;
  config.has_states = true;
  return LabelLines(config);
}

class Batches : public ::testing::Test, public Driver<BatchMachine> {
 protected:
  explicit Batches(const std::set<std::string>& settled = {}) : Driver(lines(), settled) {
    out().shorten("job-db-t-0-0000000000000abc-", "L");
    out().shorten("job-db-u-0-0000000000000abc-", "U");
    out().shorten("job-db-t-0-0000000000000def-", "R");
    add_table(0, "t");
  }
  // One batch of checkpoint 7 whose load is request #1.
  void send_first() {
    close(1);
    prepare(7);
    commit(7);
  }
  std::string earlier_state(const std::vector<std::string>& ids) {
    CheckpointState state;
    state.kind = StateKind::kBatches;
    state.lines = {{"db", "t", "job-db-t", false, 0, 0xdef, 9}};
    for (const std::string& id : ids)
      state.entries.push_back({"db", "t", "job-db-t-0-0000000000000def-" + id, 10, 100});
    return encode_state(state);
  }
  std::vector<std::string> state_labels() {
    std::vector<std::string> labels;
    for (const StateEntry& entry : decode_state(out().state).entries)
      labels.push_back(entry.label.substr(entry.label.rfind('-') + 1));
    return labels;
  }
};

using Ids = std::vector<std::string>;

TEST_F(Batches, SendsRowsOnceTheirCheckpointIsComplete) {
  EXPECT_EQ(close(1), (Log{"spill 1"}));
  EXPECT_EQ(prepare(7), (Log{"attach 1 to 7", "prepared 7"}));
  EXPECT_EQ(commit(7), (Log{"load L1 chunk 1 decides #1"}));
  EXPECT_EQ(answer(1, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #1", "release 1", "committed 7"}));
}

TEST_F(Batches, TheStateNamesTheLoadAndItsRows) {
  close(1);
  prepare(7);
  const CheckpointState state = decode_state(out().state);
  EXPECT_EQ(state.kind, StateKind::kBatches);
  EXPECT_EQ(state.entries,
            (std::vector<StateEntry>{{"db", "t", "job-db-t-0-0000000000000abc-1", 10, 100}}));
  EXPECT_EQ(state.lines, (std::vector<StateLine>{{"db", "t", "job-db-t", false, 0, 0xabc, 2}}));
}

TEST_F(Batches, SendsATablesBatchesInOrderAndTablesSideBySide) {
  add_table(1, "u");
  close(1);
  close(2);
  close(3, 1);
  prepare(7);
  EXPECT_EQ(commit(7), (Log{"load L1 chunk 1 decides #1", "load U1 chunk 3 decides #2 @1"}));
  EXPECT_EQ(answer(1, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #1", "release 1",
                                  "load L2 chunk 2 decides #3"}));
}

TEST_F(Batches, WhatIsUnsentBelongsIntoLaterStatesToo) {
  close(1);
  prepare(7);
  close(2);
  EXPECT_EQ(prepare(8), (Log{"attach 1 to 8", "attach 2 to 8", "prepared 8"}));
  EXPECT_EQ(state_labels(), (Ids{"1", "2"}));
  EXPECT_EQ(commit(7), (Log{"load L1 chunk 1 decides #1"}));
  EXPECT_EQ(prepare(9), (Log{"attach 1 to 9", "attach 2 to 9", "prepared 9"}));
  answer(1, ok());
  EXPECT_EQ(prepare(10), (Log{"attach 2 to 10", "prepared 10"}));
  EXPECT_EQ(commit(8), (Log{"load L2 chunk 2 decides #2"}));
}

TEST_F(Batches, CommitOfAnOldCheckpointIsAnsweredAtOnce) {
  EXPECT_EQ(prepare(7), (Log{"prepared 7"}));
  EXPECT_EQ(commit(7), (Log{"committed 7"}));
  EXPECT_EQ(commit(3), (Log{"committed 3"}));
}

TEST_F(Batches, WhatACheckpointThatWasGivenUpHeldBelongsToTheNext) {
  close(1);
  prepare(7);
  EXPECT_EQ(abort(7), (Log{"aborted 7"}));
  EXPECT_EQ(commit(7), (Log{"committed 7"}));
  prepare(8);
  EXPECT_EQ(commit(8), (Log{"load L1 chunk 1 decides #1"}));
}

TEST_F(Batches, FlushSendsEverything) {
  close(1);
  EXPECT_EQ(flush(3), (Log{"load L1 chunk 1 decides #1"}));
  close(2);
  EXPECT_EQ(answer(1, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #1", "release 1", "flushed 3"}));
}

TEST_F(Batches, EndForgetsWhatWasNotToBeSent) {
  close(1);
  prepare(7);
  close(2);
  commit(7);
  EXPECT_EQ(abort(kEverything), (Log{"release 2", "aborted 18446744073709551615"}));
  EXPECT_EQ(answer(1, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #1", "release 1", "committed 7"}));
  EXPECT_EQ(close(3), (Log{"release 3"}));
}

// ---- answers

TEST_F(Batches, ALoadWithoutAnAnswerIsAskedFor) {
  send_first();
  EXPECT_EQ(answer(1, unknown()), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARE)), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_VISIBLE)),
            (Log{"loaded L1 10 rows 100 bytes", "end #1", "release 1", "committed 7"}));
}

TEST_F(Batches, ALoadThatWasRolledBackIsSentAgainUnderItsLabel) {
  send_first();
  answer(1, unknown());
  EXPECT_EQ(answer(1, state(SL_LABEL_ABORTED)), (Log{"again #1 load"}));
  EXPECT_EQ(answer(1, unknown()), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_UNKNOWN)), (Log{"again #1 load"}));
}

TEST_F(Batches, ALabelThatExistsIsOurs) {
  send_first();
  EXPECT_EQ(answer(1, exists()), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_COMMITTED)),
            (Log{"loaded L1 10 rows 100 bytes", "end #1", "release 1", "committed 7"}));
}

TEST_F(Batches, ALoadThatWasRefusedForNowIsSentAgain) {
  send_first();
  EXPECT_EQ(answer(1, no(SL_RETRY_LATER)), (Log{"again #1 load"}));
  EXPECT_EQ(exhausted(1), (Log{"fail retryable L1"}));
}

TEST_F(Batches, ALoadThatIsRefusedForGoodFails) {
  send_first();
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)), (Log{"fail config L1"}));
  EXPECT_NE(out().message.find("job-db-t-0-0000000000000abc-1"), std::string::npos);
  EXPECT_EQ(close(2), Log{});
}

TEST_F(Batches, ALoadThatMayHaveArrivedIsUnclearWhenTriesEnd) {
  send_first();
  answer(1, unknown());
  EXPECT_EQ(exhausted(1), (Log{"fail retryable unknown L1"}));
}

TEST_F(Batches, ARefusalSaysNothingAboutAnEarlierTry) {
  send_first();
  answer(1, unknown());
  answer(1, state(SL_LABEL_UNKNOWN));
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)), (Log{"fail retryable unknown L1"}));
}

// ---- restored batches

TEST_F(Batches, RestoredBatchesAreSentFirstUnderTheirOwnLabels) {
  restore(earlier_state({"4", "5"}), 1, 2);
  EXPECT_EQ(recover(), (Log{"ask R9 #1", "load R4 chunk 1 decides #2 @db.t"}));
  EXPECT_EQ(close(3), (Log{"spill 3"}));
  EXPECT_EQ(flush(1), Log{});
  answer(1, state(SL_LABEL_UNKNOWN));
  EXPECT_EQ(answer(2, ok()), (Log{"loaded R4 10 rows 100 bytes", "end #2", "release 1",
                                  "load R5 chunk 2 decides #3 @db.t"}));
  EXPECT_EQ(answer(3, exists()), (Log{"again #3 ask"}));
  EXPECT_EQ(answer(3, state(SL_LABEL_VISIBLE)),
            (Log{"loaded R5 10 rows 100 bytes", "end #3", "release 2", "recovered",
                 "load L1 chunk 3 decides #4"}));
}

TEST_F(Batches, RestoredBatchesThatAreUnsentAreInTheNextState) {
  restore(earlier_state({"4"}), 1, 1);
  recover();
  EXPECT_EQ(prepare(7), (Log{"attach 1 to 7", "prepared 7"}));
  EXPECT_EQ(state_labels(), (Ids{"4"}));
}

TEST_F(Batches, NothingIsSentBeforeRecover) {
  EXPECT_EQ(restore(earlier_state({"4"}), 1, 1), Log{});
}

TEST_F(Batches, TheSameStateTwiceCountsOnce) {
  restore(earlier_state({"4"}), 1, 1);
  EXPECT_EQ(restore(earlier_state({"4"}), 2, 1), (Log{"release 2"}));
}

TEST_F(Batches, TellsWhenRowsBehindTheCheckpointAreInTheTable) {
  restore(earlier_state({}), 0, 0);
  EXPECT_EQ(recover(), (Log{"ask R9 #1"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_VISIBLE)), (Log{"end #1", "log warn", "recovered"}));
}

TEST_F(Batches, RefusesAStateWithoutItsRows) {
  EXPECT_THROW(restore(earlier_state({"4", "5"}), 1, 1), sdk::Error);
}

TEST_F(Batches, RefusesPreparedTransactions) {
  CheckpointState state;
  state.entries = {{"db", "t", "x-1-1-1", 1, 1}};
  EXPECT_THROW(restore(encode_state(state), 0, 0), sdk::Error);
}

class SettledBatches : public Batches {
 protected:
  SettledBatches() : Batches({"job-db-t-0-0000000000000def-4"}) {}
};

TEST_F(SettledBatches, AreLeftOut) {
  EXPECT_EQ(restore(earlier_state({"4", "5"}), 1, 2), (Log{"log warn", "release 1"}));
  EXPECT_EQ(recover(), (Log{"ask R9 #1", "load R5 chunk 2 decides #2 @db.t"}));
}

}  // namespace
}  // namespace starload::semantics
