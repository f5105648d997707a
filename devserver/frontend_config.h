// The FE's configuration items that the development server has: --fe-config, ADMIN SET FRONTEND
// CONFIG. Owned by DevServer. Thread-safe: each item is an atomic of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload::devserver {

enum class ConfigItem : std::uint8_t {
  kTransactionCleanIntervalSecond,
  kLabelKeepMaxSecond,
  kLabelKeepMaxNum,
  kLabelCleanIntervalSecond,
  kMaxRunningTxnNumPerDb,
  kStreamLoadDefaultTimeoutSecond,
  kMaxStreamLoadTimeoutSecond,
  kMinLoadTimeoutSecond,
  kPreparedTransactionDefaultTimeoutSecond,
  kEmptyLoadAsError,
  kPublishDelayMs,
};

constexpr std::size_t kConfigItemCount = 11;

class FrontendConfig final {
 public:
  FrontendConfig();

  std::int64_t get(ConfigItem item) const {
    return values_[static_cast<std::size_t>(item)].load(std::memory_order_relaxed);
  }
  bool is_set(ConfigItem item) const { return get(item) != 0; }
  bool has(std::string_view name) const;
  // An unknown name lists the known ones; a value out of range names the range.
  Status set(std::string_view name, std::string_view value);
  // "name=value"
  Status set(std::string_view assignment);

  struct Entry {
    std::string name;
    std::string value;
    std::string type;
    std::string comment;
  };
  // All items, by name.
  std::vector<Entry> entries() const;

 private:
  std::array<std::atomic<std::int64_t>, kConfigItemCount> values_;
};

}  // namespace starload::devserver
