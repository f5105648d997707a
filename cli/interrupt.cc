#include "cli/interrupt.h"

#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <ctime>

#include "cli/exit_codes.h"

namespace starload::cli {
namespace {

constexpr timespec kPollInterval{0, 100'000'000};

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
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
  const sigset_t set = ending_signals();
  while (!stopping_) {
    if (sigtimedwait(&set, nullptr, &kPollInterval) <= 0) continue;
    if (by_signal_) std::_Exit(kExitInterrupted);  // the second one: no clean-up
    by_signal_ = true;
    requested_ = true;
    actor_ = std::thread([this] { act(); });
  }
}

}  // namespace starload::cli
