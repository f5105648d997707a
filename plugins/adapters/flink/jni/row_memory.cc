#include "plugins/adapters/flink/jni/row_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace starload::flink {
namespace {

constexpr std::size_t kBytesARow =
    16;  // a row of fewer bytes than that on average ends a piece early
constexpr std::size_t kMostRows = std::size_t{1} << 16;
constexpr std::size_t kRounding = std::size_t{4} << 10;

std::size_t round_up(std::size_t value, std::size_t to) { return (value + to - 1) / to * to; }

std::size_t rows_for(std::size_t bytes) { return std::min(bytes / kBytesARow, kMostRows); }

std::size_t rounded(std::size_t bytes) {
  return std::max(round_up(bytes, kRounding), RowMemory::kUsualBytes);
}

}  // namespace

std::size_t RowMemory::size_for(std::size_t bytes) {
  return rounded(bytes) + (rows_for(rounded(bytes)) + 1) * sizeof(std::uint32_t);
}

RowMemory::RowMemory(std::uint32_t for_table, std::size_t bytes)
    : table(for_table), byte_capacity_(rounded(bytes)), size_(size_for(bytes)) {
  void* const memory =
      ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<std::uint8_t*>(memory);
}

RowMemory::~RowMemory() { ::munmap(memory_, size_); }

// The system gives zeroed memory: the first offset is there.
std::uint32_t* RowMemory::offsets() const {
  return reinterpret_cast<std::uint32_t*>(memory_ + byte_capacity_);
}

std::size_t RowMemory::row_capacity() const { return rows_for(byte_capacity_); }

void RowMemoryOrphans::add(std::unique_ptr<RowMemory> memory) {
  const std::lock_guard lock(mutex_);
  orphans_.push_back(std::move(memory));
}

void RowMemoryOrphans::free(const RowMemory* memory) {
  const std::lock_guard lock(mutex_);
  std::erase_if(orphans_, [&](const auto& orphan) { return orphan.get() == memory; });
}

std::size_t RowMemoryOrphans::count() {
  const std::lock_guard lock(mutex_);
  return orphans_.size();
}

RowMemoryPool::RowMemoryPool(std::shared_ptr<RowMemoryOrphans> orphans)
    : orphans_(std::move(orphans)) {}

void RowMemoryPool::set_budget(MemoryBudget* budget, std::size_t share) {
  const std::lock_guard lock(mutex_);
  budget_ = budget;
  share_ = share;
}

RowMemory* RowMemoryPool::take(std::uint32_t table, std::size_t bytes, Status& fault) {
  const std::lock_guard lock(mutex_);
  if (budget_ == nullptr) {
    fault = Status::cancelled("the engine is not open");
    return nullptr;
  }
  if (bytes <= RowMemory::kUsualBytes && !free_.empty()) {
    in_java_.push_back(std::move(free_.back()));
    free_.pop_back();
    in_java_.back()->table = table;
    return in_java_.back().get();
  }
  const std::size_t size = RowMemory::size_for(bytes);
  if (size > budget_->limit() - budget_->reserve()) {
    fault =
        Status::data("a row of more than " + std::to_string(bytes) +
                     " bytes is larger than the writer's memory (sink.buffer-flush.max-bytes = " +
                     std::to_string(budget_->limit()) + ")");
    return nullptr;
  }
  if (charged_ + size > share_) free_unused();
  if (waiting_ > 0 && charged_ + size > share_) return nullptr;
  if (!budget_->try_charge(size)) return nullptr;
  charged_ += size;
  try {
    in_java_.push_back(std::make_unique<RowMemory>(table, bytes));
  } catch (...) {
    charged_ -= size;
    budget_->release(size);
    throw;
  }
  return in_java_.back().get();
}

std::unique_ptr<RowMemory> RowMemoryPool::remove_from_java(RowMemory* memory) {
  const auto found = std::find_if(in_java_.begin(), in_java_.end(),
                                  [&](const auto& held) { return held.get() == memory; });
  if (found == in_java_.end()) return nullptr;
  std::unique_ptr<RowMemory> removed = std::move(*found);
  in_java_.erase(found);
  return removed;
}

// All that the share allows is kept while rows come: the two threads take turns in being ahead, and
// a fresh piece costs the system a page fault for every 4 KiB.
void RowMemoryPool::release(std::unique_ptr<RowMemory> memory) {
  const bool keep =
      budget_ != nullptr && memory->byte_capacity() == RowMemory::kUsualBytes && charged_ <= share_;
  if (keep) {
    free_.push_back(std::move(memory));
  } else {
    uncharge(*memory);
  }
}

void RowMemoryPool::uncharge(const RowMemory& memory) {
  if (budget_ == nullptr) return;
  charged_ -= memory.size();
  budget_->release(memory.size());
}

bool RowMemoryPool::give_back(RowMemory* memory) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<RowMemory> removed = remove_from_java(memory);
  if (removed == nullptr) return false;
  release(std::move(removed));
  return true;
}

std::unique_ptr<RowMemory> RowMemoryPool::hand_over(RowMemory* memory) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<RowMemory> removed = remove_from_java(memory);
  if (removed != nullptr) ++waiting_;
  return removed;
}

void RowMemoryPool::put(std::unique_ptr<RowMemory> memory) {
  const std::lock_guard lock(mutex_);
  --waiting_;
  release(std::move(memory));
}

void RowMemoryPool::trim() {
  const std::lock_guard lock(mutex_);
  free_unused();
}

void RowMemoryPool::free_unused() {
  for (const auto& memory : free_) uncharge(*memory);
  free_.clear();
}

void RowMemoryPool::end() {
  const std::lock_guard lock(mutex_);
  budget_ = nullptr;
  free_.clear();
  for (auto& memory : in_java_) orphans_->add(std::move(memory));
  in_java_.clear();
}

}  // namespace starload::flink
