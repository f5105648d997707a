// Every answer that can be missing, lost or refused, step by step: exactly-once.
#include "tests/plugins/semantics/common/transactions_fixture.h"

namespace starload::semantics {
namespace {

class Faults : public ExactlyOnce {};

// ---- begin

TEST_F(Faults, BeginIsRepeatedWhenItWasRefusedForNow) {
  close(1);
  EXPECT_EQ(answer(1, no()), (Log{"again #1 begin"}));
  EXPECT_EQ(answer(1, ok()), (Log{"end #1", "timer 1 480000", "load L1 chunk 1 #2"}));
}

TEST_F(Faults, BeginThatIsRefusedForGoodFails) {
  close(1);
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)), (Log{"fail config L1"}));
  EXPECT_TRUE(says("the server's words"));
}

TEST_F(Faults, BeginWithoutAnAnswerIsAskedFor) {
  close(1);
  EXPECT_EQ(answer(1, unknown()), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARE)),
            (Log{"end #1", "timer 1 480000", "load L1 chunk 1 #2"}));
}

TEST_F(Faults, BeginThatNeverArrivedIsSentAgainUnderTheSameLabel) {
  close(1);
  answer(1, unknown());
  EXPECT_EQ(answer(1, state(SL_LABEL_UNKNOWN)), (Log{"again #1 begin"}));
  EXPECT_EQ(answer(1, exists()), (Log{"again #1 ask"}));  // it did arrive, late
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARE)),
            (Log{"end #1", "timer 1 480000", "load L1 chunk 1 #2"}));
}

TEST_F(Faults, BeginUnderALabelThatExistsTakesTheNext) {
  close(1);
  EXPECT_EQ(answer(1, exists()), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_VISIBLE)), (Log{"end #1", "log info", "begin L2 #2"}));
}

TEST_F(Faults, ALabelThatWasThereBeforeOurFirstTryIsNeverLoadedInto) {
  close(1);
  answer(1, no());  // proves that nothing arrived
  answer(1, exists());
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARE)), (Log{"end #1", "log info", "begin L2 #2"}));
}

TEST_F(Faults, BeginFailsWhenEveryLabelExists) {
  close(1);
  Log last;
  for (std::uint64_t request = 1; request <= 33; ++request) {
    answer(request, exists());
    last = answer(request, state(SL_LABEL_COMMITTED));
  }
  EXPECT_EQ(last, (Log{"end #33", "fail retryable L33"}));
  EXPECT_TRUE(says("sink.label-prefix"));
}

TEST_F(Faults, BeginThatKeepsFailingFails) {
  close(1);
  answer(1, no());
  EXPECT_EQ(exhausted(1), (Log{"fail retryable L1"}));
  EXPECT_TRUE(says("the last words"));
}

TEST_F(Faults, BeginWhoseFateStaysUnclearFailsAndIsRolledBack) {
  close(1);
  answer(1, unknown());
  answer(1, no());
  EXPECT_EQ(exhausted(1), (Log{"rollback L1 #2", "end #2", "fail retryable L1"}));
}

// ---- load

TEST_F(Faults, LoadIsRepeatedWhenNothingOfItWasTaken) {
  close(1);
  answer(1, ok());
  EXPECT_EQ(answer(2, no()), (Log{"again #2 load"}));  // TXN_IN_PROCESSING, no connection
  EXPECT_EQ(answer(2, ok()), (Log{"end #2", "release 1"}));
}

TEST_F(Faults, LoadWithoutAnAnswerLosesTheTransaction) {
  close(1);
  answer(1, ok());
  EXPECT_EQ(answer(2, unknown()),
            (Log{"end #2", "rollback L1 #3", "end #3", "fail retryable replay L1"}));
  EXPECT_TRUE(says("its rows are to be loaded again"));
}

TEST_F(Faults, LoadIntoATransactionThatIsGoneLosesIt) {
  close(1);
  answer(1, ok());
  EXPECT_EQ(answer(2, gone()),
            (Log{"end #2", "rollback L1 #3", "end #3", "fail retryable replay L1"}));
}

TEST_F(Faults, LoadThatKeepsFailingLosesTheTransaction) {
  close(1);
  answer(1, ok());
  answer(2, no());
  EXPECT_EQ(exhausted(2), (Log{"end #2", "rollback L1 #3", "end #3", "fail retryable replay L1"}));
}

TEST_F(Faults, LoadThatIsRefusedForGoodFailsWithoutReplay) {
  close(1);
  answer(1, ok());
  EXPECT_EQ(answer(2, no(SL_RETRY_NEVER)), (Log{"rollback L1 #3", "end #3", "fail config L1"}));
}

TEST_F(Faults, AFailureRollsBackWhatOtherTablesHaveOpen) {
  add_table(1, "u");
  add_table(2, "v");
  close(1);
  close(2, 1);
  close(3, 2);
  answer(1, ok());  // t loads (#4)
  answer(2, ok());  // u loads (#5), v still begins (#3)
  EXPECT_EQ(answer(4, unknown()), (Log{"end #4", "rollback L1 #6", "end #6", "rollback U1 #7 @1",
                                       "end #7", "fail retryable replay L1"}));
  EXPECT_EQ(answer(5, ok()), Log{});  // nothing follows a failure
}

TEST_F(Faults, AFailureLeavesWhatAStateHolds) {
  prepare_first();
  close(2);
  answer(4, ok());
  EXPECT_EQ(answer(5, unknown()),
            (Log{"end #5", "rollback L2 #6", "end #6", "fail retryable replay L2"}));
}

// ---- prepare

TEST_F(Faults, PrepareIsRepeatedWhileTheServerIsBusy) {
  load_first();
  prepare(7);
  EXPECT_EQ(answer(3, no()), (Log{"again #3 prepare"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "prepared 7"}));
}

TEST_F(Faults, PrepareWithoutAnAnswerIsAskedFor) {
  load_first();
  prepare(7);
  EXPECT_EQ(answer(3, unknown()), (Log{"again #3 ask"}));
  EXPECT_EQ(answer(3, state(SL_LABEL_PREPARED)), (Log{"end #3", "prepared 7"}));
}

TEST_F(Faults, PrepareThatNeverArrivedIsSentAgain) {
  load_first();
  prepare(7);
  answer(3, unknown());
  EXPECT_EQ(answer(3, state(SL_LABEL_PREPARE)), (Log{"again #3 prepare"}));
  EXPECT_EQ(answer(3, gone()), (Log{"again #3 ask"}));  // the first try was done meanwhile
  EXPECT_EQ(answer(3, state(SL_LABEL_PREPARED)), (Log{"end #3", "prepared 7"}));
}

TEST_F(Faults, PrepareOfARolledBackTransactionIsReplayed) {
  load_first();
  prepare(7);
  answer(3, gone());
  EXPECT_EQ(answer(3, state(SL_LABEL_ABORTED)),
            (Log{"end #3", "rollback L1 #4", "end #4", "fail retryable replay L1"}));
}

TEST_F(Faults, PrepareOfAForgottenTransactionIsReplayed) {
  load_first();
  prepare(7);
  answer(3, gone());
  EXPECT_EQ(answer(3, state(SL_LABEL_UNKNOWN)),
            (Log{"end #3", "rollback L1 #4", "end #4", "fail retryable replay L1"}));
}

TEST_F(Faults, PrepareFindsThatTheRowsAreInTheTable) {
  load_first();
  prepare(7);
  answer(3, unknown());
  EXPECT_EQ(answer(3, state(SL_LABEL_VISIBLE)),
            (Log{"loaded L1 10 rows 100 bytes", "end #3", "prepared 7"}));
}

TEST_F(Faults, PrepareThatFindsBadRowsFailsWithoutReplay) {
  load_first();
  prepare(7);
  EXPECT_EQ(answer(3, no(SL_RETRY_NEVER)), (Log{"rollback L1 #4", "end #4", "fail data L1"}));
}

TEST_F(Faults, PrepareThatKeepsFailingLosesTheTransaction) {
  load_first();
  prepare(7);
  answer(3, no());
  EXPECT_EQ(exhausted(3), (Log{"end #3", "rollback L1 #4", "end #4", "fail retryable replay L1"}));
}

TEST_F(Faults, PrepareWhoseFateStaysUnclearFails) {
  load_first();
  prepare(7);
  answer(3, unknown());
  EXPECT_EQ(answer(3, unknown()), (Log{"again #3 ask"}));
  EXPECT_EQ(exhausted(3), (Log{"rollback L1 #4", "end #4", "fail retryable L1"}));
}

// ---- commit

TEST_F(Faults, CommitIsRepeatedWhenItWasRefusedForNow) {
  prepare_first();
  commit(7);
  EXPECT_EQ(answer(4, no()), (Log{"again #4 commit"}));
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7"}));
}

TEST_F(Faults, CommitWithoutAnAnswerIsAskedFor) {
  prepare_first();
  commit(7);
  EXPECT_EQ(answer(4, unknown()), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, state(SL_LABEL_COMMITTED)),
            (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7"}));
}

TEST_F(Faults, CommitThatNeverArrivedIsSentAgain) {
  prepare_first();
  commit(7);
  answer(4, unknown());
  EXPECT_EQ(answer(4, state(SL_LABEL_PREPARED)), (Log{"again #4 commit"}));
  EXPECT_EQ(answer(4, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7"}));
}

TEST_F(Faults, CommitOfATransactionThatIsNotThereIsAskedFor) {
  prepare_first();
  commit(7);
  EXPECT_EQ(answer(4, gone()), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, state(SL_LABEL_VISIBLE)),
            (Log{"loaded L1 10 rows 100 bytes", "end #4", "committed 7"}));
}

TEST_F(Faults, CommitIsAskedForAsLongAsTheServerDoesNotKnowTheLabel) {
  prepare_first();
  commit(7);
  answer(4, unknown());
  EXPECT_EQ(answer(4, state(SL_LABEL_UNKNOWN)), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, state(SL_LABEL_PREPARE)), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, state(SL_LABEL_UNKNOWN)), (Log{"again #4 ask"}));
  EXPECT_EQ(exhausted(4), (Log{"fail retryable unknown L1"}));
  EXPECT_TRUE(says("label_keep_max_second"));
  EXPECT_TRUE(says("sink.exactly-once.settled-labels = starload-db-t-0-0000000000000abc-1"));
}

TEST_F(Faults, CommitThatMayHaveArrivedIsUnclearWhenTriesEnd) {
  prepare_first();
  commit(7);
  answer(4, unknown());
  answer(4, state(SL_LABEL_PREPARED));
  EXPECT_EQ(answer(4, no()), (Log{"again #4 commit"}));
  EXPECT_EQ(exhausted(4), (Log{"fail retryable unknown L1"}));
}

TEST_F(Faults, CommitThatNeverLeftIsNotUnclearWhenTriesEnd) {
  prepare_first();
  commit(7);
  answer(4, no());
  EXPECT_EQ(exhausted(4), (Log{"fail retryable L1"}));
}

TEST_F(Faults, CommitThatIsRefusedForGoodFails) {
  prepare_first();
  commit(7);
  EXPECT_EQ(answer(4, no(SL_RETRY_NEVER)), (Log{"fail config L1"}));
}

TEST_F(Faults, ARefusalSaysNothingAboutAnEarlierCommit) {
  prepare_first();
  commit(7);
  answer(4, unknown());
  answer(4, state(SL_LABEL_PREPARED));
  EXPECT_EQ(answer(4, no(SL_RETRY_NEVER)), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, no(SL_RETRY_NEVER)), (Log{"fail retryable unknown L1"}));
}

TEST_F(Faults, CommitOfARolledBackTransactionIsReplayedFromTheCheckpointBefore) {
  prepare_first();
  commit(7);
  answer(4, gone());
  EXPECT_EQ(answer(4, state(SL_LABEL_ABORTED)), (Log{"end #4", "fail fatal replay L1"}));
  EXPECT_TRUE(says("its rows are not in the table"));
  EXPECT_TRUE(says("prepared_timeout"));
}

// A writer that was cut off can begin the label anew, once the server has rolled ours back.
TEST_F(Faults, ALabelThatWasBegunASecondTimeIsNotMixed) {
  close(1);
  answer(1, ok_of(1000));
  EXPECT_EQ(answer(2, ok_of(1001)),
            (Log{"end #2", "rollback L1 #3", "end #3", "fail retryable replay L1"}));
}

TEST_F(Faults, ACommitThatWasAnothersIsNeverTakenForOurs) {
  close(1);
  answer(1, ok_of(1000));
  answer(2, ok_of(1000));
  prepare(7);
  answer(3, ok_of(1000));
  commit(7);
  EXPECT_EQ(answer(4, ok_of(1001)), (Log{"end #4", "fail fatal L1"}));
  EXPECT_TRUE(says("other rows under its label are"));
}

TEST_F(Faults, NoReplayWhenAnotherPartOfTheCheckpointIsInTheTable) {
  add_table(1, "u");
  close(1);
  close(2, 1);
  answer(1, ok());  // t loads: #3
  answer(2, ok());  // u loads: #4
  answer(3, ok());
  answer(4, ok());
  prepare(7);
  answer(5, ok());
  answer(6, ok());
  commit(7);
  answer(7, ok());
  answer(8, gone());
  EXPECT_EQ(answer(8, state(SL_LABEL_ABORTED)), (Log{"end #8", "fail fatal U1"}));
  EXPECT_TRUE(says("other rows of the same checkpoint are, or may be"));
}

TEST_F(Faults, NoReplayWhileAnotherPartOfTheCheckpointMayBeCommitted) {
  add_table(1, "u");
  close(1);
  close(2, 1);
  answer(1, ok());
  answer(2, ok());
  answer(3, ok());
  answer(4, ok());
  prepare(7);
  answer(5, ok());
  answer(6, ok());
  commit(7);
  answer(8, gone());
  EXPECT_EQ(answer(8, state(SL_LABEL_ABORTED)), (Log{"end #8", "fail fatal U1"}));
}

TEST_F(Faults, NoReplayWhenAnEarlierCheckpointIsInTheTableThatTheHostWasNotToldOf) {
  prepare_first();
  close(2);
  answer(4, ok());
  answer(5, ok());
  prepare(8);
  answer(6, ok());
  commit(8);  // for both
  answer(7, ok());
  answer(8, gone());
  EXPECT_EQ(answer(8, state(SL_LABEL_ABORTED)), (Log{"end #8", "fail fatal L2"}));
}

TEST_F(Faults, AReplayWhenTheEarlierCheckpointWasTold) {
  prepare_first();
  commit(7);
  answer(4, ok());
  close(2);
  answer(5, ok());
  answer(6, ok());
  prepare(8);
  answer(7, ok());
  commit(8);
  answer(8, gone());
  EXPECT_EQ(answer(8, state(SL_LABEL_ABORTED)), (Log{"end #8", "fail fatal replay L2"}));
}

TEST_F(Faults, AnAnswerThatNobodyWaitsForIsIgnored) {
  load_first();
  EXPECT_EQ(answer(2, ok()), Log{});
  EXPECT_EQ(answer(99, unknown()), Log{});
  EXPECT_EQ(exhausted(99), Log{});
}

}  // namespace
}  // namespace starload::semantics
