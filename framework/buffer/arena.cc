#include "framework/buffer/arena.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace starload {

Arena::Arena(MemoryBudget& budget, std::size_t limit_bytes) : budget_(budget), limit_(limit_bytes) {
  void* mapped = ::mmap(nullptr, limit_, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  data_ = static_cast<std::uint8_t*>(mapped);
  // Huge pages would be touched, and counted by the system, beyond what the budget was charged.
  ::madvise(mapped, limit_, MADV_NOHUGEPAGE);
}

Arena::~Arena() {
  ::munmap(data_, limit_);
  budget_.release(usable_);
}

bool Arena::extend_to(std::size_t bytes) {
  if (bytes <= usable_) return true;
  if (bytes > limit_) return false;
  const std::size_t wanted = std::min(limit_, (bytes + kStepBytes - 1) / kStepBytes * kStepBytes);
  if (!budget_.try_charge(wanted - usable_)) return false;
  usable_ = wanted;
  return true;
}

void Arena::shrink_to(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t kept = (bytes + page - 1) / page * page;
  if (kept >= usable_) return;
  ::madvise(data_ + kept, usable_ - kept, MADV_DONTNEED);
  budget_.release(usable_ - kept);
  usable_ = kept;
}

namespace {

// Arenas without memory come last.
bool is_smaller(const std::unique_ptr<Arena>& a, const std::unique_ptr<Arena>& b) {
  return a->usable() > 0 && (b->usable() == 0 || a->usable() < b->usable());
}

}  // namespace

std::unique_ptr<Arena> ArenaPool::take() {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::min_element(free_.begin(), free_.end(), is_smaller);
    if (found != free_.end()) return take_out(found);
  }
  return std::make_unique<Arena>(budget_, limit_);
}

std::unique_ptr<Arena> ArenaPool::take_larger(std::size_t usable) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(free_.begin(), free_.end(),
                                  [usable](const auto& arena) { return arena->usable() > usable; });
  return found == free_.end() ? nullptr : take_out(found);
}

std::unique_ptr<Arena> ArenaPool::take_out(std::vector<std::unique_ptr<Arena>>::iterator place) {
  std::unique_ptr<Arena> arena = std::move(*place);
  free_.erase(place);
  return arena;
}

void ArenaPool::put(std::unique_ptr<Arena> arena) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(arena));
}

bool ArenaPool::trim(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::size_t wanted = std::max(bytes, Arena::kStepBytes);
  std::size_t freed = 0;
  for (auto arena = free_.begin(); arena != free_.end() && freed < wanted; ++arena) {
    const std::size_t before = (*arena)->usable();
    (*arena)->shrink_to(before - std::min(before, wanted - freed));
    freed += before - (*arena)->usable();
  }
  return freed > 0;
}

}  // namespace starload
