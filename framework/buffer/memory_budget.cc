#include "framework/buffer/memory_budget.h"

#include <algorithm>

namespace starload {

bool MemoryBudget::try_charge(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > limit_ - std::min(used_, limit_)) return false;
  used_ += bytes;
  peak_ = std::max(peak_, used_);
  return true;
}

void MemoryBudget::release(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ -= bytes;
  room_.notify_all();
}

void MemoryBudget::wait_for_room(std::size_t bytes, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  const std::size_t wakes = wakes_;
  room_.wait_for(lock, at_most, [&] { return wakes != wakes_ || used_ + bytes <= limit_; });
}

void MemoryBudget::wake() {
  const std::lock_guard lock(mutex_);
  ++wakes_;
  room_.notify_all();
}

std::size_t MemoryBudget::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

std::size_t MemoryBudget::peak() const {
  const std::lock_guard lock(mutex_);
  return peak_;
}

}  // namespace starload
