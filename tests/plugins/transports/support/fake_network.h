// Scripted sockets and a clock that moves only when somebody waits: timing tests that take no time.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transports/common/connection.h"

namespace starload::test {

class FakeClock final : public http::Clock {
 public:
  http::TimePoint now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void advance_to(http::TimePoint time) {
    const std::lock_guard lock(mutex_);
    now_ = std::max(now_, time);
  }
  http::Milliseconds elapsed() const {
    return std::chrono::duration_cast<http::Milliseconds>(now() - http::TimePoint());
  }

 private:
  mutable std::mutex mutex_;  // guards now_
  http::TimePoint now_;
};

// What one connection will do. Times count from the connect.
struct FakeScript {
  std::string connect_error = {};  // not empty: the connect fails
  std::vector<std::pair<http::Milliseconds, std::string>> incoming = {};  // bytes that arrive then
  bool closes = false;               // the peer closes behind the last of them
  std::size_t takes_bytes = ~0ull;   // the peer takes so many bytes, then nothing more
  std::size_t resets_after = ~0ull;  // sending more than this fails with a reset
};

// What happened on it.
struct FakeRecord {
  std::string endpoint;
  std::string sent;
};

class FakeNetwork final : public http::SocketFactory {
 public:
  explicit FakeNetwork(std::shared_ptr<FakeClock> clock) : clock_(std::move(clock)) {}

  // The next connection to `authority` does this; without a script left, connecting is refused.
  void add(const std::string& authority, FakeScript script) {
    scripts_[authority].push_back(std::move(script));
  }
  void set_addresses(const std::string& host, std::vector<std::string> addresses) {
    addresses_[host] = std::move(addresses);
  }
  const std::vector<std::shared_ptr<FakeRecord>>& records() const { return records_; }

  http::ConnectResult connect(const http::Endpoint& endpoint, http::Milliseconds per_address,
                              http::TimePoint until) override;
  std::vector<std::string> resolve(const std::string& host) override;

 private:
  std::shared_ptr<FakeClock> clock_;
  std::map<std::string, std::deque<FakeScript>> scripts_;
  std::map<std::string, std::vector<std::string>> addresses_;
  std::vector<std::shared_ptr<FakeRecord>> records_;
};

}  // namespace starload::test
