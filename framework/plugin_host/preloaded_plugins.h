// Plugins that were loaded before anybody asked for them: a host that keeps its built-in plugins in
// a directory which does not last loads all of them at once and may delete the files then. Shared
// by any number of engines; immutable; any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "framework/base/status.h"
#include "framework/plugin_host/library.h"

namespace starload {

class PreloadedPlugins final {
 public:
  // Loads every .so of a directory, which trusted_private_path() has to accept. The error names
  // the first that is refused, and why; a directory without plugins is an error.
  static Result<std::shared_ptr<const PreloadedPlugins>> load(
      const std::filesystem::path& directory);

  // Null: there is none of that kind and name.
  std::shared_ptr<const Library> find(std::int32_t kind, std::string_view name) const;

 private:
  explicit PreloadedPlugins(std::vector<std::shared_ptr<const Library>> libraries)
      : libraries_(std::move(libraries)) {}

  const std::vector<std::shared_ptr<const Library>> libraries_;
};

}  // namespace starload
