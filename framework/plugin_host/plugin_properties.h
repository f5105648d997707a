// The effective properties that one plugin gets: those that it declares, and everything below
// sink.properties. (least privilege: a serializer does not see the password). Borrowed views into
// it live as long as it.
#pragma once

#include <starload/abi/plugin.h>

#include <deque>
#include <string>
#include <vector>

#include "framework/properties/option_table.h"

namespace starload {

class PluginProperties final {
 public:
  PluginProperties(const sl_plugin& plugin, const EffectiveProperties& properties);
  PluginProperties(const PluginProperties&) = delete;
  PluginProperties& operator=(const PluginProperties&) = delete;

  const sl_properties* abi() const { return &abi_; }

 private:
  void add(const std::string& key, const std::string& value);

  std::deque<std::string> texts_;  // a deque: views into it stay valid
  std::vector<sl_property> items_;
  sl_properties abi_{};
};

}  // namespace starload
