#include "tests/devserver/server_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

namespace starload::devserver {

bool ServerProcess::start(const DevServerOptions& options) {
  std::filesystem::remove(options.port_file);
  child_ = fork();
  if (child_ == 0) {
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(99);
    _exit(run_dev_server(options));
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!std::filesystem::exists(options.port_file)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void ServerProcess::kill() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  int status = 0;
  waitpid(child_, &status, 0);
  child_ = -1;
}

std::uint16_t ServerProcess::port(const DevServerOptions& options, const std::string& name) {
  std::ifstream file(options.port_file);
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind(name + "=", 0) == 0)
      return static_cast<std::uint16_t>(std::stoi(line.substr(name.size() + 1)));
  }
  return 0;
}

}  // namespace starload::devserver
