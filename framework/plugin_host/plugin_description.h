// Is what sl_plugin_query returned a plugin that this engine can use? Pure; any thread.
#pragma once

#include <starload/abi/plugin.h>

#include <filesystem>
#include <string>

namespace starload {

// What is wrong with a plugin's description; "" when nothing is. path: the plugin's file.
std::string description_defect(const sl_plugin& plugin, const std::filesystem::path& path);

// "built for plugin ABI 2.0, this engine has ABI 1.0"
std::string other_abi(const std::string& plugin_version);

}  // namespace starload
