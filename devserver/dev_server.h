// The development server: a StarRocks look-alike on three local ports (FE HTTP, BE HTTP, MySQL)
// over one data directory. Owned by the `starload dev-server` command or by a test. It is not
// StarRocks and not for production.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/base/status.h"

namespace starload::devserver {

struct DevServerOptions {
  std::filesystem::path data_dir;
  int http_port = 8030;  // 0 = any free port, for all three
  int be_port = 8040;
  int mysql_port = 9030;
  std::string user = "root";
  std::string password;
  std::string bind_address = "127.0.0.1";
  bool insecure_listen = false;
  std::filesystem::path port_file;  // empty = none; gets the lines http=..., be=..., mysql=...
  std::string version = "3.5.0";
  std::vector<std::string> faults;     // devserver/fault/fault_spec.h, or @FILE
  std::vector<std::string> fe_config;  // name=value, see frontend_config.h
};

class DevServer final {
 public:
  // Errors: kConfig for an option that cannot be, kUnavailable for a port or data directory in use.
  static Result<std::unique_ptr<DevServer>> start(const DevServerOptions& options);
  ~DevServer();
  DevServer(const DevServer&) = delete;
  DevServer& operator=(const DevServer&) = delete;

  std::uint16_t http_port() const;
  std::uint16_t be_port() const;
  std::uint16_t mysql_port() const;

  // Ends all connections and waits for their threads. Loads that are under way are aborted.
  void stop();

 private:
  class Implementation;
  explicit DevServer(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

// Starts the server, prints where it listens, and serves until SIGINT or SIGTERM. Returns the exit
// code: 0 stopped, 1 a port or the data directory is in use, 2 an option that cannot be.
int run_dev_server(const DevServerOptions& options);

}  // namespace starload::devserver
