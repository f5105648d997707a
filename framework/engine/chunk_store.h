// Closed chunks until they are released: in memory, or spilled into a file; those that a restored
// state brought are spilled from the start.
//
// Thread-safe. What a request sends is kept while its ChunkBody lives. Reading back is charged to
// the budget's reserve, which writers cannot use up: a starved writer waits for chunks to be sent,
// never the other way round.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "framework/buffer/arena.h"
#include "framework/buffer/chunk.h"
#include "framework/checkpoint/envelope.h"
#include "framework/engine/load_headers.h"
#include "framework/spill/spill_store.h"

namespace starload {

class ReadBuffer;

struct ChunkBody {
  sl_str bytes{};
  std::uint64_t rows = 0;
  std::shared_ptr<const LoadTarget> target;
  std::shared_ptr<const void> keep;  // what `bytes` lie in
};

class ChunkStore final {
 public:
  // budget and pool outlive the store and every body of it.
  ChunkStore(MemoryBudget& budget, ArenaPool& pool, SpillStore::Opener opener)
      : budget_(budget), pool_(pool), spill_(std::move(opener)) {}

  void add(std::unique_ptr<Chunk> chunk, std::shared_ptr<const LoadTarget> target);
  // The error says why a chunk of a state cannot be taken.
  Status add_restored(std::uint64_t id, const AttachedChunk& chunk);
  void release(std::uint64_t id);
  // Moves a chunk's bytes into the spill file. When that fails they stay in memory.
  Status spill(std::uint64_t id);
  // Does so with the newest chunk that no thread is at: help from a thread that would only wait for
  // the event loop, which begins with the oldest. false: there is none, or it failed (the event
  // loop comes to that chunk, too, and tells why).
  bool spill_newest();
  // Where a chunk goes; null when it is gone.
  std::shared_ptr<const LoadTarget> target(std::uint64_t id) const;
  // The bytes of consecutive chunks, for one request. May wait for other requests that read back;
  // so one takes all that it needs at once. A chunk that is gone is an error.
  Result<std::vector<ChunkBody>> bodies(std::uint64_t first, std::uint64_t count);

  // The state of a checkpoint with these chunks attached; chunks in memory are spilled first.
  Result<std::string> seal(const EnvelopeOwner& owner, std::string_view state,
                           const std::vector<std::uint64_t>& chunks);

  bool holds_memory() const;
  std::uint64_t spilled_bytes() const { return spill_.used_bytes(); }

 private:
  struct Entry {
    std::uint64_t rows = 0;
    std::shared_ptr<const LoadTarget> target;
    std::shared_ptr<Chunk> chunk;               // in memory, or null
    std::shared_ptr<const SpilledFrame> frame;  // in the file, or null
  };

  // Lets other threads come to a chunk again.
  class SpillClaim;

  Result<Entry> find(std::uint64_t id) const;
  Status write_out(std::uint64_t id, std::shared_ptr<const Chunk> chunk);
  std::shared_ptr<const SpilledFrame> own(SpilledFrame frame);
  Status make_reserve(std::uint64_t raw_bytes);
  Result<std::shared_ptr<ReadBuffer>> take_buffer(const std::vector<Entry>& entries);

  MemoryBudget& budget_;
  ArenaPool& pool_;
  SpillStore spill_;
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable spilled_;
  std::map<std::uint64_t, Entry> entries_;
  std::set<std::uint64_t> being_spilled_;  // ids
};

}  // namespace starload
