// Restored states, and labels that count: what a new attempt does with what earlier ones left.
#include <map>

#include "plugins/semantics/common/checkpoint_state.h"
#include "tests/plugins/semantics/common/transactions_fixture.h"

namespace starload::semantics {
namespace {

using Labels = std::vector<std::string>;

CheckpointState state_of(const Labels& ids, std::uint64_t next_id = 9) {
  CheckpointState state;
  state.lines = {{"db", "t", "starload-db-t", false, 0, 0xdef, next_id}};
  for (const std::string& id : ids)
    state.entries.push_back({"db", "t", "starload-db-t-0-0000000000000def-" + id, 10, 100});
  return state;
}

// ---- without sink.label-prefix

class Restore : public ExactlyOnce {
 protected:
  Restore() : Restore(exactly_once_policy()) {}
  explicit Restore(const TransactionPolicy& policy) : ExactlyOnce(policy) {
    out().shorten("starload-db-t-0-0000000000000def-", "R");
  }
  void restore_labels(const Labels& ids) { restore(encode_state(state_of(ids))); }
};

TEST_F(Restore, NothingToRestoreIsRecoveredAtOnce) { EXPECT_EQ(recover(), (Log{"recovered"})); }

TEST_F(Restore, AsksForEveryTransactionAndThenCommitsInOrder) {
  restore_labels({"1", "2"});
  EXPECT_EQ(recover(), (Log{"ask R1 #1 @db.t", "ask R2 #2 @db.t"}));
  EXPECT_EQ(answer(2, state(SL_LABEL_PREPARED)), (Log{"end #2"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARED)),
            (Log{"end #1", "ask R9 #3", "commit R1 decides #4 @db.t"}));
  EXPECT_EQ(answer(3, state(SL_LABEL_UNKNOWN)), (Log{"end #3"}));
  EXPECT_EQ(answer(4, ok()),
            (Log{"loaded R1 10 rows 100 bytes", "end #4", "commit R2 decides #5 @db.t"}));
  EXPECT_EQ(answer(5, ok()), (Log{"loaded R2 10 rows 100 bytes", "end #5", "recovered"}));
}

TEST_F(Restore, CommitsNothingTwice) {
  restore_labels({"1", "2"});
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_VISIBLE)), (Log{"loaded R1 10 rows 100 bytes", "end #1"}));
  EXPECT_EQ(answer(2, state(SL_LABEL_COMMITTED)),
            (Log{"loaded R2 10 rows 100 bytes", "end #2", "ask R9 #3"}));
  EXPECT_EQ(answer(3, state(SL_LABEL_UNKNOWN)), (Log{"end #3", "recovered"}));
}

TEST_F(Restore, TheSameStateOfSeveralWritersCountsOnce) {
  restore_labels({"1"});
  restore_labels({"1"});
  EXPECT_EQ(recover(), (Log{"ask R1 #1 @db.t"}));
}

TEST_F(Restore, StatesOfSeveralWritersAreSettledTogether) {
  restore_labels({"1"});
  CheckpointState other;
  other.writer = 1;
  other.entries = {{"db", "u", "starload-db-u-1-0000000000000def-1", 5, 50}};
  restore(encode_state(other));
  EXPECT_EQ(recover(), (Log{"ask R1 #1 @db.t", "ask starload-db-u-1-0000000000000def-1 #2 @db.u"}));
}

TEST_F(Restore, CommitsNothingWhenATransactionIsLost) {
  restore_labels({"1", "2"});
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARED)), (Log{"end #1"}));
  EXPECT_EQ(answer(2, state(SL_LABEL_ABORTED)), (Log{"end #2", "rollback R1 #3 @db.t"}));
  EXPECT_EQ(answer(3, unknown()), (Log{"again #3 rollback"}));
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "fail fatal replay R2"}));
  EXPECT_TRUE(says("the server's words"));
  EXPECT_TRUE(says("prepared_timeout"));
}

// A commit that an earlier attempt sent can arrive while the rest is rolled back.
TEST_F(Restore, ALateCommitOfAnotherTransactionForbidsTheReplay) {
  restore_labels({"1", "2"});
  recover();
  answer(1, state(SL_LABEL_PREPARED));
  answer(2, state(SL_LABEL_ABORTED));
  EXPECT_EQ(answer(3, no(SL_RETRY_NEVER)), (Log{"end #3", "fail fatal R2"}));
}

TEST_F(Restore, ARollbackWithoutAnAnswerForbidsTheReplay) {
  restore_labels({"1", "2"});
  recover();
  answer(1, state(SL_LABEL_PREPARED));
  answer(2, state(SL_LABEL_ABORTED));
  EXPECT_EQ(exhausted(3), (Log{"end #3", "fail fatal R2"}));
}

TEST_F(Restore, ALostTransactionOfAStateWhoseOtherRowsAreInTheTableCannotBeReplayed) {
  CheckpointState partly = state_of({"2"});
  partly.kind = StateKind::kPartlyCommitted;
  restore(encode_state(partly));
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_ABORTED)), (Log{"end #1", "fail fatal R2"}));
}

TEST_F(Restore, ALostTransactionBesideOneThatIsInTheTableCannotBeReplayed) {
  restore_labels({"1", "2"});
  recover();
  answer(1, state(SL_LABEL_ABORTED));
  EXPECT_EQ(answer(2, state(SL_LABEL_VISIBLE)),
            (Log{"loaded R2 10 rows 100 bytes", "end #2", "fail fatal R1"}));
}

TEST_F(Restore, AForgottenTransactionIsAskedForUntilTheHostGivesUp) {
  restore_labels({"1"});
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_UNKNOWN)), (Log{"again #1 ask"}));
  EXPECT_EQ(exhausted(1), (Log{"fail retryable unknown R1"}));
  EXPECT_TRUE(says("sink.exactly-once.settled-labels = starload-db-t-0-0000000000000def-1"));
}

TEST_F(Restore, AServerThatDoesNotAnswerLeavesNothingUnclear) {
  restore_labels({"1"});
  recover();
  EXPECT_EQ(answer(1, unknown()), (Log{"again #1 ask"}));
  EXPECT_EQ(answer(1, no()), (Log{"again #1 ask"}));
  EXPECT_EQ(exhausted(1), (Log{"fail retryable R1"}));
}

TEST_F(Restore, AQuestionThatIsRefusedForGoodFails) {
  restore_labels({"1"});
  recover();
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)), (Log{"fail config R1"}));
}

TEST_F(Restore, ALostCommitAnswerIsAskedForAsEver) {
  restore_labels({"1"});
  recover();
  answer(1, state(SL_LABEL_PREPARED));  // ask for R9 is #2, the commit #3
  answer(2, state(SL_LABEL_UNKNOWN));
  EXPECT_EQ(answer(3, unknown()), (Log{"again #3 ask"}));
  EXPECT_EQ(answer(3, state(SL_LABEL_VISIBLE)),
            (Log{"loaded R1 10 rows 100 bytes", "end #3", "recovered"}));
}

TEST_F(Restore, NewTransactionsWaitUntilItIsRecovered) {
  restore_labels({"1"});
  recover();
  EXPECT_EQ(close(1), Log{});
  answer(1, state(SL_LABEL_VISIBLE));
  EXPECT_EQ(answer(2, state(SL_LABEL_UNKNOWN)), (Log{"end #2", "recovered", "begin L1 #3"}));
}

TEST_F(Restore, TellsWhenRowsBehindTheCheckpointAreInTheTable) {
  restore_labels({});
  EXPECT_EQ(recover(), (Log{"ask R9 #1"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_VISIBLE)), (Log{"end #1", "log warn", "recovered"}));
  EXPECT_TRUE(says("starload-db-t-0-0000000000000def-9"));
  EXPECT_TRUE(says("twice"));
}

TEST_F(Restore, ARestoredTransactionIsInTheNextStateOnlyWhileItIsNotInTheTable) {
  restore_labels({"1"});
  recover();
  EXPECT_EQ(prepare(7), Log{});  // not before it is settled
  answer(1, state(SL_LABEL_VISIBLE));
  EXPECT_EQ(answer(2, state(SL_LABEL_UNKNOWN)), (Log{"end #2", "recovered", "prepared 7"}));
  EXPECT_TRUE(decode_state(out().state).entries.empty());
}

TEST_F(Restore, EndLeavesRestoredTransactions) {
  restore_labels({"1"});
  recover();
  EXPECT_EQ(abort(kEverything), (Log{"aborted 18446744073709551615"}));
}

TEST_F(Restore, RefusesBytesThatAreNoState) {
  EXPECT_THROW(restore("hello"), sdk::Error);
  EXPECT_THROW(restore(""), sdk::Error);
}

TEST_F(Restore, RefusesRowsThatWaitForStreamLoad) {
  CheckpointState batches = state_of({"1"});
  batches.kind = StateKind::kBatches;
  EXPECT_THROW(restore(encode_state(batches)), sdk::Error);
  batches.entries.clear();
  EXPECT_NO_THROW(restore(encode_state(batches)));
}

TransactionPolicy settled_policy() {
  TransactionPolicy policy = exactly_once_policy();
  policy.settled = {"starload-db-t-0-0000000000000def-1"};
  return policy;
}

class Settled : public Restore {
 protected:
  Settled() : Restore(settled_policy()) {}
};

TEST_F(Settled, LabelsThatSomebodyLookedIntoAreLeftAsTheyAre) {
  EXPECT_EQ(restore(encode_state(state_of({"1", "2"}))), (Log{"log warn"}));
  EXPECT_EQ(recover(), (Log{"ask R2 #1 @db.t"}));
}

// ---- with sink.label-prefix

LabelLines counted_labels(std::uint32_t writers = 1) {
  LineConfig config;
  config.prefix = "job";
  config.writer_count = writers;
  config.random_epoch = 0xabc;
  config.counted = true;
  config.search_budget = 256;
  config.has_states = true;
  return LabelLines(config);
}

class Counted : public ::testing::Test, public Driver<TransactionMachine> {
 protected:
  explicit Counted(std::uint32_t writers = 1)
      : Driver(exactly_once_policy(), counted_labels(writers)) {
    out().shorten("job-db-t-", "");
    out().shorten("job-db-u-", "u");
    add_table(0, "t");
  }
  CheckpointState state_of(const Labels& ids, std::uint64_t epoch, std::uint64_t next_id) {
    CheckpointState state;
    state.lines = {{"db", "t", "job-db-t", true, 0, epoch, next_id}};
    for (const std::string& id : ids)
      state.entries.push_back({"db", "t", "job-db-t-" + id, 10, 100});
    return state;
  }
  // Answers the questions for labels from what the server knows, and rollbacks with OK, until the
  // machine asks for nothing more. Returns everything that it did.
  Log serve(Log actions) {
    Log all;
    for (std::size_t i = 0; i < actions.size(); ++i) {
      const std::string action = actions[i];
      all.push_back(action);
      const std::size_t hash = action.find('#');
      if (hash == std::string::npos) continue;
      const std::uint64_t request = std::stoull(action.substr(hash + 1));
      const std::string label = action.substr(action.find(' ') + 1, hash - action.find(' ') - 2);
      Log more;
      if (action.starts_with("ask ")) {
        const auto found = server_.find(label);
        more = answer(request, state(found == server_.end() ? SL_LABEL_UNKNOWN : found->second));
      } else if (action.starts_with("rollback ")) {
        server_[label] = SL_LABEL_ABORTED;
        rolled_back_.push_back(label);
        more = answer(request, ok());
      }
      actions.insert(actions.end(), more.begin(), more.end());
    }
    return all;
  }

  std::map<std::string, std::int32_t> server_;
  Labels rolled_back_;
};

TEST_F(Counted, FindsTheEpochBeforeTheFirstBegin) {
  server_ = {{"0-1-1", SL_LABEL_VISIBLE}, {"0-2-1", SL_LABEL_ABORTED}};
  EXPECT_EQ(serve(recover()).back(), "recovered");
  EXPECT_EQ(close(1).at(0).substr(0, 12), "begin 0-3-1 ");
}

TEST_F(Counted, FindsTheEpochWithoutARecoveryToo) {
  EXPECT_EQ(start(), (Log{"ask 0-1-1 #1"}));
  EXPECT_EQ(close(1), Log{});
  EXPECT_EQ(answer(1, state(SL_LABEL_UNKNOWN)), (Log{"end #1", "ask 1-1-1 #2", "begin 0-1-1 #3"}));
}

TEST_F(Counted, FindsTheEpochOfATableThatIsAddedLater) {
  serve(recover());
  EXPECT_EQ(add_table(1, "u"), (Log{"ask u0-1-1 #4 @1"}));
}

TEST_F(Counted, RollsBackWhatLingersBeforeItIsRecovered) {
  server_ = {
      {"0-1-1", SL_LABEL_VISIBLE}, {"0-1-2", SL_LABEL_PREPARED}, {"0-1-3", SL_LABEL_PREPARE}};
  const Log log = serve(recover());
  EXPECT_EQ(rolled_back_, (Labels{"0-1-3", "0-1-2"}));
  EXPECT_EQ(log.back(), "recovered");
  EXPECT_EQ(
      out().messages.at(0),
      "table db.t: 2 transactions that earlier attempts left open: rolled back (another job with "
      "the same sink.label-prefix would lose its own that way)");
}

TEST_F(Counted, RestoresCommitsAndRollsBackWhatCameAfter) {
  server_ = {
      {"0-4-1", SL_LABEL_VISIBLE}, {"0-4-2", SL_LABEL_PREPARED}, {"0-4-3", SL_LABEL_PREPARED}};
  restore(encode_state(state_of({"0-4-2"}, 4, 3)));
  Log log = recover();
  EXPECT_EQ(log, (Log{"ask 0-4-2 #1 @db.t"}));
  log = answer(1, state(SL_LABEL_PREPARED));
  EXPECT_EQ(log, (Log{"end #1", "ask 0-5-1 #2", "commit 0-4-2 decides #3 @db.t"}));
  serve(log);
  EXPECT_EQ(rolled_back_, (Labels{"0-4-3"}));
  EXPECT_EQ(answer(3, ok()).back(), "recovered");
  EXPECT_EQ(close(1).at(0).substr(0, 12), "begin 0-5-1 ");
}

TEST_F(Counted, SearchesTablesThatOnlyTheStateNames) {
  server_ = {{"u0-2-3", SL_LABEL_PREPARE}, {"u0-2-2", SL_LABEL_PREPARED}};
  CheckpointState state;
  state.lines = {{"db", "u", "job-db-u", true, 0, 2, 2}};
  restore(encode_state(state));
  EXPECT_EQ(serve(recover()).back(), "recovered");
  EXPECT_EQ(rolled_back_, (Labels{"u0-2-3", "u0-2-2"}));
}

TEST_F(Counted, LeavesLabelsWithAnotherPrefixAlone) {
  CheckpointState state;
  state.lines = {{"db", "t", "other-db-t", true, 0, 2, 2},
                 {"db", "u", "other-db-u", true, 0, 2, 2}};
  restore(encode_state(state));
  EXPECT_EQ(recover(), (Log{"ask 0-1-1 #1"}));
}

TEST_F(Counted, UsesAListingInsteadOfAWindow) {
  server_ = {{"0-1-1", SL_LABEL_VISIBLE}, {"0-1-5", SL_LABEL_PREPARED}};
  open_label("job-db-t-0-1-5");
  open_label("job-db-t-0-1-6", "other");
  open_label("job-db-u-0-1-6");
  const Log log = serve(recover(SL_RECOVER_LISTED));
  EXPECT_EQ(rolled_back_, (Labels{"0-1-5"}));
  EXPECT_EQ(log.back(), "recovered");
  EXPECT_EQ(std::count_if(log.begin(), log.end(),
                          [](const std::string& line) { return line.starts_with("ask "); }),
            4);  // three for the epoch, one for the listed label
}

TEST_F(Counted, KeepsTheListingForTablesThatAreAddedLater) {
  server_ = {{"u0-1-1", SL_LABEL_VISIBLE}, {"u0-1-6", SL_LABEL_PREPARE}};
  open_label("job-db-u-0-1-6");
  serve(recover(SL_RECOVER_LISTED));
  serve(add_table(1, "u"));
  EXPECT_EQ(rolled_back_, (Labels{"u0-1-6"}));
}

TEST_F(Counted, FailsWhenTheEpochCannotBeFound) {
  recover();
  EXPECT_EQ(answer(1, unknown()), (Log{"again #1 ask"}));
  EXPECT_EQ(exhausted(1), (Log{"end #1", "fail retryable 0-1-1"}));
}

TEST_F(Counted, FailsAtOnceWhenTheServerRefusesToTell) {
  recover();
  EXPECT_EQ(answer(1, no(SL_RETRY_NEVER)), (Log{"end #1", "fail config 0-1-1"}));
}

TEST_F(Counted, GoesOnWithoutTheRestOfTheSearch) {
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_UNKNOWN)), (Log{"end #1", "ask 1-1-1 #2"}));
  EXPECT_EQ(answer(2, no()), (Log{"again #2 ask"}));
  EXPECT_EQ(exhausted(2), (Log{"end #2", "log info", "recovered"}));
}

TEST_F(Counted, GoesOnWhenARollbackOfWhatLingersFails) {
  server_ = {{"0-1-1", SL_LABEL_PREPARE}};
  recover();
  answer(1, state(SL_LABEL_PREPARE));
  answer(2, state(SL_LABEL_UNKNOWN));
  answer(3, state(SL_LABEL_UNKNOWN));
  answer(4, state(SL_LABEL_PREPARE));
  answer(5, state(SL_LABEL_UNKNOWN));
  Log log = answer(6, state(SL_LABEL_UNKNOWN));
  while (log.back().starts_with("ask ")) {
    const std::string label = log.back();
    log = answer(std::stoull(label.substr(label.find('#') + 1)),
                 state(label.starts_with("ask 0-1-1") ? SL_LABEL_PREPARE : SL_LABEL_UNKNOWN));
  }
  ASSERT_TRUE(log.back().starts_with("rollback 0-1-1 #")) << log.back();
  const std::uint64_t request = std::stoull(log.back().substr(log.back().find('#') + 1));
  EXPECT_EQ(answer(request, unknown()), (Log{"again #" + std::to_string(request) + " rollback"}));
  EXPECT_EQ(exhausted(request), (Log{"end #" + std::to_string(request), "log warn",
                                     "ask 1-1-1 #" + std::to_string(request + 1)}));
}

// ---- a label that turns out to be taken

TEST_F(Counted, LeavesAnEpochInWhichSomebodyElseIs) {
  serve(recover());
  Log log = close(1);
  ASSERT_EQ(log, (Log{"begin 0-1-1 #4"}));
  EXPECT_EQ(answer(4, exists()), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, state(SL_LABEL_PREPARE)), (Log{"end #4", "log info", "ask 0-2-1 #5"}));
  EXPECT_EQ(answer(5, state(SL_LABEL_UNKNOWN)), (Log{"end #5", "begin 0-2-1 #6"}));
}

// It was not there when the epoch was looked for: whoever prepared it came later than this writer.
TEST_F(Counted, DoesNotRollBackATakenLabelThatIsPrepared) {
  serve(recover());
  close(1);
  answer(4, exists());
  EXPECT_EQ(answer(4, state(SL_LABEL_PREPARED)), (Log{"end #4", "log info", "ask 0-2-1 #5"}));
}

TEST_F(Counted, DoesNotRollBackAFinishedLabel) {
  serve(recover());
  close(1);
  answer(4, exists());
  EXPECT_EQ(answer(4, state(SL_LABEL_VISIBLE)), (Log{"end #4", "log info", "ask 0-2-1 #5"}));
}

TEST_F(Counted, DoesNotRollBackABeginWithoutAnAnswerThatMayBeAnothers) {
  serve(recover());
  close(1);
  abort(UINT64_MAX);
  EXPECT_EQ(answer(4, unknown()), (Log{"end #4", "release 1", "aborted 18446744073709551615"}));
}

TEST_F(Counted, TakesAnotherLabelWhenItsOwnBeginMayBeAnothers) {
  serve(recover());
  close(1);
  EXPECT_EQ(answer(4, unknown()), (Log{"again #4 ask"}));
  EXPECT_EQ(answer(4, state(SL_LABEL_PREPARE)),
            (Log{"end #4", "log info", "begin 0-1-2 attempt 1 #5"}));
}

TEST_F(Counted, KeepsTheLabelWhenItsBeginNeverArrived) {
  serve(recover());
  close(1);
  answer(4, unknown());
  EXPECT_EQ(answer(4, state(SL_LABEL_UNKNOWN)), (Log{"again #4 begin"}));
  EXPECT_EQ(answer(4, ok()).back(), "load 0-1-1 chunk 1 #5");
}

TEST_F(Counted, TheStateNamesTheCountedEpoch) {
  serve(recover());
  close(1);
  answer(4, ok());
  answer(5, ok());
  prepare(7);
  answer(6, ok());
  EXPECT_EQ(decode_state(out().state).lines.at(0),
            (StateLine{"db", "t", "job-db-t", true, 0, 1, 2}));
}

// ---- several writers

class TwoWriters : public Counted {
 protected:
  TwoWriters() : Counted(2) {}
};

TEST_F(TwoWriters, LeavesAPreparedTransactionThatAnotherWritersStateMayHold) {
  server_ = {{"0-1-1", SL_LABEL_PREPARED}, {"0-1-2", SL_LABEL_PREPARE}};
  serve(recover());
  EXPECT_EQ(rolled_back_, (Labels{"0-1-2"}));
  EXPECT_NE(out().messages.back().find("not rolled back"), std::string::npos);
}

TEST_F(TwoWriters, RollsItBackWhenNoOtherStateIsOutThere) {
  server_ = {{"0-1-1", SL_LABEL_PREPARED}, {"0-1-2", SL_LABEL_PREPARE}};
  serve(recover(SL_RECOVER_COMPLETE));
  EXPECT_EQ(rolled_back_, (Labels{"0-1-2", "0-1-1"}));
}

TEST_F(TwoWriters, AReplayFromTheCheckpointBeforeIsNotForOneWriterToAskFor) {
  restore(encode_state(state_of({"0-1-1"}, 1, 2)));
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_ABORTED)), (Log{"end #1", "fail fatal 0-1-1"}));
}

// Whoever looks into it can still commit the rest.
TEST_F(TwoWriters, LeavesTheRestOfACheckpointWhoseOtherPartsMayBeInTheTable) {
  restore(encode_state(state_of({"0-1-1", "0-1-2"}, 1, 3)));
  recover();
  answer(1, state(SL_LABEL_PREPARED));
  EXPECT_EQ(answer(2, state(SL_LABEL_ABORTED)), (Log{"end #2", "fail fatal 0-1-2"}));
  EXPECT_NE(out().message.find("sink.label-prefix"), std::string::npos);
}

}  // namespace
}  // namespace starload::semantics
