#include "cli/load_job.h"

#include <unistd.h>

#include <algorithm>

#include "cli/job.h"
#include "cli/load_options.h"
#include "framework/base/text.h"

namespace starload::cli {
namespace {

constexpr char kByState[] = "--state";
constexpr char kByCommand[] = "starload load";

Status check_arguments(const LoadArguments& arguments) {
  STARLOAD_TRY(check_flags(arguments));
  const bool reads_stdin =
      std::find(arguments.files.begin(), arguments.files.end(), "-") != arguments.files.end();
  if (reads_stdin && ::isatty(STDIN_FILENO) != 0) {
    return Status::config(
        "standard input is a terminal; give files, or pipe rows into 'starload load ... -'");
  }
  return Status::ok();
}

Status check_semantic(const PropertyMap& properties) {
  for (const char* key : {"sink.semantic", "sink.delivery-guarantee"}) {
    const std::optional<std::string> value = properties.find(key);
    if (!value || equals_ignoring_case(trim(*value), "exactly-once")) continue;
    return Status::config("--state makes the load exactly-once, but " + std::string(key) + " = " +
                          *value + " is set; leave one of them out");
  }
  return Status::ok();
}

// What the command decides where the user did not.
Status add_own_choices(const LoadArguments& arguments, PropertyMap& properties) {
  if (!arguments.state_file.empty()) {
    STARLOAD_TRY(check_semantic(properties));
    properties.set("sink.semantic", "exactly-once", kByState);
    return Status::ok();
  }
  // Values in files hold delimiters and line breaks, which only stream load takes in quotes.
  const bool chosen = properties.contains("sink.version") || properties.contains("sink.transport");
  if (!chosen) properties.set("sink.version", "V1", kByCommand);
  return Status::ok();
}

Status set_up(LoadJob& job) {
  PluginHost plugins(plugin_directories(job.properties));
  Result<EngineSetup> setup = set_up_engine(job.properties, plugins);
  if (!setup) return setup.status();
  job.setup = setup.take();
  job.config.properties = job.properties;
  job.config.plugin_directories = plugin_directories(job.properties);
  job.table.database = job.effective().get("database-name");
  job.table.table = job.effective().get("table-name");
  return Status::ok();
}

}  // namespace

Status read_load_job(LoadJob& job, const Interrupt& interrupt) {
  STARLOAD_TRY(check_arguments(job.arguments));
  Result<PropertyMap> properties = read_job(job.arguments.job);
  if (!properties) return properties.status();
  job.properties = properties.take();
  STARLOAD_TRY(add_own_choices(job.arguments, job.properties));
  STARLOAD_TRY(set_up(job));
  STARLOAD_TRY(check_load_properties(job.arguments, job.effective()));
  Result<std::vector<LoadInput>> inputs = open_inputs(job.arguments, interrupt.flag());
  if (!inputs) return inputs.status();
  job.inputs = inputs.take();
  return Status::ok();
}

Status set_property(LoadJob& job, const std::string& key, const std::string& value,
                    const std::string& origin) {
  job.properties.set(key, value, origin);
  return set_up(job);
}

Status prepare_table(LoadJob& job, Console& console, bool may_create) {
  const EffectiveProperties& properties = job.effective();
  const LoadArguments& arguments = job.arguments;
  if (arguments.raw && properties.get("jdbc-url").empty())
    return Status::ok();  // nothing has to be looked up
  Result<Target> target = connect_target(properties, console.log_sink());
  if (!target) return target.status();
  describe_target(*target, job.setup, job.config);
  if (arguments.create_table && may_create) {
    STARLOAD_TRY(create_missing_table(job.inputs.front(), *target, job.table.database,
                                      job.table.table, console));
  }
  Result<TableInfo> table = target->catalog->table_info(job.table.database, job.table.table);
  if (!table) return table.status();
  if (arguments.raw) return Status::ok();
  Result<MappingOptions> options = mapping_options(arguments, properties);
  if (!options) return options.status();
  Result<std::shared_ptr<const RowPlan>> plan = plan_rows(job.inputs, *table, *options);
  if (!plan) return plan.status();
  job.plan = plan.take();
  STARLOAD_TRY(check_table(properties, *table, *job.plan, console));
  job.table.schema = job.plan->schema;
  for (const ColumnSpec& column : job.plan->schema->columns()) {
    job.table.columns.push_back(column.name);
  }
  return Status::ok();
}

Result<std::unique_ptr<RecordReader>> reader_of(LoadJob& job, LoadInput& input,
                                                InputPosition start) {
  if (!job.arguments.raw) return open_reader(*input.file, input.options, job.plan, start);
  const std::string enclose = job.effective().get("sink.properties.enclose");
  const std::optional<char> quote =
      enclose.empty() ? std::nullopt : std::optional<char>(enclose[0]);
  return open_raw_reader(*input.file, input.options, quote, start);
}

}  // namespace starload::cli
