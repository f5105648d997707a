// Ctrl-C, SIGTERM and SIGHUP as a flag and one action; the second signal ends the process at once.
//
// Made in main's thread before any other thread, because signals are blocked in threads started
// later and a thread of its own waits for them.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace starload::cli {

class Interrupt final {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Set by the first signal, and by request() when something else ends the work.
  const std::atomic<bool>* flag() const { return &requested_; }
  bool by_signal() const { return by_signal_; }
  void request() { requested_ = true; }

  // What the first signal runs, on the watcher's thread. Setting waits for a running action to end.
  void set_action(std::function<void()> action);

 private:
  void watch();
  void act();

  std::atomic<bool> requested_{false};
  std::atomic<bool> by_signal_{false};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // guards action_, held while it runs
  std::function<void()> action_;
  std::thread watcher_;
  std::thread actor_;
};

}  // namespace starload::cli
