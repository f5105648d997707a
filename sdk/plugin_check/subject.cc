#include "sdk/plugin_check/subject.h"

#include <stdexcept>

namespace starload::plugin_check {

void check(const Status& status) {
  if (!status) throw std::runtime_error(status.message());
}

std::shared_ptr<const Library> Subject::load() const {
  Result<std::shared_ptr<const Library>> library = Library::load(path);
  check(library.status());
  return library.take();
}

EffectiveProperties Subject::properties(const sl_plugin& plugin) const {
  OptionTable table;
  if (plugin.option_count > 0) table.add(plugin.name, plugin.options, plugin.option_count);
  std::vector<std::string> warnings;
  Result<EffectiveProperties> effective = table.apply(given, warnings);
  if (!effective) {
    throw std::runtime_error(effective.status().message() + " (give options with --set key=value)");
  }
  return effective.take();
}

}  // namespace starload::plugin_check
