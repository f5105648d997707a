// What the user typed, as plain values: one struct a subcommand. Filled by parse_command_line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/new_plugin/new_plugin_command.h"
#include "devserver/dev_server.h"

namespace starload::cli {

enum class Command : std::uint8_t { kNone, kLoad, kCheck, kPlugins, kNewPlugin, kDevServer };

// Options that load and check share: where the property map comes from.
struct JobArguments {
  std::string config_file;
  std::vector<std::string> assignments;  // --set key=value, in order
  std::string password_file;
  int password_fd = -1;
  bool ask_password = false;
  std::string plugin_path;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
};

struct LoadArguments {
  JobArguments job;
  std::vector<std::string> files;  // "-" = standard input
  std::string input_format;        // csv | tsv | jsonl | debezium-json; empty = by the file's name
  std::string separator;
  bool header = false;
  std::vector<std::string> null_texts;
  std::vector<std::string> columns;
  std::string op_column;      // the field that says what a row does
  std::string delete_where;   // the rows that are deletions
  std::string datetime_unit;  // of whole numbers in Debezium events without schemas
  bool raw = false;
  bool create_table = false;
  std::string rejects_file;
  std::string state_file;
  std::int64_t checkpoint_interval_ms = 30'000;
  std::uint64_t checkpoint_bytes = 1u << 30;
  bool no_progress = false;
};

struct PluginsArguments {
  std::string plugin_path;
  bool help_options = false;
  bool markdown = false;
  bool json = false;
};

struct Arguments {
  Command command = Command::kNone;
  LoadArguments load;
  JobArguments check;
  PluginsArguments plugins;
  NewPluginArguments new_plugin;
  devserver::DevServerOptions dev_server;
  std::string dev_server_password_file;
};

// Prints help, version or a usage error itself and then returns the exit code to end with; nullopt
// = go on.
std::optional<int> parse_command_line(int argc, char** argv, Arguments& arguments);

}  // namespace starload::cli
