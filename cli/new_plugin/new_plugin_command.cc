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

// What differs between the kinds beside their sources.
struct Kind {
  std::string_view name;
  std::string_view use;    // how a job names the plugin
  std::string_view check;  // what starload-plugin-check needs to be told
};

constexpr Kind kKinds[] = {
    {"serializer", "--set sink.serializer=@NAME@", ""},
    {"transport", "--set sink.transport=@NAME@ --set transport.@NAME@.directory=FOLDER",
     " --set transport.@NAME@.directory=${CMAKE_CURRENT_BINARY_DIR}/data"},
    {"semantics", "--set sink.semantics-plugin=@NAME@ --set sink.version=V1", ""}};

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

std::string replaced(std::string_view text, std::string_view placeholder, std::string_view value) {
  std::string out;
  for (std::size_t at = 0; (at = text.find(placeholder)) != std::string_view::npos;) {
    out.append(text.substr(0, at)).append(value);
    text.remove_prefix(at + placeholder.size());
  }
  return out.append(text);
}

std::string filled(std::string_view text, const Kind& kind, const std::string& name) {
  std::string out = replaced(text, "@USE@", kind.use);
  out = replaced(out, "@CHECK@", kind.check);
  out = replaced(out, "@KIND@", kind.name);
  return replaced(out, "@NAME@", name);
}

fs::path file_name(const TemplateFile& file, const Kind& kind, const std::string& name) {
  if (file.name == "plugin.cc") return name + "_" + std::string(kind.name) + ".cc";
  if (file.name == "test.cc") return name + "_test.cc";
  if (file.name == "ci.yml") return ".github/workflows/ci.yml";
  return file.name;
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
  const Kind* kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                  [&](const Kind& known) { return known.name == arguments.kind; });
  if (kind == std::end(kKinds)) {
    return fail(kExitUsage, "new-plugin: there is no kind of plugin '" + arguments.kind +
                                "'; it is serializer, transport or semantics");
  }
  if (const std::string why = name_defect(name); !why.empty())
    return fail(kExitUsage, "new-plugin: the name '" + name + "': " + why);
  const fs::path folder = name;
  std::error_code code;
  if (!fs::create_directory(folder, code)) {
    return fail(kExitUsage, "new-plugin: cannot make the folder " + name + ": " +
                                (code ? code.message() : "it is there already"));
  }
  for (const TemplateFile& file : template_files()) {
    if (file.kind != "common" && file.kind != kind->name) continue;
    const fs::path path = folder / file_name(file, *kind, name);
    if (!write_file(path, filled(file.text, *kind, name)))
      return fail(kExitFailed, "new-plugin: cannot write " + path.string());
  }
  const std::string_view article = kind->name == "semantics" ? "" : "a ";
  std::cout << name << "/ holds " << article << kind->name
            << ", its test and a CI file. Build and check it:\n"
            << "    cd " << name << "\n    cmake -S . -B build && cmake --build build\n"
            << "    ctest --test-dir build --output-on-failure\n";
  return kExitDone;
}

}  // namespace starload::cli
