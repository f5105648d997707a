#include "framework/engine/chunk_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/memory_spill_file.h"

namespace starload {
namespace {

using testing::SpillDisk;

constexpr std::size_t kMiB = 1 << 20;
constexpr EnvelopeOwner kOwner{"exactly_once", "0.1.0", "stream_load", false};

class ChunkStoreTest : public ::testing::Test {
 protected:
  void add(std::uint64_t id, const std::string& body, std::uint64_t rows = 1) {
    auto chunk = std::make_unique<Chunk>(id, 0, pool_.take(), 0);
    ASSERT_TRUE(chunk->append(body));
    chunk->rows() = rows;
    store_.add(std::move(chunk), target_);
  }
  std::string body(std::uint64_t id) {
    const Result<ChunkBody> found = only_body(store_, id);
    return found ? text_of(*found) : "error: " + found.status().message();
  }
  static Result<ChunkBody> only_body(ChunkStore& store, std::uint64_t id) {
    Result<std::vector<ChunkBody>> bodies = store.bodies(id, 1);
    if (!bodies) return bodies.status();
    return std::move(bodies->front());
  }
  static std::string text_of(const ChunkBody& body) { return {body.bytes.data, body.bytes.size}; }

  SpillDisk disk_;
  MemoryBudget budget_{16 * kMiB};
  ArenaPool pool_{budget_, 4 * kMiB};
  ChunkStore store_{budget_, pool_, testing::opener_on(disk_)};
  std::shared_ptr<const LoadTarget> target_ =
      std::make_shared<const LoadTarget>(LoadTarget{"db", "t", {{"format", "csv"}}});
};

TEST_F(ChunkStoreTest, GivesAChunkUntilItIsReleased) {
  add(1, "rows\n", 7);
  EXPECT_EQ(body(1), "rows\n");
  EXPECT_EQ(only_body(store_, 1)->rows, 7u);
  EXPECT_TRUE(store_.holds_memory());
  store_.release(1);
  EXPECT_NE(body(1).find("are gone"), std::string::npos);
  EXPECT_FALSE(store_.holds_memory());
}

TEST_F(ChunkStoreTest, ASpilledChunkTakesNoMemory) {
  add(1, std::string(3 * kMiB, 'r'));
  ASSERT_TRUE(store_.spill(1));
  EXPECT_FALSE(store_.holds_memory());
  pool_.trim();
  EXPECT_EQ(budget_.used(), 0u);
  EXPECT_EQ(body(1), std::string(3 * kMiB, 'r'));
  EXPECT_EQ(budget_.used(), 0u);
}

TEST_F(ChunkStoreTest, BytesStayWhileARequestHasThem) {
  add(1, "rows\n");
  add(2, "more\n");
  ASSERT_TRUE(store_.spill(2));
  const Result<ChunkBody> in_memory = only_body(store_, 1);
  const Result<ChunkBody> spilled = only_body(store_, 2);
  ASSERT_TRUE(store_.spill(1));
  store_.release(1);
  store_.release(2);
  add(3, "other\n");
  EXPECT_EQ(text_of(*in_memory), "rows\n");
  EXPECT_EQ(text_of(*spilled), "more\n");
}

TEST_F(ChunkStoreTest, WhenTheDiskIsFullTheRowsStayInMemory) {
  disk_.capacity = 10;
  add(1, "rows\n");
  EXPECT_EQ(store_.spill(1).message(), "the test's disk is full");
  EXPECT_EQ(body(1), "rows\n");
}

TEST_F(ChunkStoreTest, ReadingBackNeedsNothingOfWhatWritersUse) {
  add(1, std::string(2 * kMiB, 'r'));
  ASSERT_TRUE(store_.spill(1));
  pool_.trim();
  while (budget_.try_charge(4096)) {
  }
  EXPECT_EQ(body(1), std::string(2 * kMiB, 'r'));
}

TEST_F(ChunkStoreTest, ManyReadersGetThroughAReserveForOne) {
  for (std::uint64_t id = 1; id <= 20; ++id) {
    add(id, std::string(kMiB, 'r'));
    ASSERT_TRUE(store_.spill(id));
  }
  std::atomic<int> right = 0;
  std::vector<std::thread> readers;
  for (std::uint64_t first = 1; first <= 4; ++first) {
    readers.emplace_back([&, first] {
      for (std::uint64_t id = first; id <= 20; id += 4) right += body(id).size() == kMiB ? 1 : 0;
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(right, 20);
  EXPECT_LE(budget_.peak(), 16 * kMiB);
}

TEST_F(ChunkStoreTest, DamagedBytesAreNeverHandedOut) {
  add(1, std::string(kMiB, 'r'));
  ASSERT_TRUE(store_.spill(1));
  disk_.damage_at = 100;
  EXPECT_NE(body(1).find("are damaged"), std::string::npos) << body(1).substr(0, 100);
}

TEST_F(ChunkStoreTest, ASealedStateBringsItsChunksIntoAnotherStore) {
  add(1, "in memory\n", 2);
  add(2, "on disk\n", 3);
  ASSERT_TRUE(store_.spill(2));
  const Result<std::string> state = store_.seal(kOwner, "labels", {1, 2});
  ASSERT_TRUE(state) << state.status().message();
  const Result<Envelope> envelope = read_envelope(*state);
  ASSERT_TRUE(envelope) << envelope.status().message();
  EXPECT_EQ(envelope->state, "labels");
  ASSERT_EQ(envelope->chunks.size(), 2u);

  SpillDisk disk;
  ChunkStore other(budget_, pool_, testing::opener_on(disk));
  ASSERT_TRUE(other.add_restored(8, envelope->chunks[0]));
  ASSERT_TRUE(other.add_restored(9, envelope->chunks[1]));
  const Result<std::vector<ChunkBody>> bodies = other.bodies(8, 2);
  ASSERT_TRUE(bodies) << bodies.status().message();
  EXPECT_EQ(text_of(bodies->at(0)), "in memory\n");
  EXPECT_EQ(text_of(bodies->at(1)), "on disk\n");
  EXPECT_EQ(bodies->at(0).rows, 2u);
  EXPECT_EQ(bodies->at(1).rows, 3u);
  EXPECT_EQ(bodies->at(0).target->database, "db");
  EXPECT_EQ(bodies->at(0).target->table, "t");
  EXPECT_EQ(bodies->at(0).target->headers, (LoadHeaders{{"format", "csv"}}));
}

TEST_F(ChunkStoreTest, AHelperSpillsTheNewestFirst) {
  add(1, std::string(kMiB, 'a'));
  add(2, std::string(kMiB, 'b'));
  add(3, std::string(kMiB, 'c'));
  ASSERT_TRUE(store_.spill(3));
  store_.release(3);
  EXPECT_TRUE(store_.spill_newest());
  disk_.damage_at = 100;  // whatever is on the disk can be told from what is not
  EXPECT_EQ(body(1), std::string(kMiB, 'a'));
  EXPECT_NE(body(2).find("are damaged"), std::string::npos);
  EXPECT_TRUE(store_.spill_newest());
  EXPECT_FALSE(store_.holds_memory());
  EXPECT_FALSE(store_.spill_newest());
}

TEST_F(ChunkStoreTest, AHelperThatFailsLeavesTheReasonToTheEventLoop) {
  disk_.capacity = 10;
  add(1, "rows\n");
  EXPECT_FALSE(store_.spill_newest());
  EXPECT_EQ(body(1), "rows\n");
  EXPECT_EQ(store_.spill(1).message(), "the test's disk is full");
}

TEST_F(ChunkStoreTest, TwoThreadsSpillEveryChunkOnce) {
  constexpr std::uint64_t kChunks = 12;
  const auto text = [](std::uint64_t id) {
    return std::string(200000, static_cast<char>('a' + id % 26)) + std::to_string(id);
  };
  for (int round = 0; round < 30; ++round) {
    for (std::uint64_t id = 1; id <= kChunks; ++id) add(id, text(id));
    std::thread helper([&] {
      while (store_.spill_newest()) {
      }
    });
    bool all = true;
    for (std::uint64_t id = 1; id <= kChunks; ++id) all = store_.spill(id).is_ok() && all;
    helper.join();
    EXPECT_TRUE(all);
    EXPECT_FALSE(store_.holds_memory());
    // A chunk that was written twice would have taken another segment for a while.
    EXPECT_LE(disk_.bytes.size(), kChunks * SpillStore::kSegmentBytes);
    for (std::uint64_t id = 1; id <= kChunks; ++id) {
      EXPECT_EQ(body(id), text(id));
      store_.release(id);
    }
  }
}

TEST_F(ChunkStoreTest, ALargeStateDoesNotComeOnTopOfFreeArenas) {
  add(1, std::string(3 * kMiB, 'r'));
  store_.release(1);
  const std::string frame(40 * kMiB, 'f');
  const AttachedChunk chunk{"db", "t", {}, 1, 100, frame};
  ASSERT_TRUE(store_.add_restored(2, chunk));
  ASSERT_TRUE(store_.seal(kOwner, "", {2}));
  EXPECT_GT(budget_.used(), 0u);  // a small one leaves them, hot as they are
  ASSERT_TRUE(store_.add_restored(3, chunk));
  const Result<std::string> state = store_.seal(kOwner, "", {2, 3});
  ASSERT_TRUE(state);
  EXPECT_EQ(budget_.used(), 0u);
  const Result<Envelope> envelope = read_envelope(*state);
  ASSERT_TRUE(envelope) << envelope.status().message();
  EXPECT_TRUE(envelope->chunks.at(0).frame == frame && envelope->chunks.at(1).frame == frame);
}

class HostileChunk : public ChunkStoreTest {
 protected:
  std::string refusal(const AttachedChunk& chunk) {
    return store_.add_restored(1, chunk).message();
  }
};

TEST_F(HostileChunk, HeadersThatTheConnectorSetsAreRefused) {
  AttachedChunk chunk{"db", "t", {{"authorization", "Basic eDp5"}}, 1, 10, "frame"};
  EXPECT_NE(refusal(chunk).find("the connector sets the header 'authorization' itself"),
            std::string::npos)
      << refusal(chunk);
  chunk.headers = {{"columns", "a\r\nlabel: other"}};
  EXPECT_NE(refusal(chunk).find("control character"), std::string::npos) << refusal(chunk);
}

TEST_F(HostileChunk, ARestoredLoadThatIsTooLargeForTheBudgetSaysHowLargeItHasToBe) {
  const AttachedChunk chunk{"db", "t", {}, 1, 9 * kMiB, "frame"};
  EXPECT_NE(refusal(chunk).find("set sink.buffer-flush.max-bytes to at least 18874368"),
            std::string::npos)
      << refusal(chunk);
}

TEST_F(HostileChunk, AWrongSizeIsNoticedBeforeAnythingIsSent) {
  for (const std::uint64_t raw : {4u, 6u}) {
    add(1, "rows\n");
    const Result<std::string> state = store_.seal(kOwner, "", {1});
    store_.release(1);
    Result<Envelope> envelope = read_envelope(*state);
    ASSERT_TRUE(envelope);
    envelope->chunks[0].raw_bytes = raw;
    ASSERT_TRUE(store_.add_restored(2, envelope->chunks[0]));
    EXPECT_NE(body(2).find("are damaged"), std::string::npos) << body(2);
    store_.release(2);
  }
}

}  // namespace
}  // namespace starload
