// Which step follows which, without faults: exactly-once over transactions.
#include "plugins/semantics/common/transaction_machine.h"

#include "plugins/semantics/common/checkpoint_state.h"
#include "tests/plugins/semantics/common/transactions_fixture.h"

namespace starload::semantics {
namespace {

TEST_F(ExactlyOnce, BeginsLoadsPreparesAndCommits) {
  EXPECT_EQ(close(1), (Log{"begin L1 #1"}));
  EXPECT_EQ(answer(1, ok()), (Log{"end #1", "timer 1 480000", "load L1 chunk 1 #2"}));
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "release 1"}));
  EXPECT_EQ(prepare(7), (Log{"prepare L1 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "prepared 7"}));
  EXPECT_EQ(commit(7), (Log{"commit L1 decides #4"}));
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7"}));
}

TEST_F(ExactlyOnce, SendsATablesChunksOneAfterTheOtherIntoOneTransaction) {
  close(1);
  EXPECT_EQ(close(2), Log{});
  answer(1, ok());
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "release 1", "load L1 chunk 2 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "release 2"}));
  EXPECT_EQ(close(3), (Log{"load L1 chunk 3 #4"}));
}

TEST_F(ExactlyOnce, PreparesOnlyWhenEveryLoadIsDone) {
  close(1);
  close(2);
  answer(1, ok());
  EXPECT_EQ(prepare(7), Log{});
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "release 1", "load L1 chunk 2 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "release 2", "prepare L1 #4"}));
}

TEST_F(ExactlyOnce, SumsRowsAndTellsWhatPrepareFilteredOut) {
  close(1);
  close(2);
  answer(1, ok());
  answer(2, ok());
  answer(3, ok());
  prepare(7);
  answer(4, {SL_VERDICT_OK, SL_RETRY_NEVER, 0, SL_LABEL_NOT_ASKED, 3, 2});
  commit(7);
  EXPECT_EQ(answer(5, ok()),
            (Log{"loaded L1 20 rows 200 bytes 3 filtered", "end #5", "committed 7"}));
}

TEST_F(ExactlyOnce, BeginsTheNextTransactionWhileTheLastIsPrepared) {
  load_first();
  EXPECT_EQ(prepare(7), (Log{"prepare L1 #3"}));
  EXPECT_EQ(close(2), (Log{"begin L2 #4"}));
  EXPECT_EQ(answer(4, ok()), (Log{"end #4", "timer 1 480000", "load L2 chunk 2 #5"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "prepared 7"}));
}

TEST_F(ExactlyOnce, LoadsTheNextTransactionOnlyWhenTheLastHasAllItsLoads) {
  close(1);
  answer(1, ok());
  prepare(7);
  EXPECT_EQ(close(2), Log{});
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "release 1", "prepare L1 #3", "begin L2 #4"}));
}

TEST_F(ExactlyOnce, CommitsWhileTheNextTransactionLoads) {
  prepare_first();
  EXPECT_EQ(close(2), (Log{"begin L2 #4"}));
  answer(4, ok());
  EXPECT_EQ(commit(7), (Log{"commit L1 decides #6"}));
  EXPECT_EQ(answer(5, ok()), (Log{"end #5", "release 2"}));
  EXPECT_EQ(answer(6, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #6", "committed 7"}));
}

TEST_F(ExactlyOnce, RunsSeveralTablesSideBySide) {
  add_table(1, "u");
  EXPECT_EQ(close(1), (Log{"begin L1 #1"}));
  EXPECT_EQ(close(2, 1), (Log{"begin U1 #2 @1"}));
  answer(2, ok());
  answer(1, ok());
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "release 2"}));
  EXPECT_EQ(prepare(7), (Log{"prepare U1 #5 @1"}));
  EXPECT_EQ(answer(5, ok()), (Log{"end #5"}));
  EXPECT_EQ(answer(4, ok()), (Log{"end #4", "release 1", "prepare L1 #6"}));
  EXPECT_EQ(answer(6, ok()), (Log{"end #6", "prepared 7"}));
  EXPECT_EQ(commit(7), (Log{"commit L1 decides #7", "commit U1 decides #8 @1"}));
  EXPECT_EQ(answer(7, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #7"}));
  EXPECT_EQ(answer(8, ok()), (Log{"loaded U1 10 rows 100 bytes", "end #8", "committed 7"}));
}

TEST_F(ExactlyOnce, GivesATableThatIsAddedTwiceDistinctLabels) {
  add_table(1, "t");
  EXPECT_EQ(close(1), (Log{"begin L1 #1"}));
  EXPECT_EQ(close(2, 1), (Log{"begin L2 #2 @1"}));
}

TEST_F(ExactlyOnce, StartsAnotherTransactionBeforeOneGetsTooLarge) {
  close(1, 0, 600);
  answer(1, ok());
  answer(2, ok());
  EXPECT_EQ(close(2, 0, 401), (Log{"prepare L1 #3", "begin L2 #4"}));
}

TEST_F(ExactlyOnce, FillsATransactionUpToItsLimit) {
  close(1, 0, 600);
  answer(1, ok());
  answer(2, ok());
  EXPECT_EQ(close(2, 0, 400), (Log{"load L1 chunk 2 #3"}));
}

TEST_F(ExactlyOnce, TakesAChunkThatIsLargerThanATransactionMayBe) {
  EXPECT_EQ(close(1, 0, 5000), (Log{"begin L1 #1"}));
}

TEST_F(ExactlyOnce, PreparesEarlyWhenTheTimeOutNears) {
  load_first();
  EXPECT_EQ(timer(1), (Log{"prepare L1 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3"}));
  EXPECT_EQ(close(2), (Log{"begin L2 #4"}));
  answer(4, ok());
  answer(5, ok());
  prepare(7);
  EXPECT_EQ(answer(6, ok()), (Log{"end #6", "prepared 7"}));
  EXPECT_EQ(commit(7), (Log{"commit L1 decides #7"}));
  EXPECT_EQ(answer(7, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #7", "commit L2 decides #8"}));
}

TEST_F(ExactlyOnce, HoldsTransactionsThatWerePreparedEarlyInTheState) {
  load_first();
  timer(1);
  answer(3, ok());
  EXPECT_EQ(prepare(7), (Log{"prepared 7"}));
  const CheckpointState state = decode_state(out().state);
  ASSERT_EQ(state.entries.size(), 1u);
  EXPECT_EQ(state.entries[0].label, "starload-db-t-0-0000000000000abc-1");
}

TEST_F(ExactlyOnce, IgnoresTheTimerOfATransactionThatIsSealedAlready) {
  prepare_first();
  EXPECT_EQ(timer(1), Log{});
  close(2);
  EXPECT_EQ(timer(1), Log{});  // the new one has not begun: the timer was the old one's
  EXPECT_EQ(answer(4, ok()), (Log{"end #4", "timer 1 480000", "load L2 chunk 2 #5"}));
}

TEST_F(ExactlyOnce, PreparesNothingWhenNothingWasWritten) {
  EXPECT_EQ(prepare(7), (Log{"prepared 7"}));
  EXPECT_TRUE(decode_state(out().state).entries.empty());
  EXPECT_EQ(commit(7), (Log{"committed 7"}));
}

TEST_F(ExactlyOnce, FlushPutsEverythingIntoTheTable) {
  close(1);
  EXPECT_EQ(flush(5), Log{});
  answer(1, ok());
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "release 1", "prepare L1 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "commit L1 decides #4"}));
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "flushed 5"}));
}

TEST_F(ExactlyOnce, FlushCommitsWhatIsPreparedForACheckpoint) {
  prepare_first();
  EXPECT_EQ(flush(5), (Log{"commit L1 decides #4"}));
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "flushed 5"}));
  EXPECT_EQ(commit(7), (Log{"committed 7"}));
}

TEST_F(ExactlyOnce, FlushDoesNotWaitForWhatCameAfterIt) {
  prepare_first();
  flush(5);
  close(2);
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "flushed 5"}));
}

TEST_F(ExactlyOnce, FlushOfNothingIsDoneAtOnce) { EXPECT_EQ(flush(1), (Log{"flushed 1"})); }

}  // namespace
}  // namespace starload::semantics
