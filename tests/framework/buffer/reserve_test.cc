// The part of the budget that is kept for whoever sets memory free.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "framework/buffer/chunk.h"

namespace starload {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMiB = 1 << 20;

TEST(MemoryReserve, WritersCannotUseItUp) {
  MemoryBudget budget(100);
  budget.raise_reserve(30);
  EXPECT_TRUE(budget.try_charge(70));
  EXPECT_FALSE(budget.try_charge(1));
  EXPECT_TRUE(budget.charge_reserved(30, milliseconds(0)));
  EXPECT_EQ(budget.used(), 100u);
  budget.release_reserved(30);
  EXPECT_FALSE(budget.try_charge(1));
}

TEST(MemoryReserve, AReaderWaitsForAnother) {
  MemoryBudget budget(100);
  budget.raise_reserve(30);
  ASSERT_TRUE(budget.charge_reserved(20, milliseconds(0)));
  EXPECT_FALSE(budget.charge_reserved(20, milliseconds(1)));
  std::atomic<bool> released = false;
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds(20));
    released = true;
    budget.release_reserved(20);
  });
  EXPECT_TRUE(budget.charge_reserved(20, std::chrono::minutes(5)));
  EXPECT_TRUE(released);
  other.join();
}

TEST(MemoryReserve, MoreThanIsReservedIsRefusedAtOnce) {
  MemoryBudget budget(100);
  budget.raise_reserve(30);
  EXPECT_FALSE(budget.charge_reserved(31, std::chrono::minutes(5)));
}

TEST(MemoryReserve, GrowsAlthoughWritersUseItAlready) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.try_charge(90));
  budget.raise_reserve(40);
  EXPECT_FALSE(budget.try_charge(1));
  EXPECT_TRUE(budget.charge_reserved(40, milliseconds(0)));
  budget.release_reserved(40);
  budget.release(90);
  EXPECT_TRUE(budget.try_charge(60));
}

TEST(Chunk, ASmallOneGivesBackWhatItDidNotUse) {
  MemoryBudget budget(10 * kMiB);
  Chunk chunk(1, 0, std::make_unique<Arena>(budget, 4 * kMiB), 0);
  ASSERT_TRUE(chunk.append("a row\n"));
  EXPECT_EQ(budget.used(), kMiB);
  chunk.shrink();
  EXPECT_EQ(budget.used(), 4096u);
  EXPECT_EQ(std::string(chunk.body().data, chunk.body().size), "a row\n");
}

TEST(Chunk, AFullOneKeepsItsMemoryForTheNext) {
  MemoryBudget budget(10 * kMiB);
  Chunk chunk(1, 0, std::make_unique<Arena>(budget, 4 * kMiB), 0);
  ASSERT_TRUE(chunk.append(std::string(4 * kMiB - 100, 'x')));
  chunk.shrink();
  EXPECT_EQ(budget.used(), 4 * kMiB);
}

}  // namespace
}  // namespace starload
