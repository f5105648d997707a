// Makes committed transactions visible in the background: those that are too big to let a client
// wait, and those whose visibility is to come late (starload_publish_delay_ms). Owned by
// TransactionManager; one thread of its own, which ends in stop().
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "devserver/storage/storage.h"
#include "framework/base/status.h"

namespace starload::devserver {

class Publisher final {
 public:
  using Clock = std::chrono::steady_clock;
  // Applies a COMMITTED transaction. What fails is reported on standard error and tried again after
  // a while.
  using Publish = std::function<Status(const LoadRecord&)>;

  explicit Publisher(Publish publish);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  void add(const LoadRecord& record, Clock::time_point not_before);
  // Waits until the transaction is visible; false: the deadline passed, or the server stops.
  bool wait(std::int64_t transaction_id, Clock::time_point deadline);
  // Transactions that are not visible by then are published after the next start.
  void stop();

 private:
  struct Task {
    LoadRecord record;
    Clock::time_point not_before;
    bool is_reported = false;  // that it failed
  };

  void run();
  static void report(Task& task, const Status& failure);
  bool is_pending(std::int64_t transaction_id) const;
  // The first task that is due; tasks_.end() = none.
  std::deque<Task>::iterator find_due();

  const Publish publish_;
  mutable std::mutex mutex_;  // guards tasks_, stopped_
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace starload::devserver
