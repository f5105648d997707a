#include "cli/load_command.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "cli/exit_codes.h"
#include "cli/job.h"
#include "cli/load_input.h"
#include "cli/load_run.h"
#include "cli/progress/progress.h"

namespace starload::cli {
namespace {

using Clock = std::chrono::steady_clock;

// What is known before the first row is read.
struct Preparation {
  PropertyMap properties;
  EffectiveProperties effective;
  std::vector<LoadInput> inputs;
  EngineConfig config;
  TableSpec table;
  std::shared_ptr<const RowPlan> plan;  // null: --raw
};

Status check_arguments(const LoadArguments& arguments) {
  if (arguments.raw && arguments.create_table) {
    return Status::config(
        "--create-table looks into the data and --raw does not; give one of them");
  }
  const bool stdin_is_terminal = ::isatty(STDIN_FILENO) != 0;
  for (const std::string& file : arguments.files) {
    if (file == "-" && stdin_is_terminal) {
      return Status::config(
          "standard input is a terminal; give files, or pipe rows into 'starload load ... -'");
    }
  }
  return Status::ok();
}

Status prepare_table(const LoadArguments& arguments, Preparation& made, Console& console) {
  const EffectiveProperties& properties = made.effective;
  if (arguments.raw && properties.get("jdbc-url").empty())
    return Status::ok();  // nothing has to be looked up
  Result<Target> target = connect_target(properties, console);
  if (!target) return target.status();
  describe_target(*target, made.config);
  if (arguments.create_table) {
    STARLOAD_TRY(create_missing_table(made.inputs.front(), *target, made.table.database,
                                      made.table.table, console));
  }
  Result<TableInfo> table = target->catalog->table_info(made.table.database, made.table.table);
  if (!table) return table.status();
  if (arguments.raw) return Status::ok();
  const bool expressions = properties.contains("sink.properties.columns");
  Result<std::shared_ptr<const RowPlan>> plan = plan_rows(made.inputs, *table, expressions);
  if (!plan) return plan.status();
  made.plan = plan.take();
  made.table.schema = made.plan->schema;
  for (const ColumnSpec& column : made.plan->schema->columns()) {
    made.table.columns.push_back(column.name);
  }
  return Status::ok();
}

Status prepare(const LoadArguments& arguments, Console& console, const Interrupt& interrupt,
               Preparation& made) {
  STARLOAD_TRY(check_arguments(arguments));
  Result<PropertyMap> properties = read_job(arguments.job);
  if (!properties) return properties.status();
  made.properties = properties.take();
  PluginHost plugins(plugin_directories(made.properties));
  Result<EngineSetup> setup = set_up_engine(made.properties, plugins);
  if (!setup) return setup.status();
  made.effective = setup->properties;
  Result<std::vector<LoadInput>> inputs = open_inputs(arguments, interrupt.flag());
  if (!inputs) return inputs.status();
  made.inputs = inputs.take();
  made.config.properties = made.properties;
  made.config.plugin_directories = plugin_directories(made.properties);
  made.table.database = made.effective.get("database-name");
  made.table.table = made.effective.get("table-name");
  return prepare_table(arguments, made, console);
}

Result<std::unique_ptr<RecordReader>> reader_of(const LoadArguments& arguments, Preparation& made,
                                                LoadInput& input) {
  if (!arguments.raw) return open_reader(*input.file, input.options, made.plan);
  const std::string enclose = made.effective.get("sink.properties.enclose");
  const std::optional<char> quote =
      enclose.empty() ? std::nullopt : std::optional<char>(enclose[0]);
  return open_raw_reader(*input.file, input.options, quote);
}

Status load_all(const LoadArguments& arguments, Preparation& made, LoadRun& run) {
  for (LoadInput& input : made.inputs) {
    Result<std::unique_ptr<RecordReader>> reader = reader_of(arguments, made, input);
    if (!reader) return reader.status();
    STARLOAD_TRY(run.load(**reader, made.table.schema, input.file->name()));
  }
  return Status::ok();
}

void print_outcome(const LoadArguments& arguments, const LoadSummary& summary, Console& console) {
  if (!summary.status && !summary.interrupted) console.error(summary.status);
  for (const std::string& label : summary.unresolved_labels) {
    console.error("outcome unknown for label " + label +
                  ": ask the server with SHOW LOAD or get_load_state before "
                  "loading its rows again");
  }
  if (!arguments.job.quiet) {
    for (const std::string& line : reject_lines(summary)) console.note(line);
  }
  if (arguments.job.json) {
    std::puts(summary_json(summary).c_str());
  } else if (!arguments.job.quiet) {
    std::puts(summary_line(summary).c_str());
  }
}

bool shows_progress(const LoadArguments& arguments) {
  return !arguments.job.quiet && !arguments.no_progress && !arguments.job.json;
}

int fail_early(const Status& status, Console& console) {
  console.error(status);
  return exit_code(status);
}

}  // namespace

int run_load(const LoadArguments& arguments) {
  Interrupt interrupt;
  Console console(arguments.job.quiet, arguments.job.verbose);
  Preparation made;
  if (const Status status = prepare(arguments, console, interrupt, made); !status)
    return fail_early(status, console);
  Result<std::unique_ptr<RejectLog>> rejects =
      RejectLog::open(arguments.rejects_file, max_filter_ratio(made.effective) > 0);
  if (!rejects) return fail_early(rejects.status(), console);

  LoadSummary summary;
  summary.database = made.table.database;
  summary.table = made.table.table;
  const Clock::time_point start = Clock::now();
  ProgressOptions progress_options = progress_options_for(STDERR_FILENO, shows_progress(arguments));
  Progress progress(progress_options, total_bytes(made.inputs));
  if (shows_progress(arguments)) console.set_line_eraser([&progress] { progress.erase(); });
  LoadProgress last;
  const auto on_progress = [&](const LoadProgress& now) {
    last = now;
    progress.update(now.rows, now.bytes);
  };
  {
    Result<std::unique_ptr<LoadRun>> run =
        LoadRun::open({console, interrupt, **rejects, on_progress}, made.config, made.table);
    if (!run) return fail_early(run.status(), console);
    const Status status = load_all(arguments, made, **run);
    (*run)->finish(status, summary);
  }
  console.set_line_eraser(nullptr);
  progress.finish();
  summary.input_bytes = last.bytes;
  summary.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  print_outcome(arguments, summary, console);
  return summary.exit_code();
}

}  // namespace starload::cli
