#include "framework/plugin_host/library.h"

#include <boost/dll/shared_library.hpp>
#include <cstring>

namespace starload {

struct Library::Handle {
  boost::dll::shared_library library;
};

namespace {

std::string version_text(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

// Names the first required function that is missing; "" when the table is complete.
std::string missing_function(const sl_plugin& plugin) {
  if (plugin.functions == nullptr) return "functions";
  switch (plugin.kind) {
    case SL_KIND_SERIALIZER: {
      const auto table = read_struct<sl_serializer_functions>(plugin.functions);
      if (table.create == nullptr) return "create";
      if (table.destroy == nullptr) return "destroy";
      if (table.body_format == nullptr) return "body_format";
      return table.serialize == nullptr ? "serialize" : "";
    }
    case SL_KIND_TRANSPORT: {
      const auto table = read_struct<sl_transport_functions>(plugin.functions);
      if (table.create == nullptr) return "create";
      if (table.destroy == nullptr) return "destroy";
      if (table.execute == nullptr) return "execute";
      return table.cancel == nullptr ? "cancel" : "";
    }
    default: {
      const auto table = read_struct<sl_semantics_functions>(plugin.functions);
      if (table.create == nullptr) return "create";
      if (table.destroy == nullptr) return "destroy";
      return table.on_event == nullptr ? "on_event" : "";
    }
  }
}

bool valid_name(const char* name) {
  if (name == nullptr || *name == '\0') return false;
  return std::strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == std::strlen(name);
}

// What is wrong with a plugin's description; "" when nothing is.
std::string defect(const sl_plugin& plugin, const std::filesystem::path& path) {
  if (plugin.abi_major != SL_ABI_MAJOR) {
    return "it is built for plugin ABI " + version_text(plugin.abi_major, plugin.abi_minor) +
           ", this engine has ABI " + version_text(SL_ABI_MAJOR, SL_ABI_MINOR) +
           "; rebuild it with this engine's SDK";
  }
  if (plugin.struct_size < offsetof(sl_plugin, get_extension)) {
    return "its sl_plugin is too short (" + std::to_string(plugin.struct_size) + " bytes)";
  }
  if (!valid_name(plugin.name)) return "its name is not of the form [a-z0-9_]+";
  if (plugin.kind < SL_KIND_SERIALIZER || plugin.kind > SL_KIND_SEMANTICS) {
    return "its kind " + std::to_string(plugin.kind) + " is not known to this engine";
  }
  if (path.stem().string() != plugin.name) {
    return "it calls itself '" + std::string(plugin.name) + "'; name the file " + plugin.name +
           ".so";
  }
  if (plugin.version == nullptr || plugin.summary == nullptr)
    return "its version or summary is missing";
  if (plugin.option_count > 0 && plugin.options == nullptr) return "its option table is missing";
  const std::string missing = missing_function(plugin);
  return missing.empty() ? "" : "its function '" + missing + "' is missing";
}

Status refuse(const std::filesystem::path& path, const std::string& why) {
  return Status::config("plugin " + path.string() + " is refused: " + why);
}

}  // namespace

Result<std::shared_ptr<const Library>> Library::load(const std::filesystem::path& path) {
  auto handle = std::make_unique<Handle>();
  const sl_plugin* described = nullptr;
  try {
    using boost::dll::load_mode::rtld_local;
    using boost::dll::load_mode::rtld_now;
    handle->library.load(boost::dll::fs::path(path.string()), rtld_now | rtld_local);
    if (!handle->library.has(SL_PLUGIN_QUERY_SYMBOL)) {
      return refuse(path,
                    "it does not export " SL_PLUGIN_QUERY_SYMBOL "; it is no Starload plugin");
    }
    const auto query =
        handle->library.get<const sl_plugin*(std::uint32_t, std::uint32_t)>(SL_PLUGIN_QUERY_SYMBOL);
    described = query(SL_ABI_MAJOR, SL_ABI_MINOR);
  } catch (const std::exception& error) {
    return refuse(path, error.what());
  }
  if (described == nullptr) {
    return refuse(path, "it does not work with this engine's plugin ABI " +
                            version_text(SL_ABI_MAJOR, SL_ABI_MINOR));
  }
  const auto plugin = read_struct<sl_plugin>(described);
  if (const std::string why = defect(plugin, path); !why.empty()) return refuse(path, why);
  return std::shared_ptr<const Library>(new Library(path, std::move(handle), plugin));
}

Library::Library(std::filesystem::path path, std::unique_ptr<Handle> handle,
                 const sl_plugin& plugin)
    : path_(std::move(path)), handle_(std::move(handle)), plugin_(plugin) {}

Library::~Library() = default;

std::string_view plugin_kind_name(std::int32_t kind) {
  switch (kind) {
    case SL_KIND_SERIALIZER:
      return "serializer";
    case SL_KIND_TRANSPORT:
      return "transport";
    case SL_KIND_SEMANTICS:
      return "semantics";
    default:
      return "unknown kind";
  }
}

}  // namespace starload
