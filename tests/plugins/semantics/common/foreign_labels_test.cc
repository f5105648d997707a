// Prepared transactions that another program's checkpoint holds, and a committer, which commits
// what states hold again and again.
#include <starload/sdk/error.hpp>

#include "plugins/semantics/common/checkpoint_state.h"
#include "plugins/semantics/exactly_once/batch_machine.h"
#include "tests/plugins/semantics/common/transactions_fixture.h"

namespace starload::semantics {
namespace {

CheckpointState state_of(const std::vector<std::string>& labels) {
  CheckpointState state;
  state.lines = {{"db", "t", "starload-db-t", false, 0, 0xdef, 9}};
  for (const std::string& label : labels)
    state.entries.push_back({"db", "t", label, 10, 100, 2, 1});
  return state;
}

template <typename Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), SL_ERR_CONFIG);
    return error.what();
  }
  return "";
}

// ---- Labels of another program

class ForeignLabels : public ExactlyOnce {};

TEST_F(ForeignLabels, WhatIsPreparedIsCommitted) {
  restore_label("flink-1", "t");
  restore_label("flink-2", "elsewhere", "other");
  EXPECT_EQ(recover(), (Log{"ask flink-1 #1 @db.t", "ask flink-2 #2 @other.elsewhere"}));
  answer(1, state(SL_LABEL_PREPARED));
  EXPECT_EQ(answer(2, state(SL_LABEL_PREPARED)),
            (Log{"end #2", "commit flink-1 decides #3 @db.t",
                 "commit flink-2 decides #4 @other.elsewhere"}));
  answer(3, ok());
  EXPECT_EQ(answer(4, ok()), (Log{"loaded flink-2 0 rows 0 bytes", "end #4", "recovered"}));
}

TEST_F(ForeignLabels, WhatIsInTheTableIsLeftAsItIs) {
  restore_label("flink-1");
  restore_label("flink-2");
  recover();
  answer(1, state(SL_LABEL_VISIBLE));
  EXPECT_EQ(answer(2, state(SL_LABEL_COMMITTED)),
            (Log{"loaded flink-2 0 rows 0 bytes", "end #2", "recovered"}));
}

TEST_F(ForeignLabels, WhatWasRolledBackIsALoudFailure) {
  restore_label("flink-1");
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_ABORTED)), (Log{"end #1", "fail fatal replay flink-1"}));
  EXPECT_TRUE(says("its rows are not in the table")) << out().message;
  EXPECT_TRUE(says("db.t"));
  EXPECT_FALSE(says("0 rows")) << "nobody knows how many";
}

TEST_F(ForeignLabels, WhatTheServerHasForgottenFailsOnceItWasAskedForLongEnough) {
  restore_label("flink-1");
  recover();
  EXPECT_EQ(answer(1, state(SL_LABEL_UNKNOWN)), (Log{"again #1 ask"}));
  exhausted(1);
  EXPECT_TRUE(says("nobody can say whether its rows are in the table")) << out().message;
  EXPECT_TRUE(says("flink-1"));
}

TEST_F(ForeignLabels, TheSameLabelTwiceCountsOnce) {
  restore_label("flink-1");
  restore_label("flink-1");
  EXPECT_EQ(recover(), (Log{"ask flink-1 #1 @db.t"}));
}

TEST_F(ForeignLabels, WhatIsNoLabelIsRefused) {
  EXPECT_NE(refusal([&] { restore_label("a b"); }).find("'a b'"), std::string::npos);
  EXPECT_NE(refusal([&] { restore_label(""); }), "");
  EXPECT_NE(refusal([&] { restore_label("label", ""); }), "");
}

TEST_F(ForeignLabels, AWriterAtLeastOnceCommitsThemToo) {
  Driver<TransactionMachine> machine(TransactionPolicy{}, random_labels());
  machine.restore_label("flink-1");
  machine.restore_label("flink-2");
  EXPECT_EQ(machine.recover(), (Log{"ask flink-1 #1 @db.t", "ask flink-2 #2 @db.t"}));
  machine.answer(1, state(SL_LABEL_VISIBLE));
  EXPECT_EQ(machine.answer(2, state(SL_LABEL_ABORTED)), (Log{"end #2", "fail fatal flink-2"}));
}

TEST(BatchesAndForeignLabels, NameTheInterfaceThatIsNeeded) {
  Driver<BatchMachine> machine(random_labels(), std::set<std::string>());
  const std::string said = refusal([&] { machine.restore_label("flink-1"); });
  EXPECT_NE(said.find("sink.version = V2"), std::string::npos) << said;
  EXPECT_NE(said.find("flink-1"), std::string::npos) << said;
}

// ---- A committer

class Committer : public ExactlyOnce {
 protected:
  Log commit_states(const std::vector<std::string>& labels) {
    restore(encode_state(state_of(labels)));
    return recover(SL_RECOVER_COMMIT_ONLY);
  }
};

TEST_F(Committer, CommitsAndLooksForNothingElse) {
  EXPECT_EQ(commit_states({"a-1"}), (Log{"ask a-1 #1 @db.t"}));
  EXPECT_EQ(answer(1, state(SL_LABEL_PREPARED)), (Log{"end #1", "commit a-1 decides #2 @db.t"}));
  EXPECT_EQ(answer(2, ok()),
            (Log{"loaded a-1 10 rows 100 bytes 2 filtered", "end #2", "recovered"}));
}

TEST_F(Committer, DoesItAgainAndAgain) {
  std::uint64_t request = 0;
  for (int round = 0; round < 50; ++round) {
    const std::string label = "a-" + std::to_string(round);
    EXPECT_EQ(commit_states({label}).size(), 1u) << round;
    answer(++request, state(SL_LABEL_PREPARED));
    const Log log = answer(++request, ok());
    EXPECT_EQ(log.back(), "recovered") << round;
  }
}

TEST_F(Committer, AskedForTheSameStateTwiceItFindsTheRowsInTheTable) {
  commit_states({"a-1"});
  answer(1, state(SL_LABEL_PREPARED));
  answer(2, ok());
  EXPECT_EQ(commit_states({"a-1"}), (Log{"ask a-1 #3 @db.t"}));
  EXPECT_EQ(answer(3, state(SL_LABEL_VISIBLE)).back(), "recovered");
}

TEST_F(Committer, TouchesNothingWhenAPartIsLost) {
  commit_states({"a-1", "a-2"});
  answer(1, state(SL_LABEL_PREPARED));
  const Log log = answer(2, state(SL_LABEL_ABORTED));
  EXPECT_EQ(log, (Log{"end #2", "fail fatal a-2"}));
}

TEST_F(Committer, HasNothingToDoForAnEmptyState) {
  EXPECT_EQ(commit_states({}), (Log{"recovered"}));
}

}  // namespace
}  // namespace starload::semantics
