#include "benchmarks/drain_server/body.h"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>

namespace starload::bench {
namespace {

constexpr std::size_t kLongestLine = 1000;

}  // namespace

bool Body::take(std::size_t length) {
  if (keeper_.wanted() && length > 0) file_ = keeper_.next();
  return drop(length);
}

bool Body::take_chunks() {
  if (keeper_.wanted()) file_ = keeper_.next();
  std::string line;
  while (read_line(line)) {
    std::size_t size = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), size, 16).ec != std::errc())
      return false;
    if (size == 0) return read_line(line) && line.empty();
    if (!drop(size) || !read_line(line) || !line.empty()) return false;
  }
  return false;
}

bool Body::drop(std::size_t length) {
  const std::size_t there = std::min(length, begun_.size());
  keep(begun_.data(), there);
  begun_.erase(0, there);
  const int flags = file_.is_open() ? 0 : MSG_TRUNC;
  for (std::size_t seen = there; seen < length;) {
    const std::size_t at_most = std::min(buffer_.size(), length - seen);
    const ssize_t more = ::recv(socket_, buffer_.data(), at_most, flags);
    if (more <= 0) return false;
    keep(buffer_.data(), static_cast<std::size_t>(more));
    seen += static_cast<std::size_t>(more);
  }
  return true;
}

// A line of the framing, without its end; lines are short and few.
bool Body::read_line(std::string& line) {
  std::size_t end = 0;
  while ((end = begun_.find("\r\n")) == std::string::npos) {
    if (begun_.size() > kLongestLine) return false;
    const ssize_t more = ::recv(socket_, buffer_.data(), kLongestLine, 0);
    if (more <= 0) return false;
    begun_.append(buffer_.data(), static_cast<std::size_t>(more));
  }
  line = begun_.substr(0, end);
  begun_.erase(0, end + 2);
  return true;
}

void Body::keep(const char* bytes, std::size_t size) {
  taken_ += size;
  if (file_.is_open()) file_.write(bytes, static_cast<std::streamsize>(size));
}

}  // namespace starload::bench
