#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "framework/buffer/chunk.h"

namespace starload {
namespace {

constexpr std::size_t kMiB = 1 << 20;

TEST(MemoryBudget, NeverGoesOverItsLimit) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.try_charge(60));
  EXPECT_FALSE(budget.try_charge(41));
  EXPECT_TRUE(budget.try_charge(40));
  EXPECT_EQ(budget.used(), 100u);
  budget.release(100);
  EXPECT_EQ(budget.used(), 0u);
  EXPECT_EQ(budget.peak(), 100u);
}

TEST(MemoryBudget, RefusesASumThatWouldOverflow) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.try_charge(10));
  EXPECT_FALSE(budget.try_charge(SIZE_MAX - 5));
}

TEST(MemoryBudget, AWaiterWakesWhenMemoryComesFree) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.try_charge(100));
  std::thread releaser([&] { budget.release(50); });
  budget.wait_for_room(50, std::chrono::minutes(5));
  EXPECT_TRUE(budget.try_charge(50));
  releaser.join();
}

TEST(MemoryBudget, WakeEndsAWaitWithoutRoom) {
  MemoryBudget budget(100);
  ASSERT_TRUE(budget.try_charge(100));
  std::atomic<bool> done = false;
  std::thread waker([&] {
    while (!done) budget.wake();
  });
  budget.wait_for_room(50, std::chrono::minutes(5));
  done = true;
  waker.join();
  EXPECT_EQ(budget.used(), 100u);
}

TEST(Arena, ChargesStepByStepAndGivesAllBack) {
  MemoryBudget budget(10 * kMiB);
  Arena arena(budget, 3 * kMiB);
  EXPECT_EQ(budget.used(), 0u);
  ASSERT_TRUE(arena.extend_to(10));
  EXPECT_EQ(budget.used(), kMiB);
  ASSERT_TRUE(arena.extend_to(kMiB + 1));
  EXPECT_EQ(budget.used(), 2 * kMiB);
  EXPECT_FALSE(arena.extend_to(3 * kMiB + 1));
  arena.shrink_to(0);
  EXPECT_EQ(budget.used(), 0u);
}

TEST(Arena, KeepsItsBytesWhileItGrows) {
  MemoryBudget budget(10 * kMiB);
  Arena arena(budget, 4 * kMiB);
  ASSERT_TRUE(arena.extend_to(100));
  std::uint8_t* const before = arena.data();
  std::memcpy(before, "starload", 8);
  ASSERT_TRUE(arena.extend_to(4 * kMiB));
  EXPECT_EQ(arena.data(), before);
  EXPECT_EQ(std::memcmp(arena.data(), "starload", 8), 0);
}

TEST(ArenaPool, ReusesMemoryUntilItIsTrimmed) {
  MemoryBudget budget(10 * kMiB);
  ArenaPool pool(budget, 4 * kMiB);
  auto arena = pool.take();
  ASSERT_TRUE(arena->extend_to(kMiB));
  pool.put(std::move(arena));
  EXPECT_EQ(budget.used(), kMiB);
  EXPECT_TRUE(pool.trim());
  EXPECT_FALSE(pool.trim());
  EXPECT_EQ(budget.used(), 0u);
}

TEST(ArenaPool, TrimsNoMoreThanIsWantedAndWhatWaitsLongestFirst) {
  MemoryBudget budget(10 * kMiB);
  ArenaPool pool(budget, 4 * kMiB);
  auto cold = pool.take();
  auto hot = pool.take();
  ASSERT_TRUE(cold->extend_to(2 * kMiB));
  ASSERT_TRUE(hot->extend_to(3 * kMiB));
  pool.put(std::move(cold));
  pool.put(std::move(hot));
  EXPECT_TRUE(pool.trim(kMiB));
  EXPECT_EQ(budget.used(), 4 * kMiB);
  EXPECT_TRUE(pool.trim(2 * kMiB));
  EXPECT_EQ(budget.used(), 2 * kMiB);
  EXPECT_EQ(pool.take()->usable(), 2 * kMiB);
}

TEST(ArenaPool, BeginsWithTheLeastMemoryThatIsThere) {
  MemoryBudget budget(10 * kMiB);
  ArenaPool pool(budget, 4 * kMiB);
  auto large = pool.take();
  auto small = pool.take();
  auto empty = pool.take();
  ASSERT_TRUE(large->extend_to(3 * kMiB));
  ASSERT_TRUE(small->extend_to(kMiB));
  pool.put(std::move(empty));
  pool.put(std::move(small));
  pool.put(std::move(large));
  EXPECT_EQ(pool.take()->usable(), kMiB);
  EXPECT_EQ(pool.take()->usable(), 3 * kMiB);
  EXPECT_EQ(pool.take()->usable(), 0u);
}

TEST(Chunk, TellsALimitFromAShortageOfMemory) {
  MemoryBudget budget(2 * kMiB);
  Chunk chunk(1, 0, std::make_unique<Arena>(budget, 8 * kMiB), 1);
  EXPECT_TRUE(chunk.append("row"));
  EXPECT_NE(chunk.sink().grow(&chunk.sink(), 3 * kMiB), SL_OK);
  EXPECT_TRUE(chunk.starved());
  EXPECT_NE(chunk.sink().grow(&chunk.sink(), 9 * kMiB), SL_OK);
  EXPECT_FALSE(chunk.starved());
}

TEST(Chunk, KeepsRoomForTheEndOfTheBody) {
  MemoryBudget budget(8 * kMiB);
  Chunk chunk(1, 0, std::make_unique<Arena>(budget, kMiB), 2);
  const std::string row(kMiB - 2, 'x');
  EXPECT_TRUE(chunk.append(row));
  EXPECT_FALSE(chunk.append("y"));
  EXPECT_TRUE(chunk.finish("]\n"));
  EXPECT_EQ(chunk.body().size, kMiB);
  EXPECT_EQ(std::string_view(chunk.body().data + kMiB - 2, 2), "]\n");
}

TEST(Chunk, GoesOnInAnArenaThatHoldsMore) {
  MemoryBudget budget(4 * kMiB);
  ArenaPool pool(budget, 3 * kMiB);
  auto large = pool.take();
  ASSERT_TRUE(large->extend_to(3 * kMiB));
  Chunk chunk(1, 0, pool.take(), 4);
  ASSERT_TRUE(chunk.append("abc"));
  EXPECT_FALSE(chunk.append(std::string(2 * kMiB, 'x')));
  EXPECT_TRUE(chunk.starved());
  EXPECT_EQ(pool.take_larger(chunk.memory_bytes()), nullptr);
  pool.put(std::move(large));
  std::unique_ptr<Arena> free = pool.take_larger(chunk.memory_bytes());
  ASSERT_NE(free, nullptr);
  EXPECT_EQ(pool.take_larger(0), nullptr);
  pool.put(chunk.move_to(std::move(free)));
  EXPECT_EQ(std::string_view(chunk.body().data, chunk.body().size), "abc");
  EXPECT_TRUE(chunk.append(std::string(2 * kMiB, 'x')));
  EXPECT_FALSE(chunk.append(std::string(kMiB, 'x')));
  EXPECT_FALSE(chunk.starved());
  EXPECT_TRUE(chunk.finish("tail"));
  EXPECT_EQ(budget.used(), 4 * kMiB);
}

}  // namespace
}  // namespace starload
