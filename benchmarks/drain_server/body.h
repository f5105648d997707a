// Takes the bodies of requests and drops them, or keeps each as a file.
#pragma once

#include <atomic>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace starload::bench {

// The bodies as files, for those who want to see what was sent. Any thread.
class Keeper final {
 public:
  explicit Keeper(const char* directory) : directory_(directory == nullptr ? "" : directory) {}
  bool wanted() const { return !directory_.empty(); }
  std::ofstream next() {
    return std::ofstream(directory_ + "/" + std::to_string(++number_), std::ios::binary);
  }

 private:
  const std::string directory_;
  std::atomic<int> number_{0};
};

// One request's body on a connection. One thread. What nobody keeps is dropped by the kernel
// without being copied (MSG_TRUNC), so that the server costs as little as it can.
class Body final {
 public:
  // begun: what of it came with the head. The buffer is for this body's time.
  Body(int socket, std::string_view begun, std::vector<char>& buffer, Keeper& keeper)
      : socket_(socket), begun_(begun), buffer_(buffer), keeper_(keeper) {}

  // false: the client went away, or sent what is no body. taken(): its bytes, without framing.
  bool take(std::size_t length);
  bool take_chunks();  // of HTTP's chunked transfer
  std::size_t taken() const { return taken_; }

 private:
  bool drop(std::size_t length);
  bool read_line(std::string& line);
  void keep(const char* bytes, std::size_t size);

  const int socket_;
  std::string begun_;
  std::vector<char>& buffer_;
  Keeper& keeper_;
  std::ofstream file_;
  std::size_t taken_ = 0;
};

}  // namespace starload::bench
