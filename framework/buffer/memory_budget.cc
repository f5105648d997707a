#include "framework/buffer/memory_budget.h"

#include <algorithm>

namespace starload {

bool MemoryBudget::fits(std::size_t bytes) const {
  const std::size_t limit = limit_ - std::min(reserve_, limit_);
  return bytes <= limit - std::min(used_ - reserve_used_, limit);
}

bool MemoryBudget::try_charge(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!fits(bytes)) return false;
  used_ += bytes;
  peak_ = std::max(peak_, used_);
  return true;
}

bool MemoryBudget::has_room(std::size_t bytes) const {
  const std::lock_guard lock(mutex_);
  return fits(bytes);
}

void MemoryBudget::release(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ -= bytes;
  room_.notify_all();
}

void MemoryBudget::wait_for_room(std::size_t bytes, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  const std::size_t wakes = wakes_;
  room_.wait_for(lock, at_most, [&] { return wakes != wakes_ || fits(bytes); });
}

void MemoryBudget::raise_reserve(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  reserve_ = std::max(reserve_, bytes);
  room_.notify_all();
}

std::size_t MemoryBudget::reserve() const {
  const std::lock_guard lock(mutex_);
  return reserve_;
}

bool MemoryBudget::charge_reserved(std::size_t bytes, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  const auto has_room = [&] { return reserve_used_ + bytes <= reserve_; };
  if (bytes > reserve_ || !room_.wait_for(lock, at_most, has_room)) return false;
  reserve_used_ += bytes;
  used_ += bytes;
  peak_ = std::max(peak_, used_);
  return true;
}

void MemoryBudget::release_reserved(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  reserve_used_ -= bytes;
  used_ -= bytes;
  room_.notify_all();
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
