#include "devserver/transaction/sweeper.h"

#include <chrono>

#include "devserver/storage/default_value.h"

namespace starload::devserver {
namespace {

using Clock = std::chrono::steady_clock;

// The intervals may be changed while the server runs.
constexpr std::chrono::milliseconds kTick{200};

// True once an interval; the interval may change between the calls.
class Alarm final {
 public:
  bool is_due(std::int64_t interval_seconds) {
    const Clock::time_point now = Clock::now();
    if (now < last_ + std::chrono::seconds(interval_seconds)) return false;
    last_ = now;
    return true;
  }

 private:
  Clock::time_point last_ = Clock::now();
};

}  // namespace

Sweeper::Sweeper(TransactionManager& manager) : manager_(manager), thread_(&Sweeper::run, this) {}

Sweeper::~Sweeper() { stop(); }

void Sweeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Sweeper::run() {
  Alarm transactions;
  Alarm labels;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kTick, [this] { return stopped_; })) {
    lock.unlock();
    const FrontendConfig& config = manager_.config();
    if (transactions.is_due(config.get(ConfigItem::kTransactionCleanIntervalSecond)))
      manager_.expire();
    if (labels.is_due(config.get(ConfigItem::kLabelCleanIntervalSecond))) forget_labels();
    lock.lock();
  }
}

void Sweeper::forget_labels() {
  const FrontendConfig& config = manager_.config();
  const std::int64_t keep_ms = config.get(ConfigItem::kLabelKeepMaxSecond) * 1000;
  // A failure leaves the labels for the next time.
  static_cast<void>(manager_.storage().forget_labels(unix_millis() - keep_ms,
                                                     config.get(ConfigItem::kLabelKeepMaxNum)));
}

}  // namespace starload::devserver
