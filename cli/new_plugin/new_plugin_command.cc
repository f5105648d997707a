#include "cli/new_plugin/new_plugin_command.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/exit_codes.h"
#include "cli/new_plugin/template_files.h"

namespace starload::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPlaceholder = "@NAME@";

int fail(int code, const std::string& message) {
  std::cerr << "starload: error: " << message << '\n';
  return code;
}

// Why a plugin cannot have that name; "" when it can.
std::string name_defect(const std::string& name) {
  constexpr std::array kOfStarload = {"csv",         "json",          "map_row_json", "stream_load",
                                      "transaction", "at_least_once", "exactly_once"};
  constexpr std::array kOfCMake = {"all",     "clean",         "edit_cache",
                                   "help",    "install",       "list_install_components",
                                   "package", "rebuild_cache", "test"};
  if (name.empty() ||
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos ||
      name.size() > 64)
    return "a plugin's name has 1 to 64 characters out of a-z, 0-9 and _";
  if (std::find(kOfStarload.begin(), kOfStarload.end(), name) != kOfStarload.end())
    return "that is a built-in plugin's name, and two of one name are refused";
  if (std::find(kOfCMake.begin(), kOfCMake.end(), name) != kOfCMake.end())
    return "CMake has a target of that name";
  return "";
}

std::string filled(std::string_view text, const std::string& name) {
  std::string out;
  for (std::size_t at = 0; (at = text.find(kPlaceholder)) != std::string_view::npos;) {
    out += std::string(text.substr(0, at)) + name;
    text.remove_prefix(at + kPlaceholder.size());
  }
  return out += text;
}

fs::path file_name(std::string_view template_name, const std::string& name) {
  if (template_name == "serializer.cc") return name + "_serializer.cc";
  if (template_name == "test.cc") return name + "_test.cc";
  if (template_name == "ci.yml") return ".github/workflows/ci.yml";
  return template_name;
}

bool write_file(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return static_cast<bool>(file);
}

}  // namespace

int run_new_plugin(const NewPluginArguments& arguments) {
  const std::string& name = arguments.name;
  if (arguments.kind != "serializer") {
    return fail(kExitUsage, "new-plugin: there is no template for '" + arguments.kind +
                                "'; 'serializer' is the one there is (for transports and "
                                "semantics see docs/plugins.md)");
  }
  if (const std::string why = name_defect(name); !why.empty())
    return fail(kExitUsage, "new-plugin: the name '" + name + "': " + why);
  const fs::path folder = name;
  std::error_code code;
  if (!fs::create_directory(folder, code)) {
    return fail(kExitUsage, "new-plugin: cannot make the folder " + name + ": " +
                                (code ? code.message() : "it is there already"));
  }
  for (const TemplateFile& file : serializer_template()) {
    const fs::path path = folder / file_name(file.name, name);
    if (!write_file(path, filled(file.text, name)))
      return fail(kExitFailed, "new-plugin: cannot write " + path.string());
  }
  std::cout << name << "/ holds a serializer, its test and a CI file. Build and check it:\n"
            << "    cd " << name << "\n    cmake -S . -B build && cmake --build build\n"
            << "    ctest --test-dir build --output-on-failure\n";
  return kExitDone;
}

}  // namespace starload::cli
