// What can be told of any plugin: file, identity, exports, options, unloading.
#include <dlfcn.h>

#include <set>

#include "framework/plugin_host/elf_file.h"
#include "framework/plugin_host/trusted_path.h"
#include "sdk/plugin_check/subject.h"

namespace starload::plugin_check {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Outcome check_exports(const Subject& subject) {
  const Result<ElfFile> elf = ElfFile::read(subject.path);
  check(elf.status());
  if (!elf->has_dynamic_symbols) return Outcome::note("the file has no section headers");
  if (!elf->unique.empty()) {
    return Outcome::failed("it exports unique symbols, which keep it loaded for ever (" +
                           join(elf->unique) + "); link it with the SDK's version script");
  }
  if (elf->exported == std::vector<std::string>{SL_PLUGIN_QUERY_SYMBOL})
    return Outcome::passed(SL_PLUGIN_QUERY_SYMBOL " and nothing else");
  return Outcome::failed("it has to export " SL_PLUGIN_QUERY_SYMBOL " alone, and exports: " +
                         join(elf->exported) + "; link it with the SDK's version script");
}

Outcome check_identity(const Subject& subject) {
  const Result<ElfFile> elf = ElfFile::read(subject.path);
  check(elf.status());
  if (elf->identity.empty()) {
    return Outcome::note(
        "it has no identity record (SL_PLUGIN_IDENTITY); it can only be told by running it");
  }
  const std::shared_ptr<const Library> library = subject.load();
  const sl_plugin& plugin = library->plugin();
  const std::pair<const char*, std::string> told[] = {
      {"kind", std::string(plugin_kind_name(plugin.kind))},
      {"name", plugin.name},
      {"version", plugin.version}};
  for (const auto& [key, value] : told) {
    const auto found = elf->identity.find(key);
    if (found == elf->identity.end() || found->second != value) {
      return Outcome::failed(std::string("its identity record says another ") + key +
                             " than sl_plugin_query, which says '" + value + "'");
    }
  }
  return Outcome::passed();
}

Outcome check_load(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  const sl_plugin& plugin = library->plugin();
  return Outcome::passed(std::string(plugin_kind_name(plugin.kind)) + " " + plugin.name + " " +
                         plugin.version);
}

Outcome check_trust(const Subject& subject) {
  const Result<std::filesystem::path> trusted = trusted_path(subject.path);
  if (trusted) return Outcome::passed();
  return Outcome::note("where it lies now, starload refuses it: " + trusted.status().message());
}

Outcome check_options(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  const sl_plugin& plugin = library->plugin();
  OptionTable table;
  if (plugin.option_count > 0) table.add(plugin.name, plugin.options, plugin.option_count);
  std::set<std::string> keys;
  for (const OptionTable::Entry& entry : table.entries()) {
    const sl_option& option = entry.option;
    const std::string key = option.key;
    if (!keys.insert(key).second) return Outcome::failed("'" + key + "' is declared twice");
    if (*option.help == '\0') return Outcome::failed("'" + key + "' has no help text");
    if (option.type == SL_OPTION_ENUM && option.choices == nullptr)
      return Outcome::failed("'" + key + "' is one of several words and does not say which");
    if (option.default_value == nullptr || *option.default_value == '\0') continue;
    std::string warning;
    const Result<std::string> value = check_option_value(option, option.default_value, warning);
    if (!value) return Outcome::failed("a default does not fit: " + value.status().message());
    if (!warning.empty()) return Outcome::failed("a default does not fit: " + warning);
  }
  subject.properties(plugin);
  return Outcome::passed(std::to_string(keys.size()) + " declared");
}

Outcome check_unload(const Subject& subject) {
  const std::string path = std::filesystem::canonical(subject.path);
  subject.load().reset();
  if (::dlopen(path.c_str(), RTLD_NOLOAD | RTLD_NOW) == nullptr) return Outcome::passed();
  return Outcome::failed(
      "it stays loaded after its last handle (a unique symbol, a thread_local with a destructor, "
      "or -z nodelete)");
}

}  // namespace

void check_library(const Subject& subject, Report& report) {
  report.run("exports", [&] { return check_exports(subject); });
  report.run("identity", [&] { return check_identity(subject); });
  report.run("place", [&] { return check_trust(subject); });
  report.run("options", [&] { return check_options(subject); });
  report.run("unloads", [&] { return check_unload(subject); });
}

Outcome check_loads(const Subject& subject, Report& report) {
  return report.run("loads", [&] { return check_load(subject); });
}

}  // namespace starload::plugin_check
