// `starload load`: files or standard input into a table.
#pragma once

#include "cli/command_line.h"

namespace starload::cli {

int run_load(const LoadArguments& arguments);

}  // namespace starload::cli
