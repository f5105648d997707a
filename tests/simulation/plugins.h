// The real semantics plugins, loaded once and created anew for every writer. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "framework/plugin_host/handles.h"
#include "framework/plugin_host/plugin_properties.h"

namespace starload::simulation {

struct SemanticsWish {
  bool exactly_once = false;
  bool transactions = false;
  bool prefix = false;  // sink.label-prefix is set
  std::uint32_t writer = 0;
  std::uint32_t writers = 1;
  std::uint64_t epoch = 1;
  std::uint64_t memory_bytes = 0;
  std::uint64_t chunk_bytes = 0;
  std::uint64_t timeout_ms = 0;
};

class Plugins final {
 public:
  explicit Plugins(const std::string& directory);
  SemanticsInstance create(const SemanticsWish& wish);

 private:
  struct Kind {
    std::shared_ptr<const Library> library;
    std::unique_ptr<PluginProperties> properties;
  };
  const Kind& kind(bool exactly_once, bool prefix);

  PluginHost host_;
  EffectiveProperties none_;
  HostServices services_;
  std::map<std::pair<bool, bool>, Kind> kinds_;
};

}  // namespace starload::simulation
