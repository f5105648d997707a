#include "devserver/http/socket_buffer.h"

#include <sys/socket.h>

#include <algorithm>

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

namespace starload::devserver {
namespace {

constexpr std::size_t kFillBytes = std::size_t{16} * 1024;
constexpr std::size_t kMaxSendBytes = 1 << 20;
constexpr std::chrono::milliseconds kStopCheckInterval{200};

}  // namespace

Status SocketBuffer::wait_readable(TimePoint deadline) {
  while (true) {
    if (stop_.is_set()) return Status::cancelled("the server is stopping");
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Status::cancelled("no data from the client in time");
    const auto slice = std::min(left, kStopCheckInterval);
    if (socket_.poll(Poco::Timespan(0, static_cast<long>(slice.count()) * 1000),
                     Poco::Net::Socket::SELECT_READ)) {
      return Status::ok();
    }
  }
}

Result<std::size_t> SocketBuffer::receive(char* buffer, std::size_t capacity, TimePoint deadline) {
  try {
    if (Status ready = wait_readable(deadline); !ready) return ready;
    const int count =
        socket_.receiveBytes(buffer, static_cast<int>(std::min<std::size_t>(capacity, 1 << 20)));
    return static_cast<std::size_t>(std::max(count, 0));
  } catch (const Poco::Exception& error) {
    return Status::unavailable("the connection broke: " + error.displayText());
  }
}

Result<std::size_t> SocketBuffer::fill(TimePoint deadline) {
  if (position_ > 0) {
    data_.erase(0, position_);
    position_ = 0;
  }
  const std::size_t old_size = data_.size();
  data_.resize(old_size + kFillBytes);
  Result<std::size_t> received = receive(data_.data() + old_size, kFillBytes, deadline);
  data_.resize(old_size + (received ? *received : 0));
  return received;
}

Status SocketBuffer::send_all(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      const auto size = static_cast<int>(std::min<std::size_t>(bytes.size(), kMaxSendBytes));
      const int sent = socket_.sendBytes(bytes.data(), size, MSG_NOSIGNAL);
      if (sent <= 0) return Status::unavailable("the client takes no more data");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return Status::ok();
  } catch (const Poco::Exception& error) {
    return Status::unavailable("the connection broke: " + error.displayText());
  }
}

}  // namespace starload::devserver
