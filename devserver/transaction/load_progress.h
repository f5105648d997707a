// How far the loads are whose bodies are being read now. Owned by TransactionManager; thread-safe:
// one mutex guards the map.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "devserver/storage/storage.h"

namespace starload::devserver {

class LoadProgress final {
 public:
  struct Counts {
    std::int64_t loaded_rows = 0;
    std::int64_t filtered_rows = 0;
    std::int64_t unselected_rows = 0;
    std::int64_t bytes = 0;
  };

  void set(std::int64_t transaction_id, const Counts& counts) {
    const std::lock_guard lock(mutex_);
    counts_[transaction_id] = counts;
  }

  void remove(std::int64_t transaction_id) {
    const std::lock_guard lock(mutex_);
    counts_.erase(transaction_id);
  }

  // Puts the counts of a load that is still read into its record.
  void apply_to(LoadRecord& record) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(record.transaction_id);
    if (found == counts_.end() || record.state != LabelState::kPrepare) return;
    const Counts& counts = found->second;
    record.loaded_rows = counts.loaded_rows;
    record.filtered_rows = counts.filtered_rows;
    record.unselected_rows = counts.unselected_rows;
    record.total_rows = counts.loaded_rows + counts.filtered_rows + counts.unselected_rows;
    record.load_bytes = counts.bytes;
  }

 private:
  mutable std::mutex mutex_;  // guards counts_
  std::map<std::int64_t, Counts> counts_;
};

}  // namespace starload::devserver
