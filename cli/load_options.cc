#include "cli/load_options.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"
#include "framework/engine/table_check.h"

namespace starload::cli {
namespace {

std::string load_property(const EffectiveProperties& properties, std::string_view name) {
  return properties.get("sink.properties." + std::string(name));
}

bool is_true(const std::string& value) { return equals_ignoring_case(trim(value), "true"); }

bool is_debezium(const LoadArguments& arguments) {
  return arguments.input_format == "debezium-json" || arguments.input_format == "debezium";
}

const char* operation_flag(const LoadArguments& arguments) {
  if (!arguments.op_column.empty()) return "--op-column";
  return arguments.delete_where.empty() ? nullptr : "--delete-where";
}

Status check_partial_update_mode(const EffectiveProperties& properties) {
  const std::string mode = load_property(properties, "partial_update_mode");
  if (mode.empty() || mode == "row" || mode == "column" || mode == "auto") return Status::ok();
  return Status::config("sink.properties.partial_update_mode = " + printable(mode, 40) +
                        " is unknown, and the server would ignore it; it is row, column or auto");
}

}  // namespace

Status check_flags(const LoadArguments& arguments) {
  const char* const operation = operation_flag(arguments);
  if (arguments.raw && operation != nullptr) {
    return Status::config(std::string(operation) +
                          " looks into the rows, and --raw sends the lines as they are. Leave "
                          "--raw out; or write the "
                          "operation into the lines (0 = upsert, 1 = delete) and name it `__op` in "
                          "sink.properties.columns");
  }
  const bool debezium = is_debezium(arguments);
  if (debezium && operation != nullptr) {
    return Status::config(
        "--input-format debezium-json: the events say themselves what they do; "
        "leave " +
        std::string(operation) + " out");
  }
  if (arguments.raw && debezium) {
    return Status::config(
        "--raw sends the lines as they are, and a server before 4.2 does not know Debezium's "
        "events; leave --raw out, so that the command reads them");
  }
  if (arguments.raw && arguments.create_table) {
    return Status::config(
        "--create-table looks into the data and --raw does not; give one of them");
  }
  if (arguments.create_table && (debezium || operation != nullptr)) {
    return Status::config("--create-table makes a table without a PRIMARY KEY, and " +
                          std::string(debezium ? "--input-format debezium-json" : operation) +
                          " needs one; create the table yourself");
  }
  return Status::ok();
}

Status check_load_properties(const LoadArguments& arguments,
                             const EffectiveProperties& properties) {
  const std::string skipped = load_property(properties, "skip_header");
  if (!skipped.empty() && trim(skipped) != "0") {
    return Status::config(
        "sink.properties.skip_header would leave out the first rows of every load that the input "
        "is sent in, not the input's first line; give --header instead (with --raw, too)");
  }
  STARLOAD_TRY(check_partial_update_mode(properties));
  if (arguments.raw) return Status::ok();
  for (const char* name : {"jsonpaths", "json_root", "envelope"}) {
    if (load_property(properties, name).empty()) continue;
    return Status::config(
        std::string("sink.properties.") + name +
        " tells the server how to find rows in a JSON body, and the body that is sent here holds "
        "plain rows: the command reads the input itself. Leave it out, or send the lines as they "
        "are with --raw --set sink.properties.format=json");
  }
  return Status::ok();
}

Result<MappingOptions> mapping_options(const LoadArguments& arguments,
                                       const EffectiveProperties& properties) {
  MappingOptions options;
  options.op_column = arguments.op_column;
  options.has_operations = is_debezium(arguments);
  options.partial_update = is_true(load_property(properties, "partial_update"));
  if (!arguments.delete_where.empty()) {
    Result<Condition> condition = Condition::parse(arguments.delete_where, "--delete-where");
    if (!condition) return condition.status();
    options.delete_where = std::make_shared<const Condition>(condition.take());
  }
  if (const std::string columns = load_property(properties, "columns"); !columns.empty()) {
    Result<ColumnList> list = read_column_list(columns);
    if (!list) return list.status();
    options.columns = list.take();
  }
  return options;
}

Status check_table(const EffectiveProperties& properties, const TableInfo& table,
                   const RowPlan& plan, Console& console) {
  Result<LoadMapping> mapping = read_load_mapping(properties.map());
  if (!mapping) return mapping.status();
  TableCheck check(table, *mapping);
  check.check_rows(plan.schema->columns());
  for (const std::string& warning : check.warnings()) console.warn(warning);
  return check.status();
}

}  // namespace starload::cli
