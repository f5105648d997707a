// The seam between HTTP and the network. One connection has one user at a time; a factory is used
// from any thread. Nothing here blocks but wait() and connect(), and both end at their time limit
// or when the token is cancelled.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transports/common/clock.h"
#include "plugins/transports/common/endpoint.h"

namespace starload::http {

// Set once, for ever. Its descriptor becomes readable then, so that every poll() that watches it
// wakes. Any thread.
class CancelToken final {
 public:
  CancelToken();
  ~CancelToken();
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  void cancel() noexcept;
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire); }
  int descriptor() const noexcept { return descriptor_; }

 private:
  std::atomic<bool> cancelled_{false};
  int descriptor_;
};

enum class IoStatus : std::uint8_t { kDone, kAgain, kClosed, kFailed };

struct IoResult {
  IoStatus status;
  std::size_t bytes = 0;  // > 0 with kDone
};

inline constexpr unsigned kReadable = 1;
inline constexpr unsigned kWritable = 2;

class Connection {
 public:
  virtual ~Connection() = default;
  // The events of `events` that are ready; 0 = the time is over or the token was cancelled.
  virtual unsigned wait(unsigned events, TimePoint until) = 0;
  // Non-blocking. Sends a prefix of the pieces, straight from where they lie. After kAgain the next
  // send must begin with the same bytes.
  virtual IoResult send(std::span<const std::string_view> pieces) = 0;
  virtual IoResult receive(char* buffer, std::size_t capacity) = 0;
  // What a kFailed was about.
  virtual std::string failure() const = 0;
  // False when the peer has closed or sent something while nobody asked.
  virtual bool is_idle() = 0;
  // "10.0.0.1:8040"
  virtual const std::string& peer() const = 0;
};

struct ConnectResult {
  std::unique_ptr<Connection> connection;  // null = failed
  std::string error;  // "cannot connect to be1:8040 (10.0.0.1): Connection refused"
};

class SocketFactory {
 public:
  virtual ~SocketFactory() = default;
  // Resolves anew, tries every address; each try may take `per_address`, all of them end at
  // `until`.
  virtual ConnectResult connect(const Endpoint& endpoint, Milliseconds per_address,
                                TimePoint until) = 0;
  // The addresses of a name, or of nothing when it does not resolve.
  virtual std::vector<std::string> resolve(const std::string& host) = 0;
};

}  // namespace starload::http
