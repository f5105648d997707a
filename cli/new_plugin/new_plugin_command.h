// `starload new-plugin KIND NAME`: writes a folder ./NAME with a plugin that builds against the
// installed SDK, its tests and a CI file.
#pragma once

#include <string>

namespace starload::cli {

struct NewPluginArguments {
  std::string kind;
  std::string name;
};

int run_new_plugin(const NewPluginArguments& arguments);

}  // namespace starload::cli
