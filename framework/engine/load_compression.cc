#include "framework/engine/load_compression.h"

#include <algorithm>
#include <span>

#include "framework/base/text.h"
#include "framework/plugin_host/library.h"

namespace starload {
namespace {

constexpr char kKey[] = "sink.properties.compression";

bool declares_compression(const sl_plugin& plugin) {
  if (plugin.option_count == 0) return false;
  const std::span<const sl_option> options(plugin.options, plugin.option_count);
  return std::any_of(options.begin(), options.end(),
                     [](const sl_option& option) { return option.key == std::string_view(kKey); });
}

}  // namespace

Status check_compression(const LoadHeaders& headers, const Library& transport,
                         const ServerVersion& server) {
  const std::string wanted = header_value(headers, "compression");
  if (wanted.empty()) return Status::ok();
  const std::string start = "'" + std::string(kKey) + "' = " + wanted + ": ";
  if (!declares_compression(transport.plugin())) {
    return Status::config(start + "the transport '" + transport.name() +
                          "' does not compress; leave it out");
  }
  const bool is_json = equals_ignoring_case(header_value(headers, "format"), "json");
  if (!is_json || server.major == 0 || server.at_least(3, 2, 7)) return Status::ok();
  return Status::config(
      start + "compressed JSON takes StarRocks 3.2.7 or later, and the server is " +
      std::to_string(server.major) + "." + std::to_string(server.minor) + "." +
      std::to_string(server.patch) + "; leave it out, or set 'sink.properties.format' = csv");
}

}  // namespace starload
