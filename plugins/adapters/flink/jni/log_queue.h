// Log lines on their way to Java, which fetches them: native threads never call Java. Bounded; when
// Java does not come the newest lines are counted and dropped. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "framework/base/log.h"

namespace starload::flink {

class LogQueue final {
 public:
  void add(LogLevel level, std::string_view line);
  std::string take();  // as the Java class NativeLog reads it; "" when there are none

 private:
  std::mutex mutex_;  // guards the members below
  std::deque<std::pair<LogLevel, std::string>> lines_;
  std::uint64_t dropped_ = 0;
};

}  // namespace starload::flink
