#include "cli/plugins_command.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.h"
#include "framework/engine/engine_options.h"
#include "framework/plugin_host/plugin_host.h"
#include "framework/properties/option_table.h"

namespace starload::cli {
namespace {

std::string abi_text(const sl_plugin& plugin) {
  return std::to_string(plugin.abi_major) + "." + std::to_string(plugin.abi_minor);
}

OptionTable options_of(const std::string& owner, const sl_option* options, std::size_t count) {
  OptionTable table;
  if (count > 0) table.add(owner, options, count);
  return table;
}

std::string default_of(const sl_option& option) {
  if ((option.flags & SL_OPTION_REQUIRED) != 0) return "required";
  if (option.default_value == nullptr) return "none";
  return *option.default_value == '\0' ? "empty" : option.default_value;
}

void print_options_text(const OptionTable& table) {
  for (const OptionTable::Entry& entry : table.entries()) {
    const sl_option& option = entry.option;
    std::cout << "    " << option.key << "\n        " << option.help << "\n        "
              << describe_type(option) << "; default: " << default_of(option);
    const std::string range = describe_range(option);
    if (!range.empty()) std::cout << "; allowed: " << range;
    std::cout << '\n';
  }
}

std::string escape_bars(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '\\');
  return text;
}

void print_options_markdown(const OptionTable& table) {
  std::cout << "| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const OptionTable::Entry& entry : table.entries()) {
    const sl_option& option = entry.option;
    std::cout << "| `" << option.key << "` | " << describe_type(option) << " | "
              << default_of(option) << " | " << escape_bars(describe_range(option)) << " | "
              << escape_bars(option.help) << " |\n";
  }
  std::cout << '\n';
}

nlohmann::ordered_json options_json(const OptionTable& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const OptionTable::Entry& entry : table.entries()) {
    const sl_option& option = entry.option;
    list.push_back({{"key", option.key},
                    {"type", describe_type(option)},
                    {"default", default_of(option)},
                    {"allowed", describe_range(option)},
                    {"help", option.help}});
  }
  return list;
}

void print_json(PluginHost& host) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const PluginHost::Listed& found : host.list()) {
    if (!found.library) {
      list.push_back({{"path", found.path.string()}, {"refused", found.refusal}});
      continue;
    }
    const sl_plugin& plugin = found.library->plugin();
    list.push_back(
        {{"kind", plugin_kind_name(plugin.kind)},
         {"name", plugin.name},
         {"version", plugin.version},
         {"abi", abi_text(plugin)},
         {"path", found.path.string()},
         {"summary", plugin.summary},
         {"options", options_json(options_of(plugin.name, plugin.options, plugin.option_count))}});
  }
  std::cout << list.dump(2) << '\n';
}

void print_plugin(const PluginHost::Listed& found, const PluginsArguments& arguments) {
  if (!found.library) {
    if (!arguments.markdown)
      std::cout << "refused      " << found.path.string() << "\n    " << found.refusal << '\n';
    return;
  }
  const sl_plugin& plugin = found.library->plugin();
  const OptionTable options = options_of(plugin.name, plugin.options, plugin.option_count);
  if (arguments.markdown) {
    std::cout << "## " << plugin_kind_name(plugin.kind) << " `" << plugin.name << "`\n\n"
              << plugin.summary << "\n\n";
    if (!options.entries().empty()) print_options_markdown(options);
    return;
  }
  std::string kind(plugin_kind_name(plugin.kind));
  kind.resize(13, ' ');
  std::cout << kind << plugin.name << ' ' << plugin.version << " (ABI " << abi_text(plugin) << ") "
            << found.path.string() << "\n    " << plugin.summary << '\n';
  if (arguments.help_options) return print_options_text(options);
  for (const OptionTable::Entry& entry : options.entries())
    std::cout << "    " << entry.option.key << '\n';
}

}  // namespace

int run_plugins(const PluginsArguments& arguments) {
  PluginHost host(plugin_search_path(arguments.plugin_path, installed_plugin_directory()));
  if (arguments.json) {
    print_json(host);
    return kExitDone;
  }
  if (arguments.help_options || arguments.markdown) {
    OptionTable engine;
    engine.add("engine", engine_options());
    std::cout << (arguments.markdown ? "## engine\n\n" : "engine\n");
    if (arguments.markdown) print_options_markdown(engine);
    if (!arguments.markdown) print_options_text(engine);
  }
  const std::vector<PluginHost::Listed> found = host.list();
  for (const PluginHost::Listed& plugin : found) print_plugin(plugin, arguments);
  if (found.empty()) {
    std::cout << "no plugins; directories searched:\n";
    for (const auto& directory : host.directories())
      std::cout << "    " << directory.string() << '\n';
  }
  return kExitDone;
}

}  // namespace starload::cli
