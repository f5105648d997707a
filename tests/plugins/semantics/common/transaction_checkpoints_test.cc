// Checkpoints: what belongs to which, what a state holds, and abort.
#include "plugins/semantics/common/checkpoint_state.h"
#include "tests/plugins/semantics/common/transactions_fixture.h"

namespace starload::semantics {
namespace {

using Labels = std::vector<std::string>;

class Checkpoints : public ExactlyOnce {
 protected:
  // Short labels of the last state.
  Labels state_labels() {
    Labels labels;
    for (const StateEntry& entry : decode_state(out().state).entries)
      labels.push_back(entry.label.substr(entry.label.rfind('-') + 1));
    return labels;
  }
  StateLine state_line() { return decode_state(out().state).lines.at(0); }
};

TEST_F(Checkpoints, TheStateHoldsWhatIsPreparedAndNotCommitted) {
  prepare_first();
  EXPECT_EQ(state_labels(), (Labels{"1"}));
  const StateEntry entry = decode_state(out().state).entries[0];
  EXPECT_EQ(entry, (StateEntry{"db", "t", "starload-db-t-0-0000000000000abc-1", 10, 100}));
}

TEST_F(Checkpoints, TheStateTellsWhereTheLabelsStand) {
  prepare_first();
  EXPECT_EQ(state_line(), (StateLine{"db", "t", "starload-db-t", false, 0, 0xabc, 2}));
}

TEST_F(Checkpoints, LabelsOfRowsBehindTheCheckpointAreBehindItsLine) {
  load_first();
  prepare(7);
  close(2);  // begins label 2 before the checkpoint's transaction is prepared
  answer(3, ok());
  EXPECT_EQ(state_labels(), (Labels{"1"}));
  EXPECT_EQ(state_line().next_id, 2u);
}

TEST_F(Checkpoints, AStateHoldsEarlierCheckpointsUntilTheyAreCommitted) {
  prepare_first();
  close(2);
  answer(4, ok());
  answer(5, ok());
  prepare(8);
  answer(6, ok());
  EXPECT_EQ(state_labels(), (Labels{"1", "2"}));
  commit(7);
  EXPECT_EQ(answer(7, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #7", "committed 7"}));
  prepare(9);
  EXPECT_EQ(state_labels(), (Labels{"2"}));
}

TEST_F(Checkpoints, AStateHoldsWhatIsBeingCommitted) {
  prepare_first();
  commit(7);
  EXPECT_EQ(prepare(8), (Log{"prepared 8"}));
  EXPECT_EQ(state_labels(), (Labels{"1"}));
}

// What is in the table already is in no later state; that it is there must not be forgotten.
TEST_F(Checkpoints, AStateTellsOfRowsInTheTableThatTheHostWasNotToldOf) {
  add_table(1, "u");
  close(1);
  close(2, 1);
  for (std::uint64_t request = 1; request <= 4; ++request) answer(request, ok());
  prepare(7);
  answer(5, ok());
  answer(6, ok());
  EXPECT_EQ(decode_state(out().state).kind, StateKind::kTransactions);
  commit(7);
  answer(7, ok());
  EXPECT_EQ(prepare(8), (Log{"prepared 8"}));
  EXPECT_EQ(decode_state(out().state).kind, StateKind::kPartlyCommitted);
  answer(8, ok());
  EXPECT_EQ(prepare(9), (Log{"prepared 9"}));
  EXPECT_EQ(decode_state(out().state).kind, StateKind::kTransactions);
}

TEST_F(Checkpoints, CommitIsForTheCheckpointAndAllBeforeIt) {
  prepare_first();
  close(2);
  answer(4, ok());
  answer(5, ok());
  prepare(8);
  answer(6, ok());
  EXPECT_EQ(commit(8), (Log{"commit L1 decides #7"}));
  EXPECT_EQ(answer(7, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #7", "commit L2 decides #8"}));
  EXPECT_EQ(answer(8, ok()), (Log{"loaded L2 10 rows 100 bytes", "end #8", "committed 8"}));
}

TEST_F(Checkpoints, CommitLeavesLaterCheckpointsAlone) {
  prepare_first();
  close(2);
  answer(4, ok());
  answer(5, ok());
  prepare(8);
  answer(6, ok());
  commit(7);
  EXPECT_EQ(answer(7, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #7", "committed 7"}));
}

TEST_F(Checkpoints, CommitOfAnOldCheckpointIsAnsweredAtOnce) {
  prepare_first();
  commit(7);
  answer(4, ok());
  EXPECT_EQ(commit(7), (Log{"committed 7"}));
  EXPECT_EQ(commit(3), (Log{"committed 3"}));
}

TEST_F(Checkpoints, ASecondCommitOfTheSameCheckpointWaitsForTheFirst) {
  prepare_first();
  commit(7);
  EXPECT_EQ(commit(7), Log{});
  EXPECT_EQ(answer(4, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7", "committed 7"}));
}

TEST_F(Checkpoints, PreparesOneAfterTheOtherAreAnsweredInOrder) {
  load_first();
  prepare(7);
  close(2);
  answer(4, ok());
  answer(5, ok());
  EXPECT_EQ(prepare(8), (Log{"prepare L2 #6"}));
  EXPECT_EQ(answer(6, ok()), (Log{"end #6"}));  // the later one is ready first
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "prepared 7", "prepared 8"}));
  EXPECT_EQ(state_labels(), (Labels{"1", "2"}));
}

TEST_F(Checkpoints, WhatACheckpointThatWasGivenUpHeldBelongsToTheNext) {
  prepare_first();
  EXPECT_EQ(abort(7), (Log{"aborted 7"}));
  EXPECT_EQ(commit(7), (Log{"committed 7"}));  // nothing is its any more
  EXPECT_EQ(prepare(8), (Log{"prepared 8"}));
  EXPECT_EQ(state_labels(), (Labels{"1"}));
  EXPECT_EQ(commit(8), (Log{"commit L1 decides #4"}));
}

TEST_F(Checkpoints, ACheckpointThatIsGivenUpWhileItIsPreparedIsNeverAnswered) {
  load_first();
  prepare(7);
  EXPECT_EQ(abort(7), (Log{"aborted 7"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3"}));
  EXPECT_EQ(prepare(8), (Log{"prepared 8"}));
  EXPECT_EQ(state_labels(), (Labels{"1"}));
}

TEST_F(Checkpoints, GivingUpOneCheckpointLeavesTheOneBeforeIt) {
  prepare_first();
  prepare(8);
  EXPECT_EQ(abort(8), (Log{"aborted 8"}));
  EXPECT_EQ(commit(7), (Log{"commit L1 decides #4"}));
}

// ---- ABORT of everything

TEST_F(Checkpoints, EndRollsBackWhatIsOpen) {
  load_first();
  EXPECT_EQ(abort(kEverything), (Log{"rollback L1 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, EndOfNothingIsToldAtOnce) {
  EXPECT_EQ(abort(kEverything), (Log{"aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, EndLeavesWhatAStateHolds) {
  prepare_first();
  EXPECT_EQ(abort(kEverything), (Log{"aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, EndRollsBackWhatIsPreparedWithoutAState) {
  load_first();
  timer(1);
  answer(3, ok());
  EXPECT_EQ(abort(kEverything), (Log{"rollback L1 #4"}));
}

TEST_F(Checkpoints, EndWaitsForTheAnswerThatIsUnderWay) {
  close(1);
  EXPECT_EQ(abort(kEverything), Log{});
  EXPECT_EQ(answer(1, ok()), (Log{"end #1", "release 1", "rollback L1 #2"}));
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, EndRollsBackALoadWhateverItsAnswer) {
  close(1);
  answer(1, ok());
  abort(kEverything);
  EXPECT_EQ(answer(2, unknown()), (Log{"end #2", "release 1", "rollback L1 #3"}));
}

TEST_F(Checkpoints, EndRollsBackWhatWasBeingPrepared) {
  load_first();
  prepare(7);
  abort(kEverything);
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "rollback L1 #4"}));
}

TEST_F(Checkpoints, EndForgetsATransactionThatNeverBegan) {
  close(1);
  abort(kEverything);
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)),
            (Log{"end #1", "release 1", "aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, EndRollsBackATransactionThatMayHaveBegun) {
  close(1);
  abort(kEverything);
  EXPECT_EQ(answer(1, unknown()), (Log{"end #1", "release 1", "rollback L1 #2"}));
}

TEST_F(Checkpoints, EndDoesNotTouchSomebodyElsesLabel) {
  close(1);
  abort(kEverything);
  EXPECT_EQ(answer(1, exists()), (Log{"end #1", "release 1", "aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, EndLetsACommitGoOn) {
  prepare_first();
  commit(7);
  EXPECT_EQ(abort(kEverything), (Log{"aborted 18446744073709551615"}));
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7"}));
}

TEST_F(Checkpoints, EndGivesUpOnARollbackThatTheServerRefuses) {
  load_first();
  abort(kEverything);
  EXPECT_EQ(answer(3, unknown()), (Log{"again #3 rollback"}));
  EXPECT_EQ(exhausted(3), (Log{"log info", "end #3", "aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, ARollbackOfWhatIsGoneIsDone) {
  load_first();
  abort(kEverything);
  EXPECT_EQ(answer(3, gone()), (Log{"end #3", "aborted 18446744073709551615"}));
}

TEST_F(Checkpoints, ChunksThatComeAfterTheEndAreReleased) {
  abort(kEverything);
  EXPECT_EQ(start(), Log{});
  EXPECT_EQ(close(1), (Log{"release 1"}));
}

TEST_F(Checkpoints, EndInTheMiddleOfAFailedTryDropsIt) {
  close(1);
  answer(1, no());  // the host waits before it begins again
  EXPECT_EQ(abort(kEverything), Log{});
  EXPECT_EQ(exhausted(1), (Log{"end #1", "release 1", "aborted 18446744073709551615"}));
}

}  // namespace
}  // namespace starload::semantics
