// The files of a new plugin's folder, as they stand in sdk/template: @NAME@ stands for the plugin's
// name.
#pragma once

#include <string_view>
#include <vector>

namespace starload::cli {

struct TemplateFile {
  std::string_view name;
  std::string_view text;
};

const std::vector<TemplateFile>& serializer_template();

}  // namespace starload::cli
