// A queue of events and the one thread that handles them, together with timers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "framework/base/clock.h"
#include "framework/engine/event.h"

namespace starload {

class EventLoop final {
 public:
  struct Handlers {
    std::function<void(Event, std::int64_t now_ms)> on_event;
    std::function<void(std::int64_t now_ms)> on_due;
    std::function<std::int64_t()> next_due_ms;
  };

  EventLoop(std::shared_ptr<const Clock> clock, Handlers handlers);
  ~EventLoop();  // stops and joins
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void post(Event event);  // any thread
  // Runs `task` on the loop's thread between two events and waits for it. Not from the loop's own
  // thread.
  void run_between_events(const std::function<void()>& task);
  void stop();

 private:
  void run();
  void wait_for_work(std::unique_lock<std::mutex>& lock);

  const std::shared_ptr<const Clock> clock_;
  const Handlers handlers_;
  std::mutex mutex_;  // guards queue_, tasks_, stopping_
  std::condition_variable changed_;
  std::deque<Event> queue_;
  std::deque<const std::function<void()>*> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace starload
