// One loaded plugin library: loaded with Boost.DLL (now, local), checked, described. Shared by
// every handle made from it; it is closed after its last handle. Immutable after load; any thread.
#pragma once

#include <starload/abi/plugin.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "framework/base/status.h"

namespace starload {

class Library final {
 public:
  // Loads a library from a canonical path and checks ABI, name and required functions. The error
  // names the path and the defect. The file name has to be <plugin name>.so.
  static Result<std::shared_ptr<const Library>> load(const std::filesystem::path& path);
  ~Library();

  const sl_plugin& plugin() const { return plugin_; }
  std::string name() const { return plugin_.name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  struct Handle;
  Library(std::filesystem::path path, std::unique_ptr<Handle> handle, const sl_plugin& plugin);

  std::filesystem::path path_;
  std::unique_ptr<Handle> handle_;
  sl_plugin plugin_{};
};

std::string_view plugin_kind_name(
    std::int32_t kind);  // "serializer", "transport", "semantics", "unknown kind"

// Copies min(source's struct_size, sizeof(T)) bytes into a zeroed T, as the ABI wants every reader
// to do.
template <typename T>
T read_struct(const void* source) {
  T copy{};
  const std::size_t size = *static_cast<const std::uint32_t*>(source);
  std::memcpy(&copy, source, size < sizeof(T) ? size : sizeof(T));
  return copy;
}

}  // namespace starload
