#include "plugins/semantics/common/line_search.h"

#include <gtest/gtest.h>
#include <starload/abi/transport.h>

#include <map>

namespace starload::semantics {
namespace {

using Labels = std::vector<std::string>;

std::uint64_t find_first_free(std::uint64_t from, std::uint64_t taken_up_to, int& asked) {
  FirstFree search(from);
  asked = 0;
  while (!search.done()) {
    search.answer(search.probe() <= taken_up_to);
    ++asked;
  }
  return search.result();
}

TEST(FirstFree, FindsTheFirstFreeNumberWithFewQuestions) {
  int asked = 0;
  EXPECT_EQ(find_first_free(1, 0, asked), 1u);
  EXPECT_EQ(asked, 1);
  for (std::uint64_t taken = 1; taken < 300; ++taken)
    EXPECT_EQ(find_first_free(1, taken, asked), taken + 1);
  EXPECT_EQ(find_first_free(1, 1'000'000, asked), 1'000'001u);
  EXPECT_LE(asked, 40);
  EXPECT_EQ(find_first_free(17, 3, asked), 17u);
  EXPECT_EQ(find_first_free(17, 20, asked), 21u);
}

TEST(FirstFree, EndsBehindATakenNumberWhereOldOnesWereForgotten) {
  FirstFree search(1);  // 1 to 9 are forgotten, 10 to 20 known
  while (!search.done()) search.answer(search.probe() >= 10 && search.probe() <= 20);
  EXPECT_EQ(search.result(), 1u);
}

// A server that knows some labels. Everything begins with "p-d-t-".
class Search : public ::testing::Test {
 protected:
  Search() {
    scope_.base = "p-d-t";
    scope_.held = &held_;
    scope_.budget = 256;
  }
  void put(const std::string& label, std::int32_t state) { server_["p-d-t-" + label] = state; }
  void put_epoch(const std::string& stem, int finished, Labels open = {}) {
    for (int id = 1; id <= finished; ++id) put(stem + "-" + std::to_string(id), SL_LABEL_VISIBLE);
    for (std::size_t i = 0; i < open.size(); ++i) {
      put(stem + "-" + std::to_string(finished + static_cast<int>(i) + 1),
          open[i] == "prepared" ? SL_LABEL_PREPARED : SL_LABEL_PREPARE);
    }
  }
  void restore(std::uint32_t writer, std::uint64_t epoch, std::uint64_t next_id) {
    scope_.restored.push_back({"d", "t", "p-d-t", true, writer, epoch, next_id});
    if (writer == scope_.writer) scope_.first_epoch = epoch + 1;
  }
  // Runs the search to its end.
  LineSearch::Report run() {
    LineSearch search(scope_);
    while (const auto query = search.next()) {
      if (query->roll_back) {
        rolled_back_.push_back(query->label.substr(6));
        server_[query->label] = SL_LABEL_ABORTED;
        search.rolled_back(true);
        continue;
      }
      asked_.push_back(query->label.substr(6));
      const auto found = server_.find(query->label);
      search.answer(found == server_.end() ? SL_LABEL_UNKNOWN : found->second);
    }
    epoch_ = search.epoch();
    return search.report();
  }

  SearchScope scope_;
  std::set<std::string> held_;
  std::map<std::string, std::int32_t> server_;
  Labels asked_, rolled_back_;
  std::uint64_t epoch_ = 0;
};

TEST_F(Search, TakesTheFirstEpochWhenNothingWasEverThere) {
  const LineSearch::Report report = run();
  EXPECT_EQ(epoch_, 1u);
  EXPECT_EQ(asked_, (Labels{"0-1-1", "1-1-1", "2-1-1"}));  // two writers that could be gone
  EXPECT_EQ(report.rolled_back, 0u);
  EXPECT_FALSE(report.cut_short);
}

TEST_F(Search, TakesTheFirstEpochThatNobodyUsed) {
  for (int epoch = 1; epoch <= 5; ++epoch) put_epoch("0-" + std::to_string(epoch), 2);
  run();
  EXPECT_EQ(epoch_, 6u);
}

TEST_F(Search, StartsBehindTheStatesEpoch) {
  put_epoch("0-7", 3);
  put_epoch("0-8", 1);
  restore(0, 7, 4);
  run();
  EXPECT_EQ(epoch_, 9u);
  EXPECT_EQ(asked_[0], "0-8-1");
}

TEST_F(Search, RollsBackWhatTheLastAttemptsLeftOpen) {
  put_epoch("0-1", 3, {"prepared", "open"});
  put_epoch("0-2", 20, {"prepared"});
  put_epoch("0-3", 0, {"open"});
  const LineSearch::Report report = run();
  EXPECT_EQ(epoch_, 4u);
  EXPECT_EQ(rolled_back_, (Labels{"0-3-1", "0-2-21", "0-1-5", "0-1-4"}));
  EXPECT_EQ(report.rolled_back, 4u);
  EXPECT_TRUE(report.finished.empty());  // without a state they are no news
}

TEST_F(Search, LooksAtTheLastThreeEpochsOnly) {
  put_epoch("0-1", 0, {"open"});
  put_epoch("0-2", 1);
  put_epoch("0-3", 1);
  put_epoch("0-4", 0, {"open"});
  run();
  EXPECT_EQ(rolled_back_, (Labels{"0-4-1"}));
}

TEST_F(Search, StopsAfterEightFinishedLabelsInARow) {
  put_epoch("0-1", 100);
  put("0-1-92", SL_LABEL_PREPARED);  // the ninth from the end
  put("0-1-93", SL_LABEL_PREPARED);  // the eighth
  run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-93", "0-1-92"}));  // the count began anew
  put("0-1-91", SL_LABEL_PREPARED);
  put("0-1-99", SL_LABEL_VISIBLE);
  rolled_back_.clear();
  for (int id = 92; id <= 100; ++id) put("0-1-" + std::to_string(id), SL_LABEL_ABORTED);
  run();
  EXPECT_EQ(rolled_back_, Labels{});
}

TEST_F(Search, NeverTouchesWhatAStateHolds) {
  put_epoch("0-1", 1, {"prepared", "prepared"});
  restore(0, 1, 3);
  held_.insert("p-d-t-0-1-2");
  const LineSearch::Report report = run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-3"}));  // prepared after the checkpoint
  EXPECT_EQ(report.kept, 0u);
}

TEST_F(Search, LooksAtEveryEpochBehindTheState) {
  put_epoch("0-1", 2);
  for (int epoch = 2; epoch <= 7; ++epoch) put_epoch("0-" + std::to_string(epoch), 0, {"open"});
  restore(0, 1, 3);
  run();
  EXPECT_EQ(rolled_back_, (Labels{"0-7-1", "0-6-1", "0-5-1", "0-4-1", "0-3-1", "0-2-1"}));
}

TEST_F(Search, TellsWhatIsInTheTableThoughItCameAfterTheState) {
  put_epoch("0-1", 5);
  put_epoch("0-2", 1);
  restore(0, 1, 4);
  const LineSearch::Report report = run();
  EXPECT_EQ(report.finished, (Labels{"p-d-t-0-2-1", "p-d-t-0-1-5", "p-d-t-0-1-4"}));
  EXPECT_TRUE(rolled_back_.empty());
}

TEST_F(Search, TellsOneLabelOfARandomEpoch) {
  scope_.restored.push_back({"d", "t", "p-d-t", false, 0, 0xabc, 4});
  scope_.find_epoch = false;
  scope_.budget = 0;
  put("0-0000000000000abc-4", SL_LABEL_VISIBLE);
  EXPECT_EQ(run().finished, (Labels{"p-d-t-0-0000000000000abc-4"}));
  EXPECT_EQ(asked_.size(), 1u);
}

TEST_F(Search, WithoutABudgetItOnlyFindsTheEpoch) {
  put_epoch("0-1", 0, {"open"});
  restore(0, 1, 2);
  scope_.budget = 0;
  EXPECT_FALSE(run().cut_short);
  EXPECT_EQ(epoch_, 2u);
  EXPECT_EQ(asked_, (Labels{"0-2-1", "0-1-2"}));
  EXPECT_TRUE(rolled_back_.empty());
}

TEST_F(Search, EndsWhenTheBudgetIsUsedUp) {
  for (int epoch = 1; epoch <= 300; ++epoch) put_epoch("0-" + std::to_string(epoch), 0, {"open"});
  restore(0, 1, 1);
  EXPECT_TRUE(run().cut_short);
  EXPECT_EQ(epoch_, 301u);
  EXPECT_LE(asked_.size(), 256u);
}

// ---- writers that no longer exist

TEST_F(Search, TakesOverFromWritersThatNoLongerExist) {
  scope_.writer = 1;
  scope_.writer_count = 2;
  put_epoch("1-1", 1);
  put_epoch("3-1", 2, {"prepared"});
  put_epoch("3-2", 0, {"open"});
  put_epoch("5-1", 0, {"open"});
  put_epoch("4-1", 0, {"open"});  // belongs to writer 0
  put_epoch("0-1", 0, {"open"});  // runs beside us
  run();
  EXPECT_EQ(epoch_, 2u);
  EXPECT_EQ(rolled_back_, (Labels{"3-2-1", "3-1-3", "5-1-1"}));
}

TEST_F(Search, LooksOnceBehindAWriterThatLeftNothing) {
  put_epoch("2-1", 0, {"open"});  // writer 1 had no rows of this table
  run();
  EXPECT_EQ(rolled_back_, (Labels{"2-1-1"}));
}

TEST_F(Search, OfAGoneWriterWithAStateEverythingBehindItGoes) {
  scope_.complete = false;
  put_epoch("4-2", 1, {"prepared", "prepared", "open"});
  put_epoch("4-3", 0, {"prepared"});
  restore(4, 2, 3);
  held_.insert("p-d-t-4-2-2");
  run();
  EXPECT_EQ(rolled_back_, (Labels{"4-2-4", "4-2-3", "4-3-1"}));
}

// ---- when other writers may have states that are not known here

TEST_F(Search, LeavesPreparedOnesThatAnotherWritersStateMayHold) {
  scope_.complete = false;
  scope_.writer_count = 2;
  put_epoch("0-1", 1, {"prepared", "open"});
  put_epoch("2-1", 0, {"prepared", "open"});
  const LineSearch::Report report = run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-3", "2-1-2"}));
  EXPECT_EQ(report.kept, 2u);
}

TEST_F(Search, RollsBackPreparedOnesThatCameAfterItsOwnState) {
  scope_.complete = false;
  scope_.writer_count = 2;
  put_epoch("0-1", 1, {"prepared"});
  put_epoch("0-2", 0, {"prepared"});
  restore(0, 1, 2);
  const LineSearch::Report report = run();
  EXPECT_EQ(rolled_back_, (Labels{"0-2-1", "0-1-2"}));
  EXPECT_EQ(report.kept, 0u);
}

// Writer 1 got the state of writer 0 (rescaling) and writer 0 runs, in an epoch of its own.
TEST_F(Search, OfAWriterThatRunsBesideItOnlyLabelsOfTheStatesEpochGo) {
  scope_.complete = false;
  scope_.writer = 1;
  scope_.writer_count = 2;
  put_epoch("0-1", 2, {"prepared", "open"});
  put_epoch("0-2", 0, {"open"});  // at work
  restore(0, 1, 4);
  run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-4"}));
}

// ---- with a listing

TEST_F(Search, LooksAtListedLabelsAndNothingElse) {
  scope_.writer = 1;
  scope_.writer_count = 2;
  put_epoch("1-1", 3, {"prepared"});
  put_epoch("3-9", 0, {"open"});
  put_epoch("0-1", 0, {"open"});
  put_epoch("1-2", 1);
  scope_.listed = {{1, 1, 4}, {3, 9, 1}, {0, 1, 1}, {1, 2, 1}};
  run();
  EXPECT_EQ(epoch_, 3u);
  EXPECT_EQ(rolled_back_, (Labels{"1-1-4", "3-9-1"}));
  EXPECT_EQ(asked_, (Labels{"1-1-1", "1-3-1", "1-2-1", "1-1-4", "3-9-1", "1-2-1"}));
}

TEST_F(Search, AListedLabelThatAStateHoldsIsLeftAlone) {
  put_epoch("0-1", 1, {"prepared", "prepared"});
  held_.insert("p-d-t-0-1-2");
  scope_.listed = {{0, 1, 2}, {0, 1, 3}};
  const LineSearch::Report report = run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-3"}));
  EXPECT_EQ(report.kept, 0u);
}

// A table that was added twice has labels behind its line that are in the state.
TEST_F(Search, ALabelBehindTheLineThatAStateHoldsIsLeftAlone) {
  put_epoch("0-1", 1, {"prepared", "prepared"});
  restore(0, 1, 2);
  held_.insert("p-d-t-0-1-3");
  run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-2"}));
}

TEST_F(Search, OfListedLabelsOfARunningWriterOnlyThoseBehindItsStateGo) {
  scope_.writer = 1;
  scope_.writer_count = 2;
  put_epoch("0-1", 2, {"prepared", "prepared"});
  put_epoch("0-2", 0, {"open"});
  restore(0, 1, 4);
  held_.insert("p-d-t-0-1-3");
  scope_.listed = {{0, 1, 3}, {0, 1, 4}, {0, 2, 1}};
  run();
  EXPECT_EQ(rolled_back_, (Labels{"0-1-4"}));
}

// ---- answers that do not come

TEST_F(Search, OnlyTheEpochIsEssential) {
  put_epoch("0-1", 0, {"open"});
  LineSearch search(scope_);
  auto query = search.next();
  ASSERT_TRUE(query);
  EXPECT_TRUE(query->essential);
  search.answer(SL_LABEL_PREPARE);
  for (const char* label : {"p-d-t-0-3-1", "p-d-t-0-2-1"}) {
    query = search.next();
    EXPECT_EQ(query->label, label);
    EXPECT_TRUE(query->essential);
    search.answer(SL_LABEL_UNKNOWN);
  }
  EXPECT_EQ(search.epoch(), 0u);
  query = search.next();
  EXPECT_EQ(search.epoch(), 2u);
  ASSERT_TRUE(query);
  EXPECT_FALSE(query->essential);
  search.unanswered();
  EXPECT_FALSE(search.next());
  EXPECT_TRUE(search.report().cut_short);
}

TEST_F(Search, GoesOnWhenARollbackFails) {
  put_epoch("0-1", 0, {"open", "open"});
  LineSearch search(scope_);
  Labels tried;
  while (const auto query = search.next()) {
    if (query->roll_back) {
      tried.push_back(query->label.substr(6));
      search.rolled_back(false);
      continue;
    }
    const auto found = server_.find(query->label);
    search.answer(found == server_.end() ? SL_LABEL_UNKNOWN : found->second);
  }
  EXPECT_EQ(tried, (Labels{"0-1-2", "0-1-1"}));
  EXPECT_EQ(search.report().rolled_back, 0u);
}

}  // namespace
}  // namespace starload::semantics
