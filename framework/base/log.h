// Where the framework and its plugins write log lines. A host passes its own; thread-safe; may be
// empty.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace starload {

enum class LogLevel : std::uint8_t { kDebug = 1, kInfo, kWarn, kError };

using LogSink = std::function<void(LogLevel level, std::string_view message)>;

inline void log_to(const LogSink& sink, LogLevel level, std::string_view message) {
  if (sink) sink(level, message);
}

}  // namespace starload
