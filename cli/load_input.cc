#include "cli/load_input.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "framework/base/text.h"

namespace starload::cli {
namespace {

constexpr std::size_t kUsualReplicas = 3;  // default_replication_num of the server

Result<InputOptions> options_for(const LoadArguments& arguments, const std::string& path) {
  InputOptions options;
  if (!arguments.input_format.empty()) {
    Result<InputFormat> format = parse_input_format(arguments.input_format);
    if (!format) return format.status();
    options.format = *format;
  } else if (const std::optional<InputFormat> guess = guess_input_format(path)) {
    options.format = *guess;
  } else {
    return Status::config(
        (path == "-" ? std::string("standard input") : path) +
        ": the name does not tell the format; give --input-format csv, tsv, jsonl or "
        "debezium-json");
  }
  if (!arguments.separator.empty()) {
    Result<char> separator = parse_separator("--separator", arguments.separator);
    if (!separator) return separator.status();
    options.separator = *separator;
  }
  if (!arguments.datetime_unit.empty()) {
    Result<EpochUnit> unit = parse_epoch_unit("--datetime-unit", arguments.datetime_unit);
    if (!unit) return unit.status();
    options.datetime_unit = *unit;
  }
  options.header = arguments.header;
  options.columns = arguments.columns;
  options.null_texts = arguments.null_texts;
  STARLOAD_TRY(check_input_options(options));
  return options;
}

std::vector<std::string> names_of(const RowPlan& plan) {
  std::vector<std::string> names;
  for (const CellColumn& cell : plan.cells) names.push_back(cell.name);
  return names;
}

// Whether a reader can go by the other's plan: JSON's fields are found by their names, others by
// their places, and of both the same columns have to come.
bool reads_alike(const RowPlan& plan, const RowPlan& other, bool by_name) {
  const auto same_name = [](const std::string& one, const std::string& two) {
    return equals_ignoring_case(one, two);
  };
  return names_of(plan) == names_of(other) &&
         (by_name || std::equal(plan.field_names.begin(), plan.field_names.end(),
                                other.field_names.begin(), other.field_names.end(), same_name));
}

// On a few nodes the default number of replicas cannot be had, and CREATE TABLE would fail.
std::vector<std::pair<std::string, std::string>> table_properties(const NodeList& nodes) {
  const std::size_t count = nodes.nodes.size();
  if (count == 0 || count >= kUsualReplicas) return {};
  return {{"replication_num", std::to_string(count)}};
}

}  // namespace

Result<std::vector<LoadInput>> open_inputs(const LoadArguments& arguments,
                                           const std::atomic<bool>* interrupted) {
  if (std::count(arguments.files.begin(), arguments.files.end(), "-") > 1) {
    return Status::config("standard input (-) is given more than once");
  }
  std::vector<LoadInput> inputs;
  for (const std::string& path : arguments.files) {
    Result<std::unique_ptr<InputFile>> file = InputFile::open(path, interrupted);
    if (!file) return Status::config(file.status().message());
    Result<InputOptions> options = options_for(arguments, path);
    if (!options) return options.status();
    inputs.push_back({file.take(), options.take()});
  }
  return inputs;
}

Result<std::shared_ptr<const RowPlan>> plan_rows(std::vector<LoadInput>& inputs,
                                                 const TableInfo& table,
                                                 const MappingOptions& options) {
  std::shared_ptr<const RowPlan> first;
  for (LoadInput& input : inputs) {
    Result<std::vector<std::string>> names = input_columns(*input.file, input.options);
    if (!names) return names.status();
    Result<std::shared_ptr<const RowPlan>> plan =
        map_columns(*names, table, input.file->name(), options);
    if (!plan) return plan.status();
    if (!first) {
      first = *plan;
    } else if (!reads_alike(**plan, *first, input.options.is_json())) {
      return Status::config(
          input.file->name() + " and " + inputs.front().file->name() +
          " do not have the same columns in the same order; load them one by one");
    }
  }
  return first;
}

Status create_missing_table(LoadInput& input, Target& target, const std::string& database,
                            const std::string& table, Console& console) {
  Result<std::optional<TableInfo>> existing = target.catalog->find_table(database, table);
  if (!existing) return existing.status();
  if (existing->has_value()) return Status::ok();
  Result<InferredTable> inferred = infer_table(*input.file, input.options);
  if (!inferred) return inferred.status();
  const std::string statement =
      create_table_statement(database, table, *inferred, table_properties(target.nodes));
  STARLOAD_TRY(target.catalog->execute(statement).with_context("--create-table"));
  console.note("created " + database + "." + table + " with " +
               std::to_string(inferred->columns.size()) + " columns; types from " +
               (inferred->is_sample ? "the first " : "all ") + std::to_string(inferred->rows) +
               " rows");
  return Status::ok();
}

std::optional<std::uint64_t> total_bytes(const std::vector<LoadInput>& inputs) {
  std::uint64_t total = 0;
  for (const LoadInput& input : inputs) {
    if (!input.file->size()) return std::nullopt;
    total += *input.file->size();
  }
  return total;
}

}  // namespace starload::cli
