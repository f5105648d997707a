// Memory that Java fills with rows: bytes, and behind them where each row ends. Native code owns
// it; Java sees it as two direct buffers. RowMemory is one piece, RowMemoryPool hands a writer's
// pieces out, charges them to the engine's budget, and keeps some for later.
//
//   bytes | 0 (u32) | end of row 0 | end of row 1 | ...
//
// While a piece is in Java's hands nothing here touches it. What is still there when the pool ends
// is an orphan: it is freed when Java says that nobody can reach it, or with the library.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "framework/base/status.h"
#include "framework/buffer/memory_budget.h"

namespace starload::flink {

class RowMemory final {
 public:
  static constexpr std::size_t kUsualBytes = std::size_t{256} << 10;

  // Throws std::bad_alloc.
  RowMemory(std::uint32_t table, std::size_t bytes);
  ~RowMemory();
  RowMemory(const RowMemory&) = delete;
  RowMemory& operator=(const RowMemory&) = delete;

  // Memory that a piece for so many bytes takes in all.
  static std::size_t size_for(std::size_t bytes);

  std::uint8_t* bytes() const { return memory_; }
  std::size_t byte_capacity() const { return byte_capacity_; }
  std::uint32_t* offsets() const;  // 0, then the ends
  std::uint32_t* ends() const { return offsets() + 1; }
  std::size_t row_capacity() const;
  std::size_t size() const { return size_; }
  std::uint32_t table = 0;

 private:
  const std::size_t byte_capacity_;
  const std::size_t size_;
  std::uint8_t* memory_ = nullptr;
};

// Pieces that outlived their writer. Thread-safe; its destructor frees what is left.
class RowMemoryOrphans final {
 public:
  void add(std::unique_ptr<RowMemory> memory);
  void free(const RowMemory* memory);  // one that is not here is left alone
  std::size_t count();

 private:
  std::mutex mutex_;  // guards orphans_
  std::vector<std::unique_ptr<RowMemory>> orphans_;
};

// Thread-safe.
class RowMemoryPool final {
 public:
  explicit RowMemoryPool(std::shared_ptr<RowMemoryOrphans> orphans);
  ~RowMemoryPool() { end(); }

  // budget: borrowed up to end(). share: what all pieces may take while some of them wait for
  // native code, so that they leave room for what is made of them.
  void set_budget(MemoryBudget* budget, std::size_t share);

  // Null: there is no room now. fault: there never will be.
  RowMemory* take(std::uint32_t table, std::size_t bytes, Status& fault);
  // From Java's hands back to the pool. false: it was not in Java's hands.
  bool give_back(RowMemory* memory);
  // From Java's hands into native code's: the caller owns it, and gives it to put().
  std::unique_ptr<RowMemory> hand_over(RowMemory* memory);
  void put(std::unique_ptr<RowMemory> memory);
  void trim();  // frees what nobody uses
  // Nothing is charged any more; what Java holds becomes an orphan.
  void end();

 private:
  std::unique_ptr<RowMemory> remove_from_java(RowMemory* memory);
  void release(std::unique_ptr<RowMemory> memory);
  void free_unused();
  void uncharge(const RowMemory& memory);

  const std::shared_ptr<RowMemoryOrphans> orphans_;
  std::mutex mutex_;  // guards the members below
  MemoryBudget* budget_ = nullptr;
  std::size_t share_ = 0;
  std::size_t charged_ = 0;
  std::size_t waiting_ = 0;  // pieces in native code's hands
  std::vector<std::unique_ptr<RowMemory>> in_java_;
  std::vector<std::unique_ptr<RowMemory>> free_;  // of the usual size, charged
};

}  // namespace starload::flink
