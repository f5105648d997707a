#include "framework/engine/event_loop.h"

#include <algorithm>
#include <chrono>

namespace starload {
namespace {

constexpr std::int64_t kLongestWaitMs = 1000;

}  // namespace

EventLoop::EventLoop(std::shared_ptr<const Clock> clock, Handlers handlers)
    : clock_(std::move(clock)), handlers_(std::move(handlers)), thread_([this] { run(); }) {}

EventLoop::~EventLoop() { stop(); }

void EventLoop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void EventLoop::post(Event event) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(event));
  changed_.notify_all();
}

void EventLoop::run_between_events(const std::function<void()>& task) {
  std::unique_lock lock(mutex_);
  if (stopping_) return;
  tasks_.push_back(&task);
  changed_.notify_all();
  const auto done = [&] { return std::find(tasks_.begin(), tasks_.end(), &task) == tasks_.end(); };
  while (!done()) changed_.wait_for(lock, std::chrono::milliseconds(kLongestWaitMs));
}

void EventLoop::wait_for_work(std::unique_lock<std::mutex>& lock) {
  const std::int64_t until_due = handlers_.next_due_ms() - clock_->now_ms();
  const std::int64_t wait_ms = std::clamp<std::int64_t>(until_due, 0, kLongestWaitMs);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                    [&] { return stopping_ || !queue_.empty() || !tasks_.empty(); });
}

void EventLoop::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (queue_.empty() && tasks_.empty()) wait_for_work(lock);
    if (!tasks_.empty()) {
      const std::function<void()>* task = tasks_.front();
      lock.unlock();
      (*task)();
      lock.lock();
      tasks_.pop_front();  // after the call: its waiter looks for it here
      changed_.notify_all();
      continue;
    }
    const bool has_event = !queue_.empty();
    Event event;
    if (has_event) {
      event = std::move(queue_.front());
      queue_.pop_front();
    }
    lock.unlock();
    const std::int64_t now_ms = clock_->now_ms();
    if (has_event) handlers_.on_event(std::move(event), now_ms);
    handlers_.on_due(now_ms);
    lock.lock();
  }
  tasks_.clear();
  changed_.notify_all();
}

}  // namespace starload
