// A development server in a process of its own, to be killed. The process that starts it must have
// no threads at that moment. One thread.
#pragma once

#include <sys/types.h>

#include "devserver/dev_server.h"

namespace starload::devserver {

class ServerProcess final {
 public:
  ServerProcess() = default;
  ~ServerProcess() { kill(); }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Waits until the port file is there; false when it did not come.
  bool start(const DevServerOptions& options);
  // kill -9, and waits for the end.
  void kill();
  // The port that the file gives under this name.
  static std::uint16_t port(const DevServerOptions& options, const std::string& name);

 private:
  pid_t child_ = -1;
};

}  // namespace starload::devserver
