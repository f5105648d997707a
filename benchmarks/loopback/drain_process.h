// A drain_server of a benchmark's own: started on a free port, ended with the object.
#pragma once

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace starload::bench {

class DrainServer final {
 public:
  explicit DrainServer(const char* program)
      : port_file_(std::filesystem::temp_directory_path() /
                   ("drain-" + std::to_string(::getpid()))) {
    std::string file = port_file_.string();
    char* arguments[] = {const_cast<char*>(program), file.data(), nullptr};
    if (::posix_spawn(&pid_, program, nullptr, nullptr, arguments, environ) != 0) std::exit(2);
    for (int i = 0; i < 500 && !std::filesystem::exists(port_file_); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::ifstream(port_file_) >> port_;
  }
  ~DrainServer() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    std::filesystem::remove(port_file_);
  }
  int port() const { return port_; }

 private:
  std::filesystem::path port_file_;
  pid_t pid_ = 0;
  int port_ = 0;
};

}  // namespace starload::bench
