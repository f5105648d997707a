#include "cli/console.h"

#include <cstdio>

namespace starload::cli {

Console::Console(bool quiet, bool verbose) : quiet_(quiet), verbose_(verbose) {}

void Console::print(std::string_view tag, std::string_view message) {
  const std::lock_guard lock(mutex_);
  if (eraser_) eraser_();
  std::string line = "starload: " + std::string(tag);
  line += message;
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Console::error(std::string_view message) { print("error: ", message); }

void Console::warn(std::string_view message) {
  if (!quiet_) print("warning: ", message);
}

void Console::note(std::string_view message) {
  if (!quiet_) print("", message);
}

LogSink Console::log_sink() {
  return [this](LogLevel level, std::string_view message) {
    if (level == LogLevel::kError) return error(message);
    if (level == LogLevel::kWarn) return warn(message);
    if (verbose_) note(message);
  };
}

void Console::set_line_eraser(std::function<void()> eraser) {
  const std::lock_guard lock(mutex_);
  eraser_ = std::move(eraser);
}

}  // namespace starload::cli
