#include "framework/plugin_host/preloaded_plugins.h"

#include <algorithm>

#include "framework/plugin_host/trusted_path.h"

namespace starload {

Result<std::shared_ptr<const PreloadedPlugins>> PreloadedPlugins::load(
    const std::filesystem::path& directory) {
  Result<std::filesystem::path> trusted = trusted_private_path(directory);
  if (!trusted) return trusted.status().with_context("plugins in " + directory.string());
  std::error_code unreadable;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(*trusted, unreadable)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".so" && !name.starts_with("lib"))
      files.push_back(entry.path());
  }
  if (unreadable) {
    return Status::config("cannot read the plugin directory " + directory.string() + ": " +
                          unreadable.message());
  }
  if (files.empty())
    return Status::config("there are no plugins in the directory " + directory.string());
  std::sort(files.begin(), files.end());
  std::vector<std::shared_ptr<const Library>> libraries;
  for (const std::filesystem::path& file : files) {
    Result<std::filesystem::path> canonical = trusted_private_path(file);
    if (!canonical) {
      return canonical.status().with_context("plugin " + file.string() + " is refused");
    }
    Result<std::shared_ptr<const Library>> library = Library::load(*canonical);
    if (!library) return library.status();
    libraries.push_back(library.take());
  }
  return std::shared_ptr<const PreloadedPlugins>(new PreloadedPlugins(std::move(libraries)));
}

std::shared_ptr<const Library> PreloadedPlugins::find(std::int32_t kind,
                                                      std::string_view name) const {
  const auto found = std::find_if(libraries_.begin(), libraries_.end(), [&](const auto& library) {
    return library->plugin().kind == kind && library->name() == name;
  });
  return found == libraries_.end() ? nullptr : *found;
}

}  // namespace starload
