#include "framework/plugin_host/plugin_host.h"

#include <unistd.h>

#include <algorithm>
#include <boost/dll/runtime_symbol_info.hpp>
#include <cstdlib>

#include "framework/base/text.h"
#include "framework/plugin_host/trusted_path.h"

namespace starload {
namespace {

// In a setuid program the caller's environment must not choose what is loaded.
const char* trusted_environment(const char* name) {
  const bool raised = ::geteuid() != ::getuid() || ::getegid() != ::getgid();
  return raised ? nullptr : std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
}

void add_directories(std::vector<std::filesystem::path>& directories, std::string_view list) {
  for (const std::string& entry : split(list, ':')) directories.emplace_back(entry);
}

std::string join(const std::vector<std::filesystem::path>& directories) {
  std::string text;
  for (const auto& directory : directories) text += (text.empty() ? "" : ", ") + directory.string();
  return text;
}

Status two_of_one_name(std::string_view name, const std::vector<std::filesystem::path>& files,
                       bool built_in) {
  return Status::config("there is more than one plugin named '" + std::string(name) +
                        "': " + join(files) + (built_in ? ", and this program's own" : "") +
                        "; remove or rename all but one (file and plugin have the same name)");
}

}  // namespace

std::vector<std::filesystem::path> plugin_search_path(std::string_view plugin_path,
                                                      const std::filesystem::path& installed) {
  std::vector<std::filesystem::path> directories;
  add_directories(directories, plugin_path);
  if (const char* path = trusted_environment("STARLOAD_PLUGIN_PATH"))
    add_directories(directories, path);
  if (const char* home = trusted_environment("HOME"); home != nullptr && *home != '\0') {
    directories.push_back(std::filesystem::path(home) / ".local/lib/starload/plugins");
  }
  if (!installed.empty()) directories.push_back(installed);
  return directories;
}

std::filesystem::path installed_plugin_directory() {
  const std::filesystem::path program(boost::dll::program_location().string());
  return program.parent_path().parent_path() / "lib" / "starload" / "plugins";
}

PluginHost::PluginHost(std::vector<std::filesystem::path> directories,
                       std::shared_ptr<const PreloadedPlugins> preloaded)
    : directories_(std::move(directories)), preloaded_(std::move(preloaded)) {}

Result<std::shared_ptr<const Library>> PluginHost::load(const std::filesystem::path& file) {
  Result<std::filesystem::path> canonical = trusted_path(file);
  if (!canonical) return canonical.status().with_context("plugin " + file.string() + " is refused");
  const std::lock_guard lock(mutex_);
  if (const auto found = loaded_.find(*canonical); found != loaded_.end()) return found->second;
  Result<std::shared_ptr<const Library>> library = Library::load(*canonical);
  if (library) loaded_.emplace(*canonical, *library);
  return library;
}

// Every different file of that name, in search order; one that is reached by two ways counts once.
std::vector<std::filesystem::path> PluginHost::files_named(std::string_view name) const {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path& directory : directories_) {
    const std::filesystem::path file = directory / (std::string(name) + ".so");
    std::error_code ignored;
    const auto is_same = [&](const auto& other) {
      return std::filesystem::equivalent(file, other, ignored);
    };
    if (!std::filesystem::exists(file, ignored)) continue;
    if (std::none_of(files.begin(), files.end(), is_same)) files.push_back(file);
  }
  return files;
}

Result<std::shared_ptr<const Library>> PluginHost::find(std::int32_t kind, std::string_view name) {
  const std::vector<std::filesystem::path> files = files_named(name);
  const std::shared_ptr<const Library> preloaded =
      preloaded_ == nullptr ? nullptr : preloaded_->find(kind, name);
  if (files.size() > 1 || (preloaded && !files.empty()))
    return two_of_one_name(name, files, preloaded != nullptr);
  if (preloaded) return preloaded;
  if (files.empty()) {
    return Status::config("no " + std::string(plugin_kind_name(kind)) + " plugin named '" +
                          std::string(name) + "': " + std::string(name) +
                          ".so is in none of the directories searched: " + join(directories_) +
                          ". 'starload plugins' lists what is there");
  }
  const std::filesystem::path& file = files.front();
  if (!file.is_absolute()) {
    return Status::config("plugin directory '" + file.parent_path().string() +
                          "' is not an absolute path");
  }
  Result<std::shared_ptr<const Library>> library = load(file);
  if (!library || (*library)->plugin().kind == kind) return library;
  return Status::config("plugin " + file.string() + " is a " +
                        std::string(plugin_kind_name((*library)->plugin().kind)) + ", not a " +
                        std::string(plugin_kind_name(kind)));
}

PluginHost::Listed PluginHost::examine(const std::filesystem::path& file) {
  const std::vector<std::filesystem::path> files = files_named(file.stem().string());
  if (files.size() > 1) {
    return {file, nullptr, two_of_one_name(file.stem().string(), files, false).message()};
  }
  Result<std::shared_ptr<const Library>> library = load(file);
  if (library) return {file, library.take(), ""};
  return {file, nullptr, library.status().message()};
}

std::vector<PluginHost::Listed> PluginHost::list() {
  std::vector<Listed> all;
  for (const std::filesystem::path& directory : directories_) {
    if (!directory.is_absolute()) {
      all.push_back({directory, nullptr, "the plugin directory is not an absolute path"});
      continue;
    }
    std::error_code missing;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory, missing)) {
      if (entry.path().extension() == ".so") files.push_back(entry.path());
    }
    if (missing && missing != std::errc::no_such_file_or_directory) {
      all.push_back({directory, nullptr, "cannot read the directory: " + missing.message()});
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) all.push_back(examine(file));
  }
  return all;
}

}  // namespace starload
