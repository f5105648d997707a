#include "framework/plugin_host/plugin_description.h"

#include <cstring>

#include "framework/plugin_host/library.h"

namespace starload {
namespace {

constexpr std::size_t kMaxOptions = 1000;

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

// Each option has a key, a help text and a known struct; "" when the table is sound.
std::string option_defect(const sl_plugin& plugin) {
  if (plugin.option_count == 0) return "";
  if (plugin.options == nullptr) return "its option table is missing";
  if (plugin.option_count > kMaxOptions)
    return "its option table has " + std::to_string(plugin.option_count) + " entries";
  const std::size_t stride = plugin.options->struct_size;
  if (stride < sizeof(sl_option)) {
    return "the entries of its option table are too short (" + std::to_string(stride) + " bytes)";
  }
  const auto* at = reinterpret_cast<const unsigned char*>(plugin.options);
  for (std::size_t i = 0; i < plugin.option_count; ++i, at += stride) {
    const auto option = read_struct<sl_option>(at);
    const std::string which = "its option " + std::to_string(i + 1);
    if (option.struct_size != stride) return which + " has another struct_size than the first";
    if (option.key == nullptr || *option.key == '\0') return which + " has no key";
    if (option.help == nullptr) return which + ", '" + option.key + "', has no help text";
    if (option.type < SL_OPTION_STRING || option.type > SL_OPTION_LIST) {
      return which + ", '" + option.key + "', is of the unknown type " +
             std::to_string(option.type);
    }
  }
  return "";
}

}  // namespace

std::string other_abi(const std::string& plugin_version) {
  return "it is built for plugin ABI " + plugin_version + ", this engine has ABI " +
         version_text(SL_ABI_MAJOR, SL_ABI_MINOR) + "; rebuild it with this engine's SDK";
}

std::string description_defect(const sl_plugin& plugin, const std::filesystem::path& path) {
  if (plugin.abi_major != SL_ABI_MAJOR)
    return other_abi(version_text(plugin.abi_major, plugin.abi_minor));
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
  if (const std::string option = option_defect(plugin); !option.empty()) return option;
  const std::string missing = missing_function(plugin);
  return missing.empty() ? "" : "its function '" + missing + "' is missing";
}

}  // namespace starload
