#include "devserver/transaction/publisher.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace starload::devserver {
namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::seconds kRetryDelay{1};

}  // namespace

Publisher::Publisher(Publish publish)
    : publish_(std::move(publish)), thread_(&Publisher::run, this) {}

Publisher::~Publisher() { stop(); }

void Publisher::add(const LoadRecord& record, Clock::time_point not_before) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back({record, not_before});
  }
  changed_.notify_all();
}

bool Publisher::is_pending(std::int64_t transaction_id) const {
  return std::any_of(tasks_.begin(), tasks_.end(), [transaction_id](const Task& task) {
    return task.record.transaction_id == transaction_id;
  });
}

bool Publisher::wait(std::int64_t transaction_id, Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return stopped_ || !is_pending(transaction_id); });
  return !is_pending(transaction_id);
}

void Publisher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::deque<Publisher::Task>::iterator Publisher::find_due() {
  const Clock::time_point now = Clock::now();
  return std::find_if(tasks_.begin(), tasks_.end(),
                      [now](const Task& task) { return task.not_before <= now; });
}

void Publisher::report(Task& task, const Status& failure) {
  if (task.is_reported || failure.code() == ErrorCode::kCancelled) return;
  task.is_reported = true;
  std::fprintf(
      stderr,
      "starload dev-server: transaction %lld of label %s is committed, but its rows cannot "
      "be made visible: %s\n",
      static_cast<long long>(task.record.transaction_id), task.record.label.c_str(),
      failure.message().c_str());
}

// A task stays in the list until it is done, for those who wait. Only this thread removes tasks.
void Publisher::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const auto due = find_due();
    if (due == tasks_.end()) {
      changed_.wait_for(lock, kTick);
      continue;
    }
    const LoadRecord record = due->record;
    lock.unlock();
    const Status published = publish_(record);
    lock.lock();
    const auto task = std::find_if(tasks_.begin(), tasks_.end(), [&record](const Task& other) {
      return other.record.transaction_id == record.transaction_id;
    });
    if (published) {
      tasks_.erase(task);
      changed_.notify_all();
    } else {
      report(*task, published);
      task->not_before = Clock::now() + kRetryDelay;
    }
  }
}

}  // namespace starload::devserver
