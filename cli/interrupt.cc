#include "cli/interrupt.h"

#include <pthread.h>

#include <csignal>
#include <cstdlib>

#include "cli/exit_codes.h"

namespace starload::cli {
namespace {

// Ends the watcher's wait. Nobody else sends it, and where it is not blocked it does nothing.
constexpr int kWakeUp = SIGURG;

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

sigset_t watched_signals() {
  sigset_t set = ending_signals();
  sigaddset(&set, kWakeUp);
  return set;
}

}  // namespace

Interrupt::Interrupt() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit of file sizes is an error of the write, as a full disk
  const sigset_t set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  stopping_ = true;
  // Before the watcher blocks it the signal is lost, and the watcher sees the flag; after that it
  // stays until the watcher waits.
  pthread_kill(watcher_.native_handle(), kWakeUp);
  watcher_.join();
  if (actor_.joinable()) actor_.join();
  const sigset_t set = ending_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Interrupt::set_action(std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  action_ = std::move(action);
}

void Interrupt::act() {
  const std::lock_guard lock(mutex_);
  if (action_) action_();
}

void Interrupt::watch() {
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  while (!stopping_) {
    const int signal = sigwaitinfo(&set, nullptr);
    if (signal <= 0 || signal == kWakeUp) continue;
    if (by_signal_) std::_Exit(kExitInterrupted);  // the second one: no clean-up
    by_signal_ = true;
    requested_ = true;
    actor_ = std::thread([this] { act(); });
  }
}

}  // namespace starload::cli
