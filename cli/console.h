// Messages for people, on standard error; results go to standard output. A progress line is taken
// off the terminal before a message is printed, so that neither tears the other. Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "framework/base/log.h"
#include "framework/base/status.h"

namespace starload::cli {

class Console final {
 public:
  // quiet: errors only; verbose: debug lines too.
  Console(bool quiet, bool verbose);

  void error(std::string_view message);
  void error(const Status& status) { error(status.message()); }
  void warn(std::string_view message);
  void note(std::string_view message);
  LogSink log_sink();  // borrows the console

  // Called before each message while something redraws a line on the terminal; empty = nothing
  // does.
  void set_line_eraser(std::function<void()> eraser);

 private:
  void print(std::string_view tag, std::string_view message);

  const bool quiet_;
  const bool verbose_;
  std::mutex mutex_;  // guards standard error and eraser_
  std::function<void()> eraser_;
};

}  // namespace starload::cli
