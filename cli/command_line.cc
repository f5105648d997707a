#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <starload/sdk/option.hpp>

#include "cli/exit_codes.h"
#include "cli/version.h"
#include "framework/properties/option_table.h"

namespace starload::cli {
namespace {

constexpr char kExamples[] = R"(Examples:
  starload load --config job.properties --header flights.csv
  gunzip -c rows.jsonl.gz | starload load --config job.properties --input-format jsonl -
  starload load --config job.properties --header --op-column op changes.csv    (op: I, U or D)
  kcat -C -t db.shop.orders -e | starload load --config job.properties --input-format debezium-json -
  starload load --config job.properties --state big.state big.csv    (killed? the same again goes on)
  starload check --config job.properties
  starload dev-server --data-dir ./dev-data

Exit codes: 0 done, 1 load failed, 2 usage or configuration, 3 some rows rejected within max_filter_ratio,
4 outcome unknown (the label is printed), 130 interrupted.)";

void add_job_options(CLI::App& app, JobArguments& job) {
  app.add_option("--config", job.config_file, "property file: key=value lines, # comments")
      ->type_name("FILE");
  app.add_option("--set", job.assignments, "one property; repeat for more; wins over --config")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  auto* group = app.add_option_group("password", "where the password comes from (at most one)");
  group->add_option("--password-file", job.password_file, "file whose first line is the password")
      ->type_name("FILE");
  group->add_option("--password-fd", job.password_fd, "open descriptor to read the password from")
      ->type_name("N");
  group->add_flag("--ask-password", job.ask_password, "ask for the password on the terminal");
  group->require_option(0, 1);
  app.add_option("--plugin-path", job.plugin_path,
                 "plugin directories, separated by ':', searched first")
      ->type_name("DIR");
  app.add_flag_callback(
      "--no-plugins", [&job] { job.assignments.emplace_back("sink.third-party-plugins=false"); },
      "load no plugins but those of the installation");
  app.add_flag("--json", job.json, "print the result as JSON");
  app.add_flag("--quiet,-q", job.quiet, "print errors only");
  app.add_flag("--verbose,-v", job.verbose, "print what happens");
}

constexpr sl_option kInterval = sdk::option({.type = SL_OPTION_DURATION_MS,
                                             .key = "--checkpoint-interval",
                                             .unit = "ms",
                                             .min = 100,
                                             .max = 3'600'000});
constexpr sl_option kCheckpointBytes = sdk::option({.type = SL_OPTION_BYTES,
                                                    .key = "--checkpoint-bytes",
                                                    .unit = "bytes",
                                                    .min = 1 << 20,
                                                    .max = 1LL << 40});

// The value of a flag that is checked as properties are. unit: of a number without one; wanted: in
// words.
std::int64_t checked_number(const sl_option& option, std::string value, const char* unit,
                            const char* wanted) {
  const std::string given = value;
  const bool is_plain =
      !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
  if (is_plain) value += unit;
  std::string warning;
  const Result<std::string> number = check_option_value(option, value, warning);
  if (number) return std::stoll(*number);
  throw CLI::ValidationError("'" + std::string(option.key) + "' is " + wanted + ", not '" + given +
                             "'");
}

void add_state(CLI::App& app, LoadArguments& load) {
  CLI::Option* state =
      app.add_option(
             "--state", load.state_file,
             "make the load exactly-once and resumable: what is in the table stands in this "
             "file; started again with the same arguments, the load goes on")
          ->type_name("FILE");
  app.add_option_function<std::string>(
         "--checkpoint-interval",
         [&load](const std::string& value) {
           load.checkpoint_interval_ms = checked_number(
               kInterval, value, "s",
               "a time from 100 ms to 1 h: seconds (30), or with a unit (500ms, 5m)");
         },
         "with --state: how often rows get into the table (30, 500ms, 5m; default 30 s)")
      ->type_name("TIME")
      ->needs(state);
  app.add_option_function<std::string>(
         "--checkpoint-bytes",
         [&load](const std::string& value) {
           load.checkpoint_bytes = static_cast<std::uint64_t>(
               checked_number(kCheckpointBytes, value, "",
                              "a size from 1 MiB to 1 TiB: bytes, or with a unit (64mb, 1gb)"));
         },
         "with --state: ... and after how much input at the latest (64mb; default 1gb)")
      ->type_name("SIZE")
      ->needs(state);
}

void add_load(CLI::App& app, LoadArguments& load) {
  add_job_options(app, load.job);
  app.add_option(
         "--input-format", load.input_format,
         "csv, tsv, jsonl, or debezium-json (change events into a PRIMARY KEY table); default: "
         "by the file's name")
      ->check(CLI::IsMember({"csv", "tsv", "jsonl", "debezium-json", "debezium"}));
  app.add_option("--separator", load.separator,
                 "field separator of csv and tsv files (a character, or \\t, \\x01)");
  app.add_flag("--header", load.header, "the first line names the columns");
  app.add_option("--null", load.null_texts,
                 "unquoted text that stands for NULL, beside \\N; may be repeated")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--columns", load.columns,
                 "the fields' columns, in order (files without a header)")
      ->delimiter(',');
  app.add_option(
         "--op-column", load.op_column,
         "PRIMARY KEY tables: the field that says what a row does (0/1, upsert/delete, I/U/D, "
         "c/r/u/d, +I/-U/+U/-D); it is not loaded itself")
      ->type_name("FIELD");
  app.add_option(
         "--delete-where", load.delete_where,
         "PRIMARY KEY tables: rows for which this holds are deleted: \"gone = 'Y' or state in "
         "(3, 4)\"")
      ->type_name("CONDITION");
  app.add_option(
         "--datetime-unit", load.datetime_unit,
         "debezium-json without schemas: what whole numbers in DATETIME columns are: ms, us, "
         "ns, or auto (by their size)")
      ->check(CLI::IsMember({"ms", "us", "ns", "auto"}));
  app.add_flag("--raw", load.raw, "send the lines as they are, without looking into them");
  app.add_flag("--create-table", load.create_table,
               "create the table when it is missing; types from the data");
  app.add_option("--rejects", load.rejects_file,
                 "write rejected rows with their reasons here (JSON lines)")
      ->type_name("FILE");
  add_state(app, load);
  app.add_flag("--no-progress", load.no_progress, "no progress line on a terminal");
  app.add_option("FILE", load.files, "files to load; - is standard input")->required();
}

void add_plugins(CLI::App& app, PluginsArguments& plugins) {
  app.add_option("--plugin-path", plugins.plugin_path,
                 "plugin directories, separated by ':', searched first")
      ->type_name("DIR");
  app.add_flag("--help-options", plugins.help_options,
               "list every option of the engine and of each plugin");
  app.add_flag("--markdown", plugins.markdown, "with --help-options: as Markdown tables");
  app.add_flag("--json", plugins.json, "print the list as JSON");
}

void add_dev_server(CLI::App& app, Arguments& arguments) {
  devserver::DevServerOptions& options = arguments.dev_server;
  app.add_option("--data-dir", options.data_dir, "where the data is kept")
      ->capture_default_str()
      ->type_name("DIR");
  app.add_option("--http-port", options.http_port, "FE's HTTP port; 0 = any free one")
      ->capture_default_str();
  app.add_option("--be-port", options.be_port, "BE's HTTP port; 0 = any free one")
      ->capture_default_str();
  app.add_option("--mysql-port", options.mysql_port, "query port; 0 = any free one")
      ->capture_default_str();
  app.add_option("--user", options.user, "the one user")->capture_default_str();
  app.add_option("--password", options.password,
                 "the user's password (visible to others in the process list)");
  app.add_option("--password-file", arguments.dev_server_password_file,
                 "file whose first line is the password")
      ->type_name("FILE");
  app.add_option("--bind", options.bind_address, "address to listen on")->capture_default_str();
  app.add_flag("--insecure-listen", options.insecure_listen,
               "allow an address that other machines can reach");
  app.add_option("--port-file", options.port_file, "write the ports here once the server listens")
      ->type_name("FILE");
  app.add_option("--server-version", options.version, "the StarRocks version to report")
      ->capture_default_str();
  app.add_option(
         "--fe-config", options.fe_config,
         "set a configuration item of the FE, such as max_running_txn_num_per_db=10; repeat "
         "for more; see ADMIN SHOW FRONTEND CONFIG")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--fault", options.faults,
                 "make something go wrong, such as commit#2:drop-reply; repeat for more; @FILE "
                 "reads them from a file; see docs/dev-server.md")
      ->type_name("SPEC")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
}

}  // namespace

std::optional<int> parse_command_line(int argc, char** argv, Arguments& arguments) {
  CLI::App app{"Loads rows into StarRocks.", "starload"};
  app.set_version_flag("--version", std::string("starload ") + kVersion);
  app.footer(kExamples);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  CLI::App* load = app.add_subcommand("load", "load files or standard input into a table");
  add_load(*load, arguments.load);
  CLI::App* check = app.add_subcommand(
      "check", "check options, plugins, connection, rights and table; writes nothing");
  add_job_options(*check, arguments.check);
  CLI::App* plugins =
      app.add_subcommand("plugins", "list plugins and their options, and why one was refused");
  add_plugins(*plugins, arguments.plugins);
  CLI::App* new_plugin =
      app.add_subcommand("new-plugin", "write a plugin's sources, ready to build, into ./NAME");
  new_plugin->add_option("kind", arguments.new_plugin.kind, "serializer, transport or semantics")
      ->required();
  new_plugin->add_option("name", arguments.new_plugin.name, "of a-z, 0-9 and _")->required();
  CLI::App* dev_server =
      app.add_subcommand("dev-server", "run a StarRocks look-alike for development and tests");
  arguments.dev_server.data_dir = "starload-dev-data";
  add_dev_server(*dev_server, arguments);
  if (argc <= 1) {
    std::cout << app.help();
    return kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? kExitDone : kExitUsage;
  }
  if (load->parsed()) arguments.command = Command::kLoad;
  if (check->parsed()) arguments.command = Command::kCheck;
  if (plugins->parsed()) arguments.command = Command::kPlugins;
  if (new_plugin->parsed()) arguments.command = Command::kNewPlugin;
  if (dev_server->parsed()) arguments.command = Command::kDevServer;
  return std::nullopt;
}

}  // namespace starload::cli
