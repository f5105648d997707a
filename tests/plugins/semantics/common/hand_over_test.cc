// A writer that hands over what it prepares: somebody else, a committer, commits it.
#include "plugins/semantics/common/checkpoint_state.h"
#include "plugins/semantics/exactly_once/batch_machine.h"
#include "tests/plugins/semantics/common/transactions_fixture.h"

namespace starload::semantics {
namespace {

using Labels = std::vector<std::string>;

Labels ids(const std::string& state) {
  Labels labels;
  for (const StateEntry& entry : decode_state(state).entries)
    labels.push_back(entry.label.substr(entry.label.rfind('-') + 1));
  return labels;
}

template <typename Machine>
Log hand_over(Driver<Machine>& machine, std::uint64_t checkpoint) {
  sl_event event{};
  event.kind = SL_EVENT_PREPARE;
  event.id = checkpoint;
  event.flags = SL_PREPARE_HAND_OVER;
  return machine.send(event);
}

class HandOver : public ExactlyOnce {};

TEST_F(HandOver, WhatIsHandedOverCountsAsLoadedAndIsForgotten) {
  load_first();
  hand_over(*this, 7);
  EXPECT_EQ(answer(3, ok()), (Log{"end #3", "loaded L1 10 rows 100 bytes", "prepared 7"}));
  EXPECT_EQ(ids(out().state), (Labels{"1"}));
  EXPECT_EQ(commit(7), (Log{"committed 7"})) << "no request";
  EXPECT_EQ(hand_over(*this, 8), (Log{"prepared 8"}));
  EXPECT_EQ(ids(out().state), Labels{});
}

TEST_F(HandOver, AStateWithoutTransactionsTellsWhereTheLabelsStand) {
  load_first();
  hand_over(*this, 7);
  answer(3, ok());
  hand_over(*this, 8);
  EXPECT_EQ(decode_state(out().state).lines.at(0).next_id, 2u);
}

TEST_F(HandOver, RowsBehindTheCheckpointStay) {
  load_first();
  hand_over(*this, 7);
  EXPECT_EQ(close(2), (Log{"begin L2 #4"}));
  answer(3, ok());
  EXPECT_EQ(ids(out().state), (Labels{"1"}));
  answer(4, ok());
  answer(5, ok());
  hand_over(*this, 8);
  answer(6, ok());
  EXPECT_EQ(ids(out().state), (Labels{"2"}));
}

TEST_F(HandOver, TheEndRollsBackOnlyWhatWasNotHandedOver) {
  load_first();
  hand_over(*this, 7);
  answer(3, ok());
  EXPECT_EQ(abort(kEverything), (Log{"aborted " + std::to_string(kEverything)}));
}

// ---- Stream load

LabelLines batch_lines() {
  LineConfig config;
  config.prefix = "job";
  config.random_epoch = 0xabc;
  config.has_states = true;
  return LabelLines(config);
}

class HandOverBatches : public ::testing::Test, public Driver<BatchMachine> {
 protected:
  HandOverBatches() : Driver(batch_lines(), std::set<std::string>{}) {
    out().shorten("job-db-t-0-0000000000000abc-", "L");
    add_table(0, "t");
  }
};

TEST_F(HandOverBatches, TheRowsAreReleasedOnceTheStateHasThem) {
  close(1);
  EXPECT_EQ(hand_over(*this, 7),
            (Log{"attach 1 to 7", "prepared 7", "loaded L1 10 rows 100 bytes", "release 1"}));
  EXPECT_EQ(ids(out().state), (Labels{"1"}));
  EXPECT_EQ(commit(7), (Log{"committed 7"})) << "nothing is sent";
  EXPECT_EQ(hand_over(*this, 8), (Log{"prepared 8"}));
  EXPECT_EQ(ids(out().state), Labels{});
}

// ---- What a restored writer may roll back

LabelLines counted_labels() {
  LineConfig config;
  config.prefix = "job";
  config.counted = true;
  config.search_budget = 100;
  config.has_states = true;
  return LabelLines(config);
}

class HandedOver : public ::testing::Test, public Driver<TransactionMachine> {
 protected:
  HandedOver() : Driver(exactly_once_policy(), counted_labels()) { add_table(0, "t"); }

  // Restores a state that ends before label 5 of epoch 3, with labels 4 and 5 prepared on the
  // server and in its list, and answers all questions. Returns the labels that were rolled back.
  Labels rolled_back(std::uint32_t flags) {
    CheckpointState earlier;
    earlier.lines = {{"db", "t", "job-db-t", true, 0, 3, 5}};
    restore(encode_state(earlier));
    Labels ended;
    open_label("job-db-t-0-3-4");
    open_label("job-db-t-0-3-5");
    Log open = recover(flags | SL_RECOVER_LISTED);
    for (int turn = 0; !open.empty() && turn < 1000; ++turn) {
      const std::string line = open.front();
      open.erase(open.begin());
      const std::size_t number = line.find(" #");
      if (number == std::string::npos || line.starts_with("end ")) continue;
      const std::string label = line.substr(line.find(' ') + 1, number - line.find(' ') - 1);
      const bool asked = line.starts_with("ask ");
      if (!asked) ended.push_back(label);
      const std::uint64_t request = std::stoull(line.substr(number + 2));
      const Log more = answer(request, asked ? state(state_of(label)) : ok());
      open.insert(open.end(), more.begin(), more.end());
    }
    return ended;
  }

  static std::int32_t state_of(const std::string& label) {
    if (label == "job-db-t-0-3-4" || label == "job-db-t-0-3-5") return SL_LABEL_PREPARED;
    const bool known = label.starts_with("job-db-t-0-3-") && label.back() < '4';
    return known ? SL_LABEL_VISIBLE : SL_LABEL_UNKNOWN;
  }
};

TEST_F(HandedOver, WhatWasHandedOverIsLeftAlone) {
  EXPECT_EQ(rolled_back(SL_RECOVER_HANDED_OVER), (Labels{"job-db-t-0-3-5"}));
}

TEST_F(HandedOver, OtherwiseTheOnlyWriterKnowsAllStates) {
  EXPECT_EQ(rolled_back(0), (Labels{"job-db-t-0-3-4", "job-db-t-0-3-5"}));
}

TEST_F(HandedOver, AFreshStartKnowsThatThereIsNoState) {
  EXPECT_EQ(rolled_back(SL_RECOVER_HANDED_OVER | SL_RECOVER_COMPLETE),
            (Labels{"job-db-t-0-3-4", "job-db-t-0-3-5"}));
}

}  // namespace
}  // namespace starload::semantics
