// The faults that a development server injects: which request they meet, and how often they did.
//
// Owned by DevServer; thread-safe. Requests are counted a fault, from the moment it was added, so a
// script of faults does the same every time the same requests come.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/fault/fault_spec.h"

namespace starload::devserver {

struct FaultState {
  std::uint64_t id = 0;  // 1, 2, ... in the order in which they were added
  Fault fault;
  std::uint64_t seen = 0;   // requests that matched
  std::uint64_t fired = 0;  // times that it happened
  std::uint64_t held = 0;   // requests that wait now
};

class FaultInjector final {
 public:
  FaultInjector();
  ~FaultInjector();
  FaultInjector(const FaultInjector&) = delete;
  FaultInjector& operator=(const FaultInjector&) = delete;

  std::vector<FaultState> add(const std::vector<Fault>& faults);
  std::vector<FaultState> list() const;
  // What they hold goes on. False: there is no such fault.
  bool remove(std::uint64_t id);
  bool release(std::uint64_t id);
  void remove_all();
  void release_all();
  // From now on nothing waits.
  void stop();

  // Counts the request for every fault that it matches, and gives the first that is due.
  std::optional<FaultState> next(FaultStep step, FaultSide side, std::string_view database);
  void note_fired(std::uint64_t id);

  // Waits until the fault is released or removed, or the time is over.
  void hold(std::uint64_t id, std::chrono::milliseconds at_most);
  // Waits so long, or until stop().
  void delay(std::chrono::milliseconds time);

  // A port of 127.0.0.1 that refuses connections as long as this lives.
  std::uint16_t dead_port() const { return dead_port_; }

 private:
  struct Entry {
    FaultState state;
    std::uint64_t releases = 0;
  };

  mutable std::mutex mutex_;           // guards faults_, last_id_, stopped_
  std::condition_variable something_;  // a release, a removal, stop
  std::map<std::uint64_t, Entry> faults_;
  std::uint64_t last_id_ = 0;
  bool stopped_ = false;
  int dead_socket_ = -1;  // bound, not listening
  std::uint16_t dead_port_ = 0;
};

// At accept time, when nothing is known but the side. False: end the connection at once.
bool admit_connection(FaultInjector& injector, FaultSide side);

// Ends this process as kill -9 does.
[[noreturn]] void end_process();

}  // namespace starload::devserver
