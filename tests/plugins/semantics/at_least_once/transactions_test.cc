// At-least-once over transactions: chunks stay until they are in the table, and what is lost is
// sent again.
#include <gtest/gtest.h>

#include "plugins/semantics/common/transaction_machine.h"
#include "tests/plugins/semantics/common/driver.h"

namespace starload::semantics {
namespace {

TransactionPolicy policy() {
  TransactionPolicy policy;
  policy.max_bytes = 100'000;
  policy.kept_bytes = 1000;
  policy.chunk_bytes = 200;
  policy.interval_ms = 300'000;
  policy.timeout_ms = 600'000;
  return policy;
}

LabelLines lines() {
  LineConfig config;
  config.random_epoch = 0xabc;
  return LabelLines(config);
}

class AtLeastOnce : public ::testing::Test, public Driver<TransactionMachine> {
 protected:
  AtLeastOnce() : Driver(policy(), lines()) {
    out().shorten("starload-db-t-0-0000000000000abc-", "L");
    out().shorten("starload-db-u-0-0000000000000abc-", "U");
    add_table(0, "t");
  }
  // One chunk, sealed by a flush, prepared: the commit is #4.
  Log prepare_first() {
    close(1);
    answer(1, ok());
    flush(1);
    answer(2, ok());
    return answer(3, ok());
  }
};

TEST_F(AtLeastOnce, KeepsChunksUntilTheyAreInTheTable) {
  EXPECT_EQ(close(1), (Log{"begin L1 #1"}));
  answer(1, ok());
  EXPECT_EQ(answer(2, ok()), (Log{"end #2"}));
  EXPECT_EQ(flush(1), (Log{"prepare L1 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "commit L1 decides #4"}));
  EXPECT_EQ(answer(4, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #4", "release 1", "flushed 1"}));
}

TEST_F(AtLeastOnce, PrepareIsAFlushWithAnEmptyState) {
  close(1);
  answer(1, ok());
  answer(2, ok());
  out().state = "x";
  prepare(7);
  answer(3, ok());
  EXPECT_EQ(answer(4, ok()),
            (Log{"loaded L1 10 rows 100 bytes", "end #4", "release 1", "prepared 7"}));
  EXPECT_EQ(out().state, "");
  EXPECT_EQ(commit(7), (Log{"committed 7"}));
  EXPECT_EQ(abort(7), (Log{"aborted 7"}));
}

TEST_F(AtLeastOnce, NeedsNoRecovery) {
  EXPECT_EQ(restore(""), Log{});
  EXPECT_EQ(recover(), (Log{"recovered"}));
}

// ---- when a transaction is closed

TEST_F(AtLeastOnce, ClosesATransactionAtHalfTheMemory) {
  close(1, 0, 500);
  answer(1, ok());
  answer(2, ok());
  EXPECT_EQ(close(2, 0, 500), (Log{"load L1 chunk 2 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "prepare L1 #4"}));
}

TEST_F(AtLeastOnce, CountsWhatOpenChunksMayComeTo) {
  close(1, 0, 800);
  answer(1, ok());
  answer(2, ok());
  EXPECT_EQ(start(), (Log{"timer 0 300000", "prepare L1 #3"}));
}

TEST_F(AtLeastOnce, ClosesTheLargestOfSeveralTables) {
  add_table(1, "u");
  close(1, 0, 300);
  close(2, 1, 400);
  answer(1, ok());  // loads: #3
  answer(2, ok());  // loads: #4
  answer(3, ok());
  answer(4, ok());
  EXPECT_EQ(close(3, 0, 300), (Log{"load L1 chunk 3 #5"}));  // 600 of 1000 are the first table's
  EXPECT_EQ(answer(5, ok()), (Log{"end #5", "prepare L1 #6"}));
}

TEST_F(AtLeastOnce, ClosesATransactionWhenTheIntervalIsOver) {
  EXPECT_EQ(start(), (Log{"timer 0 300000"}));
  close(1);
  answer(1, ok());
  EXPECT_EQ(answer(2, ok()), (Log{"end #2"}));
  EXPECT_EQ(timer(0), (Log{"prepare L1 #3"}));
}

TEST_F(AtLeastOnce, TheIntervalRunsFromTheFirstRow) {
  EXPECT_EQ(start(), (Log{"timer 0 300000"}));
  close(1);
  EXPECT_EQ(start(), Log{});
  close(2);
}

TEST_F(AtLeastOnce, AnOpenChunkBelongsToWhatIsDue) {
  start();
  close(1);
  answer(1, ok());
  answer(2, ok());
  start();
  EXPECT_EQ(timer(0), (Log{"close table 0"}));
  EXPECT_EQ(close(2), (Log{"load L1 chunk 2 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "prepare L1 #4"}));
  EXPECT_EQ(start(), (Log{"timer 0 300000"}));
}

TEST_F(AtLeastOnce, NothingIsDueWhenTheIntervalEndsAfterAFlush) {
  start();
  prepare_first();
  EXPECT_EQ(timer(0), Log{});
}

TEST_F(AtLeastOnce, ClosesATransactionWhenItsTimeOutNears) {
  close(1);
  EXPECT_EQ(answer(1, ok()), (Log{"end #1", "timer 1 480000", "load L1 chunk 1 #2"}));
  answer(2, ok());
  EXPECT_EQ(timer(1), (Log{"prepare L1 #3"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "commit L1 decides #4"}));
}

TEST_F(AtLeastOnce, CommitsATablesTransactionsInOrder) {
  close(1);
  answer(1, ok());
  flush(1);
  answer(2, ok());  // prepare is #3
  close(2);         // begin is #4
  answer(4, ok());
  flush(2);
  answer(5, ok());
  EXPECT_EQ(answer(6, ok()), (Log{"end #6"}));  // prepared, but not the first
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "commit L1 decides #7"}));
  EXPECT_EQ(answer(7, ok()), (Log{"loaded L1 10 rows 100 bytes", "end #7", "release 1",
                                  "commit L2 decides #8", "flushed 1"}));
}

// ---- what is lost

TEST_F(AtLeastOnce, SendsALostTransactionAgainUnderANewLabel) {
  close(1);
  close(2);
  answer(1, ok());
  answer(2, ok());
  EXPECT_EQ(answer(3, unknown()),
            (Log{"end #3", "rollback L1 #4", "log warn", "begin L2 attempt 1 #5"}));
  EXPECT_EQ(answer(5, ok()), (Log{"end #5", "timer 1 480000", "load L2 chunk 1 #6"}));
  EXPECT_EQ(answer(6, ok()), (Log{"end #6", "load L2 chunk 2 #7"}));
  EXPECT_EQ(answer(4, ok()), (Log{"end #4"}));
}

TEST_F(AtLeastOnce, CountsHowOftenATransactionWasReplaced) {
  close(1);
  answer(1, ok());
  answer(2, unknown());  // rollback #3, begin #4
  answer(4, ok());
  EXPECT_EQ(answer(5, gone()),
            (Log{"end #5", "rollback L2 #6", "log warn", "begin L3 attempt 2 #7"}));
  EXPECT_EQ(exhausted(7), (Log{"fail retryable L3"}));
  EXPECT_NE(out().message.find("it replaces one that was lost: the server's words"),
            std::string::npos);
}

TEST_F(AtLeastOnce, MovesOnWhenLoadsKeepFailing) {
  close(1);
  answer(1, ok());
  answer(2, no());
  EXPECT_EQ(exhausted(2), (Log{"end #2", "rollback L1 #3", "log warn", "begin L2 attempt 1 #4"}));
}

TEST_F(AtLeastOnce, ReplaysATransactionThatWasRolledBackBeforeItsCommit) {
  EXPECT_EQ(prepare_first(), (Log{"end #3", "commit L1 decides #4"}));
  answer(4, gone());
  EXPECT_EQ(answer(4, state(SL_LABEL_ABORTED)),
            (Log{"end #4", "rollback L1 #5", "log warn", "begin L2 attempt 1 #6"}));
  answer(6, ok());
  EXPECT_EQ(answer(7, ok()), (Log{"end #7", "prepare L2 #8"}));
  EXPECT_EQ(answer(8, ok()), (Log{"end #8", "commit L2 decides #9"}));
  EXPECT_EQ(answer(9, ok()),
            (Log{"loaded L2 10 rows 100 bytes", "end #9", "release 1", "flushed 1"}));
}

TEST_F(AtLeastOnce, ReplaysWhatWasLostBeforeItCommitsWhatCameAfterIt) {
  close(1);
  answer(1, ok());
  flush(1);
  answer(2, ok());  // prepare #3
  close(2);         // begin #4
  answer(4, ok());
  flush(2);
  answer(5, ok());  // prepare #6
  answer(6, ok());
  answer(3, gone());
  EXPECT_EQ(answer(3, state(SL_LABEL_ABORTED)),
            (Log{"end #3", "rollback L1 #7", "log warn", "begin L3 attempt 1 #8"}));
  EXPECT_EQ(answer(8, ok()), (Log{"end #8", "load L3 chunk 1 #9"}));  // sealed: no timer
  EXPECT_EQ(answer(9, ok()), (Log{"end #9", "prepare L3 #10"}));
  EXPECT_EQ(answer(10, ok()), (Log{"end #10", "commit L3 decides #11"}));
  EXPECT_EQ(answer(11, ok()), (Log{"loaded L3 10 rows 100 bytes", "end #11", "release 1",
                                   "commit L2 decides #12", "flushed 1"}));
}

TEST_F(AtLeastOnce, NeverSendsAgainWhatMayBeInTheTable) {
  prepare_first();
  answer(4, unknown());
  EXPECT_EQ(answer(4, state(SL_LABEL_UNKNOWN)), (Log{"again #4 ask"}));
  EXPECT_EQ(exhausted(4), (Log{"fail retryable unknown L1"}));
  EXPECT_EQ(out().message.find("settled-labels"), std::string::npos);
}

TEST_F(AtLeastOnce, BadRowsFail) {
  close(1);
  answer(1, ok());
  flush(1);
  answer(2, ok());
  EXPECT_EQ(answer(3, no(SL_RETRY_NEVER)), (Log{"rollback L1 #4", "end #4", "fail data L1"}));
}

TEST_F(AtLeastOnce, ARollbackOnTheSideIsRepeatedAndGivenUp) {
  close(1);
  answer(1, ok());
  answer(2, unknown());
  EXPECT_EQ(answer(3, unknown()), (Log{"again #3 rollback"}));
  EXPECT_EQ(exhausted(3), (Log{"log info", "end #3"}));
}

TEST_F(AtLeastOnce, EndRollsBackWhatIsOpenAndReleasesItsChunks) {
  close(1);
  close(2);
  answer(1, ok());
  answer(2, ok());
  EXPECT_EQ(abort(UINT64_MAX), Log{});
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "release 1", "release 2", "rollback L1 #4"}));
  EXPECT_EQ(answer(4, ok()), (Log{"end #4", "aborted 18446744073709551615"}));
}

TEST_F(AtLeastOnce, EndDoesNotReplayWhatACommitFindsLost) {
  prepare_first();
  EXPECT_EQ(abort(UINT64_MAX), (Log{"aborted 18446744073709551615"}));
  answer(4, gone());
  EXPECT_EQ(answer(4, state(SL_LABEL_ABORTED)),
            (Log{"end #4", "rollback L1 #5", "log warn", "release 1", "flushed 1"}));
}

}  // namespace
}  // namespace starload::semantics
