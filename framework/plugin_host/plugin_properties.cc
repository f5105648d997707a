#include "framework/plugin_host/plugin_properties.h"

#include <algorithm>

namespace starload {

PluginProperties::PluginProperties(const sl_plugin& plugin, const EffectiveProperties& properties) {
  OptionTable declared;
  if (plugin.option_count > 0) declared.add(plugin.name, plugin.options, plugin.option_count);
  const auto declares = [&](const std::string& key) {
    return std::any_of(declared.entries().begin(), declared.entries().end(),
                       [&](const OptionTable::Entry& entry) { return key == entry.option.key; });
  };
  for (const auto& [key, property] : properties.map().items()) {
    if (key.starts_with(kLoadPropertyPrefix) || declares(key)) add(key, property.value);
  }
  abi_ = {.struct_size = sizeof(sl_properties),
          .reserved = 0,
          .items = items_.data(),
          .count = items_.size()};
}

void PluginProperties::add(const std::string& key, const std::string& value) {
  const std::string& kept_key = texts_.emplace_back(key);
  const std::string& kept_value = texts_.emplace_back(value);
  items_.push_back({{kept_key.data(), kept_key.size()}, {kept_value.data(), kept_value.size()}});
}

}  // namespace starload
