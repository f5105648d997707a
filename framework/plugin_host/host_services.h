// The sl_host that plugins get: logging, and nested-value serializers for csv and json. Outlives
// every handle. Thread-safe.
#pragma once

#include <starload/abi/plugin.h>

#include <memory>
#include <string>

#include "framework/base/log.h"
#include "framework/plugin_host/plugin_host.h"
#include "framework/properties/option_table.h"

namespace starload {

class HostServices final {
 public:
  // properties and plugins outlive the services.
  HostServices(LogSink log, PluginHost& plugins, const EffectiveProperties& properties);
  ~HostServices();
  HostServices(const HostServices&) = delete;
  HostServices& operator=(const HostServices&) = delete;

  const sl_host* abi() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What a plugin put into its error, as a Status with "plugin <name>: " in front.
Status plugin_status(const Library& library, std::int32_t code, const sl_error& error);

// A zeroed error for a call into a plugin.
sl_error make_plugin_error();

}  // namespace starload
