// A contiguous stretch of address space that is filled from the front; memory is taken from the
// system, and charged to the budget, step by step as it is needed. Movable owner; one thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "framework/buffer/memory_budget.h"

namespace starload {

class Arena final {
 public:
  static constexpr std::size_t kStepBytes = std::size_t{1} << 20;

  // Reserves `limit_bytes` of addresses, no memory yet. Throws std::bad_alloc when even that fails.
  Arena(MemoryBudget& budget, std::size_t limit_bytes);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Makes the first `bytes` usable. false: over the arena's limit, or the budget has no room now.
  bool extend_to(std::size_t bytes);
  // Returns what lies behind the first `bytes` to system and budget; the addresses stay.
  void shrink_to(std::size_t bytes);

  std::uint8_t* data() { return data_; }
  std::size_t usable() const { return usable_; }
  std::size_t limit() const { return limit_; }

 private:
  MemoryBudget& budget_;
  const std::size_t limit_;
  std::uint8_t* data_ = nullptr;
  std::size_t usable_ = 0;  // charged to the budget
};

// Arenas that are free to be used again, with their memory (hot). Thread-safe.
class ArenaPool final {
 public:
  static constexpr std::size_t kAll = SIZE_MAX;

  ArenaPool(MemoryBudget& budget, std::size_t arena_limit_bytes)
      : budget_(budget), limit_(arena_limit_bytes) {}

  // The free one with the least memory, but not none: a chunk begins small, and the larger ones are
  // for those that grow out of theirs. A new one where none is free.
  std::unique_ptr<Arena> take();
  // A free arena that holds more memory than so many bytes, or null.
  std::unique_ptr<Arena> take_larger(std::size_t usable);
  void put(std::unique_ptr<Arena> arena);
  // Returns so much memory of free arenas to system and budget, of those first that wait longest:
  // what is taken away here is faulted in anew, page by page. true when there was any.
  bool trim(std::size_t bytes = kAll);

 private:
  // REQUIRES: mutex_ held
  std::unique_ptr<Arena> take_out(std::vector<std::unique_ptr<Arena>>::iterator place);

  MemoryBudget& budget_;
  const std::size_t limit_;
  std::mutex mutex_;  // guards free_
  std::vector<std::unique_ptr<Arena>> free_;
};

}  // namespace starload
