// One memory budget for a writer: chunk arenas, row blocks and whatever else a host charges to it,
// counted exactly. Thread-safe. A caller that would pass the limit waits (backpressure); every wait
// has a limit.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace starload {

class MemoryBudget final {
 public:
  explicit MemoryBudget(std::size_t limit_bytes) : limit_(limit_bytes) {}

  bool try_charge(std::size_t bytes);
  bool has_room(std::size_t bytes) const;  // try_charge() would do it now
  void release(std::size_t bytes);
  // Waits until `bytes` could be charged, the time is over, or wake() is called. Charges nothing.
  void wait_for_room(std::size_t bytes, std::chrono::milliseconds at_most);
  void wake();  // ends all waits: the writer failed or was cancelled

  // A part that only charge_reserved() may use: whoever needs memory to set memory free never waits
  // for those that fill it. 0 at first.
  void raise_reserve(std::size_t bytes);
  std::size_t reserve() const;
  // Charges the reserved part; waits for others that use it. false: the time is over, or there are
  // more bytes than are reserved.
  bool charge_reserved(std::size_t bytes, std::chrono::milliseconds at_most);
  void release_reserved(std::size_t bytes);

  std::size_t limit() const { return limit_; }
  std::size_t used() const;
  std::size_t peak() const;

 private:
  bool fits(std::size_t bytes) const;  // REQUIRES: mutex_ held

  const std::size_t limit_;
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable room_;
  std::size_t used_ = 0;  // with what is used of the reserve
  std::size_t reserve_ = 0;
  std::size_t reserve_used_ = 0;
  std::size_t peak_ = 0;
  std::size_t wakes_ = 0;
};

}  // namespace starload
