// A host for tests: keeps what a plugin logs, and has the extensions that a test gives it.
// FakeHost may be used from any thread; a test reads lines() when no plugin is running.
#pragma once

#include <starload/abi/base.h>

#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace starload::testkit {

struct LogLine {
  std::int32_t level;
  std::string text;
};

class FakeHost final {
 public:
  FakeHost() { host_ = {sizeof(sl_host), 0, this, &log, &get_extension}; }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // table: what sl_host.get_extension gives for the id; outlives the host.
  void offer(const std::string& id, const void* table) { extensions_[id] = table; }

  const sl_host* abi() const { return &host_; }
  const std::vector<LogLine>& lines() const { return lines_; }

 private:
  static void log(void* context, std::int32_t level, sl_str message) {
    auto* self = static_cast<FakeHost*>(context);
    const std::lock_guard lock(self->mutex_);
    self->lines_.push_back({level, std::string(message.data, message.size)});
  }
  static const void* get_extension(void* context, const char* id) {
    auto* self = static_cast<FakeHost*>(context);
    const auto found = self->extensions_.find(id);
    return found == self->extensions_.end() ? nullptr : found->second;
  }

  sl_host host_{};
  std::map<std::string, const void*> extensions_;
  std::mutex mutex_;  // guards lines_
  std::vector<LogLine> lines_;
};

}  // namespace starload::testkit
