// A MariaDB server of one's own in a temporary directory, for tests. One owner; stops the server it
// started.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace starload::testing {

class MariadbServer final {
 public:
  MariadbServer();  // installed() and running() say how it went
  ~MariadbServer();
  MariadbServer(const MariadbServer&) = delete;
  MariadbServer& operator=(const MariadbServer&) = delete;

  static bool installed();
  bool running() const { return pid_ > 0; }
  std::uint16_t port() const { return port_; }
  std::string url(const std::string& parameters = "") const;
  std::string log() const;

 private:
  std::string directory_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

// A port of 127.0.0.1 on which nothing listens (bound and released).
std::uint16_t unused_port();

// Listens on 127.0.0.1 and never answers.
class SilentListener final {
 public:
  SilentListener();
  ~SilentListener();
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int socket_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace starload::testing
