#include "cli/resume/identity.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace starload::cli {
namespace {

constexpr std::array<std::string_view, 7> kIdentifying = {
    "database-name",          "table-name",        "sink.version",   "sink.transport",
    "sink.nested-serializer", "sink.label-prefix", "sink.serializer"};

// They say when the server gives up, not what it loads.
constexpr std::array<std::string_view, 7> kLimits = {
    "sink.properties.max_filter_ratio",       "sink.properties.timeout",
    "sink.properties.prepared_timeout",       "sink.properties.idle_transaction_timeout",
    "sink.properties.load_mem_limit",         "sink.properties.exec_mem_limit",
    "sink.properties.log_rejected_record_num"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_identifying(std::string_view key) {
  return contains(kIdentifying, key) ||
         (key.starts_with(kLoadPropertyPrefix) && !contains(kLimits, key));
}

std::string quoted(const std::map<std::string, std::string>& options, const std::string& key) {
  const auto found = options.find(key);
  return found == options.end() ? "not set" : "'" + found->second + "'";
}

void add_difference(const std::string& what, const std::string& before, const std::string& after,
                    std::string& differences) {
  differences.append("\n  ").append(what).append(" was ").append(before);
  differences.append(", now it is ").append(after);
}

void compare_options(const LoadIdentity& then, const LoadIdentity& now, std::string& differences) {
  std::map<std::string, std::string> all = then.options;
  all.insert(now.options.begin(), now.options.end());
  for (const auto& [key, value] : all) {
    const std::string before = quoted(then.options, key);
    const std::string after = quoted(now.options, key);
    if (before != after) add_difference(key, before, after, differences);
  }
}

void compare_inputs(const LoadIdentity& then, const LoadIdentity& now, std::string& differences) {
  if (then.inputs.size() != now.inputs.size()) {
    differences += "\n  it had " + std::to_string(then.inputs.size()) +
                   " input files, now it has " + std::to_string(now.inputs.size());
    return;
  }
  for (std::size_t i = 0; i < now.inputs.size(); ++i) {
    const std::string change = describe_change(then.inputs[i], now.inputs[i]);
    if (!change.empty()) differences += "\n  input file " + std::to_string(i + 1) + ": " + change;
  }
}

Status refuse(const std::string& state_path, const std::string& differences) {
  return Status::config(
      "--state: '" + state_path +
      "' belongs to another load, nothing is loaded. What differs:" + differences +
      "\nStart with the same arguments and files to go on with that load, or "
      "give a new load a state file of its own");
}

}  // namespace

std::map<std::string, std::string> identifying_options(const EngineSetup& setup) {
  std::map<std::string, std::string> options;
  const auto add = [&](const std::string& key, const std::string& value) {
    if (!value.empty() && !setup.properties.is_secret(key)) options[key] = value;
  };
  for (const auto& [key, property] : setup.properties.map().items()) {
    if (is_identifying(key)) add(key, property.value);
  }
  const std::string serializer = setup.serializer->plugin().name;
  for (const OptionTable::Entry& entry : setup.options.entries()) {
    if (entry.owner != serializer) continue;
    const std::string key = entry.option.key;
    if (!contains(kLimits, key)) add(key, setup.properties.get(key));
  }
  return options;
}

std::vector<std::string> describe_columns(const Schema& schema) {
  std::vector<std::string> columns;
  for (const ColumnSpec& column : schema.columns()) {
    const DataType& type = column.type;
    columns.push_back(column.name + " " + column.target_type + "(" + std::to_string(type.kind) +
                      "," + std::to_string(type.precision) + "," + std::to_string(type.scale) +
                      "," + std::to_string(type.length) + ")" + (type.nullable ? "" : " NOT NULL"));
  }
  return columns;
}

Status check_same_load(const LoadIdentity& then, const LoadIdentity& now,
                       const std::string& state_path) {
  std::string differences;
  compare_options(then, now, differences);
  compare_inputs(then, now, differences);
  return differences.empty() ? Status::ok() : refuse(state_path, differences);
}

Status check_same_columns(const LoadIdentity& then, const LoadIdentity& now,
                          const std::string& state_path) {
  if (then.columns == now.columns) return Status::ok();
  std::string differences;
  const std::size_t count = std::max(then.columns.size(), now.columns.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string before = i < then.columns.size() ? then.columns[i] : "not there";
    const std::string after = i < now.columns.size() ? now.columns[i] : "not there";
    if (before == after) continue;
    add_difference("column " + std::to_string(i + 1), before, after, differences);
    differences += " (the table was altered?)";
  }
  return refuse(state_path, differences);
}

}  // namespace starload::cli
