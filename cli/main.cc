// The `starload` command.
#include <exception>
#include <iostream>

#include "cli/check_command.h"
#include "cli/command_line.h"
#include "cli/exit_codes.h"
#include "cli/job.h"
#include "cli/load_command.h"
#include "cli/plugins_command.h"
#include "devserver/dev_server.h"

namespace starload::cli {
namespace {

int run_dev_server_command(Arguments& arguments) {
  if (!arguments.dev_server_password_file.empty()) {
    Result<std::string> password = read_password_file(arguments.dev_server_password_file);
    if (!password) {
      std::cerr << "starload: error: " << password.status().message() << '\n';
      return kExitUsage;
    }
    arguments.dev_server.password = *password;
  }
  return devserver::run_dev_server(arguments.dev_server);
}

int run(int argc, char** argv) {
  Arguments arguments;
  if (const std::optional<int> code = parse_command_line(argc, argv, arguments)) return *code;
  switch (arguments.command) {
    case Command::kLoad:
      return run_load(arguments.load);
    case Command::kCheck:
      return run_check(arguments.check);
    case Command::kPlugins:
      return run_plugins(arguments.plugins);
    case Command::kNewPlugin:
      return run_new_plugin(arguments.new_plugin);
    default:
      return run_dev_server_command(arguments);
  }
}

}  // namespace
}  // namespace starload::cli

int main(int argc, char** argv) {
  try {
    return starload::cli::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "starload: error: " << error.what() << '\n';
    return starload::cli::kExitFailed;
  }
}
