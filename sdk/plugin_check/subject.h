// The plugin that is checked. In the parent process it is only a path; each check loads it.
#pragma once

#include <memory>
#include <starload/sdk/error.hpp>
#include <string>

#include "framework/plugin_host/handles.h"
#include "framework/plugin_host/plugin_properties.h"
#include "framework/properties/option_table.h"
#include "sdk/plugin_check/report.h"

namespace starload::plugin_check {

struct Subject {
  std::filesystem::path path;
  PropertyMap given;  // --set

  // Loads it as the engine does. The error is thrown: it ends the check that it happens in.
  std::shared_ptr<const Library> load() const;
  // What the plugin gets as its options: defaults, and what was given.
  EffectiveProperties properties(const sl_plugin& plugin) const;
};

// A failed Status, thrown.
void check(const Status& status);

// The first check: everything else needs it. Its text is "kind name version".
Outcome check_loads(const Subject& subject, Report& report);
// The checks of every plugin, and of each kind.
void check_library(const Subject& subject, Report& report);
void check_serializer(const Subject& subject, Report& report);
void check_transport(const Subject& subject, Report& report);
void check_semantics(const Subject& subject, Report& report);

}  // namespace starload::plugin_check
