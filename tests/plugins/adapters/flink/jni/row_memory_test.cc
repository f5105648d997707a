#include "plugins/adapters/flink/jni/row_memory.h"

#include <gtest/gtest.h>

#include <cstring>

namespace starload::flink {
namespace {

constexpr std::size_t kBudget = std::size_t{4} << 20;
const std::size_t kUsual = RowMemory::size_for(RowMemory::kUsualBytes);

class RowMemoryPoolTest : public ::testing::Test {
 protected:
  RowMemoryPoolTest() { pool_.set_budget(&budget_, 3 * kUsual); }

  RowMemory* take(std::size_t bytes = 1) { return pool_.take(0, bytes, fault_); }

  MemoryBudget budget_{kBudget};
  std::shared_ptr<RowMemoryOrphans> orphans_ = std::make_shared<RowMemoryOrphans>();
  RowMemoryPool pool_{orphans_};
  Status fault_;
};

TEST(RowMemory, HasRoomForBytesAndRowsAndStartsAtZero) {
  const RowMemory memory(7, 1'000'000);
  EXPECT_GE(memory.byte_capacity(), 1'000'000u);
  EXPECT_GT(memory.row_capacity(), 1000u);
  EXPECT_EQ(memory.offsets()[0], 0u);
  EXPECT_EQ(memory.ends(), memory.offsets() + 1);
  std::memset(memory.bytes(), 0xff, memory.byte_capacity());
  EXPECT_EQ(memory.offsets()[0], 0u) << "behind the bytes";
  memory.ends()[memory.row_capacity() - 1] = 1;  // the last one is inside
}

TEST_F(RowMemoryPoolTest, ChargesWhatItHandsOutExactly) {
  RowMemory* const usual = take();
  EXPECT_EQ(budget_.used(), kUsual);
  RowMemory* const large = take(1'000'000);
  EXPECT_EQ(budget_.used(), kUsual + RowMemory::size_for(1'000'000));
  EXPECT_TRUE(pool_.give_back(large));
  EXPECT_TRUE(pool_.give_back(usual));
  EXPECT_EQ(budget_.used(), kUsual) << "one of the usual size is kept";
  pool_.trim();
  EXPECT_EQ(budget_.used(), 0u);
}

TEST_F(RowMemoryPoolTest, UsesMemoryAgain) {
  RowMemory* const first = take();
  pool_.give_back(first);
  EXPECT_EQ(take(), first);
}

TEST_F(RowMemoryPoolTest, KeepsAllThatItsShareAllows) {
  std::vector<RowMemory*> taken;
  for (int i = 0; i < 5; ++i) taken.push_back(take());
  for (RowMemory* const memory : taken) pool_.give_back(memory);
  EXPECT_EQ(budget_.used(), 3 * kUsual);
}

TEST_F(RowMemoryPoolTest, WhatIsKeptGivesWayToALargePiece) {
  std::vector<RowMemory*> taken;
  for (int i = 0; i < 3; ++i) taken.push_back(take());
  const std::unique_ptr<RowMemory> waiting = pool_.hand_over(taken[0]);
  pool_.give_back(taken[1]);
  pool_.give_back(taken[2]);
  EXPECT_NE(take(RowMemory::kUsualBytes + 1), nullptr);
}

TEST_F(RowMemoryPoolTest, GivesNothingWhileTheBudgetIsUsedUp) {
  ASSERT_TRUE(budget_.try_charge(kBudget - kUsual / 2));
  EXPECT_EQ(take(), nullptr);
  EXPECT_TRUE(fault_) << "it may come free";
  budget_.release(kBudget - kUsual / 2);
  EXPECT_NE(take(), nullptr);
}

TEST_F(RowMemoryPoolTest, SaysWhenARowCanNeverFit) {
  EXPECT_EQ(take(2 * kBudget), nullptr);
  EXPECT_NE(fault_.message().find("sink.buffer-flush.max-bytes"), std::string::npos);
}

TEST_F(RowMemoryPoolTest, WhatWaitsForNativeCodeTakesItsShareOnly) {
  std::vector<std::unique_ptr<RowMemory>> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(pool_.hand_over(take()));
  EXPECT_EQ(take(), nullptr);
  pool_.put(std::move(waiting.back()));
  EXPECT_NE(take(), nullptr);
}

TEST_F(RowMemoryPoolTest, WhoHoldsEverythingItselfIsNotMadeToWait) {
  for (int i = 0; i < 5; ++i) EXPECT_NE(take(), nullptr) << i;
}

TEST_F(RowMemoryPoolTest, TakesBackOnlyWhatItGave) {
  RowMemory* const memory = take();
  EXPECT_TRUE(pool_.give_back(memory));
  EXPECT_FALSE(pool_.give_back(memory));
  EXPECT_EQ(pool_.hand_over(memory), nullptr);
}

TEST_F(RowMemoryPoolTest, WhatJavaHoldsAtTheEndIsFreedLater) {
  RowMemory* const held = take();
  pool_.end();
  std::memset(held->bytes(), 1, held->byte_capacity());  // still there
  EXPECT_EQ(orphans_->count(), 1u);
  orphans_->free(nullptr);
  EXPECT_EQ(orphans_->count(), 1u);
  orphans_->free(held);
  EXPECT_EQ(orphans_->count(), 0u);
  EXPECT_EQ(take(), nullptr);
  EXPECT_EQ(fault_.code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace starload::flink
