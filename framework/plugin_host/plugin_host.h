// Finds and loads plugins by name. Built-in plugins are found the same way as a third party's.
//
// Directories: the property sink.plugin-path, STARLOAD_PLUGIN_PATH, ~/.local/lib/starload/plugins,
// the installed directory. Thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"
#include "framework/plugin_host/library.h"
#include "framework/plugin_host/preloaded_plugins.h"

namespace starload {

// The directories to search, in order. plugin_path: the property's value, directories separated by
// ':'. installed: where the program's own plugins lie, empty: nowhere. The environment is ignored
// in a setuid program.
std::vector<std::filesystem::path> plugin_search_path(std::string_view plugin_path,
                                                      const std::filesystem::path& installed);

// <directory of the running program>/../lib/starload/plugins.
std::filesystem::path installed_plugin_directory();

class PluginHost final {
 public:
  // preloaded: looked into after the directories; may be null.
  explicit PluginHost(std::vector<std::filesystem::path> directories,
                      std::shared_ptr<const PreloadedPlugins> preloaded = nullptr);

  // The plugin of that kind and name; loaded at most once. The error lists the directories
  // searched, or the reason why the file that was found is refused, or names the files when there
  // are two different ones of that name: which of them is meant, nobody could say for sure.
  Result<std::shared_ptr<const Library>> find(std::int32_t kind, std::string_view name);

  struct Listed {
    std::filesystem::path path;
    std::shared_ptr<const Library> library;  // null when refused
    std::string refusal;
  };
  // Every .so of every directory, in search order; a directory that is refused is listed itself,
  // and so are all files of one name, when there are two.
  std::vector<Listed> list();

  const std::vector<std::filesystem::path>& directories() const { return directories_; }

 private:
  std::vector<std::filesystem::path> files_named(std::string_view name) const;
  Listed examine(const std::filesystem::path& file);
  Result<std::shared_ptr<const Library>> load(const std::filesystem::path& file);

  const std::vector<std::filesystem::path> directories_;
  const std::shared_ptr<const PreloadedPlugins> preloaded_;
  std::mutex mutex_;  // guards loaded_
  std::map<std::filesystem::path, std::shared_ptr<const Library>> loaded_;
};

}  // namespace starload
