// `starload check`: validates options, plugins, connection, rights, table and types; writes
// nothing.
#pragma once

#include "cli/command_line.h"

namespace starload::cli {

int run_check(const JobArguments& arguments);

}  // namespace starload::cli
