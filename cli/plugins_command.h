// `starload plugins`: every plugin found, with kind, name, version, ABI, path and options; and why
// one was refused.
#pragma once

#include "cli/command_line.h"

namespace starload::cli {

int run_plugins(const PluginsArguments& arguments);

}  // namespace starload::cli
