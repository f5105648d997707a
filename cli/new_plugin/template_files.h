// The files of a new plugin's folder, as they stand in sdk/template: those of every plugin
// ("common") and of each kind. @NAME@, @KIND@, @USE@ and @CHECK@ are filled in by
// new_plugin_command.cc.
#pragma once

#include <string_view>
#include <vector>

namespace starload::cli {

struct TemplateFile {
  std::string_view kind;
  std::string_view name;
  std::string_view text;
};

const std::vector<TemplateFile>& template_files();

}  // namespace starload::cli
