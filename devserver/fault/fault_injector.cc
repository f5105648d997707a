#include "devserver/fault/fault_injector.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace starload::devserver {
namespace {

bool matches(const Fault& fault, FaultStep step, FaultSide side, std::string_view database) {
  return fault.step == step && fault.side == side &&
         (fault.database.empty() || fault.database == database);
}

}  // namespace

FaultInjector::FaultInjector() {
  dead_socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (dead_socket_ < 0 || ::bind(dead_socket_, generic, size) != 0 ||
      ::getsockname(dead_socket_, generic, &size) != 0) {
    dead_port_ = 1;  // tcpmux: nobody serves it any more
    return;
  }
  dead_port_ = ntohs(address.sin_port);
}

FaultInjector::~FaultInjector() {
  stop();
  if (dead_socket_ >= 0) ::close(dead_socket_);
}

std::vector<FaultState> FaultInjector::add(const std::vector<Fault>& faults) {
  const std::lock_guard lock(mutex_);
  std::vector<FaultState> added;
  for (const Fault& fault : faults) {
    Entry entry;
    entry.state.id = ++last_id_;
    entry.state.fault = fault;
    added.push_back(entry.state);
    faults_.emplace(last_id_, std::move(entry));
  }
  return added;
}

std::vector<FaultState> FaultInjector::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<FaultState> states;
  for (const auto& [id, entry] : faults_) states.push_back(entry.state);
  return states;
}

bool FaultInjector::remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  something_.notify_all();
  return faults_.erase(id) > 0;
}

bool FaultInjector::release(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = faults_.find(id);
  if (found == faults_.end()) return false;
  ++found->second.releases;
  something_.notify_all();
  return true;
}

void FaultInjector::remove_all() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
  something_.notify_all();
}

void FaultInjector::release_all() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, entry] : faults_) ++entry.releases;
  something_.notify_all();
}

void FaultInjector::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  something_.notify_all();
}

std::optional<FaultState> FaultInjector::next(FaultStep step, FaultSide side,
                                              std::string_view database) {
  const std::lock_guard lock(mutex_);
  std::optional<FaultState> due;
  for (auto& [id, entry] : faults_) {
    if (!matches(entry.state.fault, step, side, database)) continue;
    ++entry.state.seen;
    if (!due && entry.state.fault.is_due(entry.state.seen)) due = entry.state;
  }
  return due;
}

void FaultInjector::note_fired(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = faults_.find(id); found != faults_.end()) ++found->second.state.fired;
}

void FaultInjector::hold(std::uint64_t id, std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  std::unique_lock lock(mutex_);
  const auto entry = faults_.find(id);
  if (entry == faults_.end()) return;
  const std::uint64_t releases = entry->second.releases;
  ++entry->second.state.held;
  const auto goes_on = [&] {
    const auto now = faults_.find(id);
    return stopped_ || now == faults_.end() || now->second.releases != releases;
  };
  something_.wait_until(lock, deadline, goes_on);
  if (const auto now = faults_.find(id); now != faults_.end()) --now->second.state.held;
}

void FaultInjector::delay(std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  std::unique_lock lock(mutex_);
  something_.wait_until(lock, deadline, [this] { return stopped_; });
}

bool admit_connection(FaultInjector& injector, FaultSide side) {
  const std::optional<FaultState> due = injector.next(FaultStep::kConnect, side, {});
  if (!due) return true;
  injector.note_fired(due->id);
  const Fault& fault = due->fault;
  switch (fault.action) {
    case FaultAction::kDelay:
      injector.delay(std::chrono::milliseconds(fault.number));
      return true;
    case FaultAction::kHold:
      injector.hold(due->id,
                    std::chrono::milliseconds(fault.has_value ? fault.number : kDefaultHoldMs));
      return true;
    case FaultAction::kExit:
      end_process();
    default:
      return false;
  }
}

void end_process() {
  ::raise(SIGKILL);
  std::abort();  // not reached
}

}  // namespace starload::devserver
