// Rows in, closed chunks out: all tables of one engine, their open chunks, the closed ones, and the
// memory behind them.
//
// write() runs on the host's thread and serializes there; closing and releasing also come from the
// event loop. Nothing waits while the mutex is held.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "framework/base/clock.h"
#include "framework/engine/chunk_store.h"
#include "framework/engine/counters.h"
#include "framework/engine/event.h"
#include "framework/engine/line_filler.h"
#include "framework/engine/table_writer.h"

namespace starload {

struct WriterLimits {
  std::size_t budget_bytes = 0;
  std::size_t chunk_bytes = 0;
  std::uint64_t chunk_rows = 0;
  std::chrono::milliseconds longest_wait{0};
  double max_filter_ratio = 0;    // > 0: rows that cannot be serialized are reported and left out
  std::size_t reserve_bytes = 0;  // of the budget, for reading spilled chunks back
  // Closed chunks may stay until there are enough of them (a transaction at-least-once): a starved
  // writer closes open ones, too, so that there are.
  bool chunks_are_kept = false;
  // Closed chunks go into a file: a starved writer helps with that instead of waiting for it.
  bool chunks_are_spilled = false;
};

class Writer final {
 public:
  struct Ports {
    std::function<void(Event)> post;  // to the event loop, in order
    std::function<Status()> failure;  // why the engine is broken; ok when it is not
    RejectListener on_reject;
    SpillStore::Opener open_spill;
  };

  Writer(const WriterLimits& limits, Ports ports, std::shared_ptr<const Clock> clock,
         Counters& counters);
  ~Writer();

  std::uint32_t add_table(std::unique_ptr<TableWriter> table);
  // Returns when all rows are in chunks. Fails with the row's reason, after a wait for memory that
  // took too long, or with the engine's failure.
  Status write(std::uint32_t table, const sl_row_block& block);
  // Engine::fill_lines().
  Result<bool> fill_lines(std::uint32_t table, std::size_t bytes, const LineFiller& filler);
  // One step towards room for so many bytes of the budget; waited grows. Fails when that takes too
  // long.
  Status make_room_for(std::size_t bytes, std::chrono::milliseconds& waited);
  // One that is being filled is closed when that is done.
  Status close_chunk(std::uint32_t table);
  // Waits for those that are being filled. Not from a filler.
  Status close_all_chunks();
  // Moves one of the closed chunks into the file; false: nothing is left to help with.
  bool help_to_spill() { return limits_.chunks_are_spilled && store_.spill_newest(); }
  // Takes a chunk of a restored state and gives it an id.
  Result<std::uint64_t> restore_chunk(const AttachedChunk& chunk);

  ChunkStore& chunks() { return store_; }
  std::shared_ptr<const LoadTarget> target(std::uint32_t table);
  std::vector<std::string> databases();  // of the tables, each once
  bool idle();                           // no chunk is open or takes memory
  void give_memory_back() { pool_.trim(); }
  MemoryBudget& budget() { return budget_; }

 private:
  Status close_locked(TableWriter& table, std::uint32_t index);
  Status make_room(std::size_t bytes, std::chrono::milliseconds& waited);
  bool move_to_free_arena(std::uint32_t index);
  Status refuse(TableWriter& table, std::uint32_t index, const TableWriter::Progress& progress);
  LineRoom open_room(std::uint32_t index, std::size_t bytes);
  Status take_lines(std::uint32_t index, const FilledLines& filled);
  void count_rows(std::uint32_t index, std::uint64_t rows_before);
  TableWriter& with_open_chunk(std::uint32_t index);
  Status write_some(std::uint32_t index, const sl_row_block& block, std::size_t& next_row,
                    bool& starved);
  bool should_close_open_chunk() const;
  std::uint32_t largest_open_table() const;

  const WriterLimits limits_;
  const Ports ports_;
  const std::shared_ptr<const Clock> clock_;
  Counters& counters_;
  MemoryBudget budget_;
  ArenaPool pool_;
  ChunkStore store_;
  std::mutex mutex_;                // guards everything below
  std::condition_variable filled_;  // a table is not being filled any more
  std::vector<std::unique_ptr<TableWriter>> tables_;
  std::uint64_t next_chunk_ = 1;
};

}  // namespace starload
