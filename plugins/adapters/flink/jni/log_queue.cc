#include "plugins/adapters/flink/jni/log_queue.h"

#include "plugins/adapters/flink/jni/wire.h"

namespace starload::flink {
namespace {

constexpr std::size_t kMostLines = 1000;
constexpr std::size_t kLongestLine = 4000;

}  // namespace

void LogQueue::add(LogLevel level, std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (lines_.size() >= kMostLines) {
    ++dropped_;
    return;
  }
  lines_.emplace_back(level, line.substr(0, kLongestLine));
}

std::string LogQueue::take() {
  const std::lock_guard lock(mutex_);
  WireWriter out;
  for (const auto& [level, line] : lines_) out.number(static_cast<std::int32_t>(level)).text(line);
  if (dropped_ > 0) {
    out.number(static_cast<std::int32_t>(LogLevel::kWarn))
        .text(std::to_string(dropped_) + " more log lines of the native engine were dropped");
  }
  lines_.clear();
  dropped_ = 0;
  return out.take();
}

}  // namespace starload::flink
