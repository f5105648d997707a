// Looks after timeouts and old labels in the background: every transaction_clean_interval_second
// overdue transactions are aborted, every label_clean_interval_second finished labels forgotten.
// Owned by DevServer; one thread of its own, which ends in stop().
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "devserver/transaction/transaction_manager.h"

namespace starload::devserver {

class Sweeper final {
 public:
  // Borrows the manager until stop().
  explicit Sweeper(TransactionManager& manager);
  ~Sweeper();
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  void stop();

 private:
  void run();
  void forget_labels();

  TransactionManager& manager_;
  std::mutex mutex_;  // guards stopped_
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace starload::devserver
