// Buffered reading from a socket with a deadline on every read. Used by one thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "devserver/http/stop_flag.h"
#include "framework/base/status.h"

namespace Poco::Net {
class StreamSocket;
}

namespace starload::devserver {

class SocketBuffer final {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // Borrows both until destruction.
  SocketBuffer(Poco::Net::StreamSocket& socket, const StopFlag& stop)
      : socket_(socket), stop_(stop) {}

  // Bytes that were received and not taken yet.
  std::string_view available() const { return std::string_view(data_).substr(position_); }
  void take(std::size_t count) { position_ += count; }

  // Receives more behind available(). 0 = the peer closed its side; kCancelled = deadline or stop.
  Result<std::size_t> fill(TimePoint deadline);
  // Receives straight into `buffer`. REQUIRES: available() is empty.
  Result<std::size_t> receive(char* buffer, std::size_t capacity, TimePoint deadline);
  Status send_all(std::string_view bytes);

 private:
  Status wait_readable(TimePoint deadline);

  Poco::Net::StreamSocket& socket_;
  const StopFlag& stop_;
  std::string data_;
  std::size_t position_ = 0;
};

}  // namespace starload::devserver
