#include "cli/check_command.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/console.h"
#include "cli/exit_codes.h"
#include "cli/fe_probe.h"
#include "cli/input/column_mapping.h"
#include "cli/job.h"
#include "framework/base/text.h"
#include "framework/engine/table_check.h"
#include "framework/engine/target.h"

namespace starload::cli {
namespace {

struct Finding {
  std::string what;
  Status status;
  std::string detail;
};

// Collects findings in the order of the checks and prints them at the end.
class Report final {
 public:
  void add(std::string what, Status status, std::string detail = "") {
    findings_.push_back({std::move(what), std::move(status), std::move(detail)});
  }

  int exit() const {
    const auto failed = std::find_if(findings_.begin(), findings_.end(),
                                     [](const Finding& finding) { return !finding.status; });
    return failed == findings_.end() ? kExitDone : exit_code(failed->status);
  }

  void print_text() const {
    for (const Finding& finding : findings_) {
      std::string what = finding.what;
      what.resize(12, ' ');
      std::cout << (finding.status ? "ok    " : "FAIL  ") << what
                << (finding.status ? finding.detail : finding.status.message()) << '\n';
    }
  }

  void print_json(const nlohmann::ordered_json& properties) const {
    nlohmann::ordered_json checks = nlohmann::ordered_json::array();
    for (const Finding& finding : findings_) {
      checks.push_back({{"check", finding.what},
                        {"ok", finding.status.is_ok()},
                        {"detail", finding.status ? finding.detail : finding.status.message()}});
    }
    std::cout << nlohmann::ordered_json{{"checks", checks}, {"properties", properties}}.dump(2)
              << '\n';
  }

 private:
  std::vector<Finding> findings_;
};

std::string shown_value(const EffectiveProperties& properties, const std::string& key,
                        const Property& property) {
  return properties.is_secret(key) ? (property.value.empty() ? "" : "***") : property.value;
}

nlohmann::ordered_json properties_json(const EffectiveProperties& properties) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [key, property] : properties.map().items()) {
    object[key] = {{"value", shown_value(properties, key, property)}, {"origin", property.origin}};
  }
  return object;
}

void print_properties(const EffectiveProperties& properties) {
  std::cout << "\nproperties (value, where it came from)\n";
  for (const auto& [key, property] : properties.map().items()) {
    std::cout << "    " << key << " = " << shown_value(properties, key, property) << "    ["
              << property.origin << "]\n";
  }
}

std::string plugin_text(const Library& library) {
  return library.name() + " " + library.plugin().version;
}

// Opens the engine, which creates the plugins, and closes it again; no request is sent.
Status check_engine(const PropertyMap& properties, Console& console) {
  EngineConfig config;
  config.properties = properties;
  config.plugin_directories = plugin_directories(properties);
  config.log = console.log_sink();
  return Engine::open(std::move(config)).status();
}

void check_frontends(const EffectiveProperties& properties, Report& report) {
  FeProbe probe;
  probe.username = properties.get("username");
  probe.password = properties.get("password");
  probe.database = properties.get("database-name");
  probe.table = properties.get("table-name");
  probe.ca_file = properties.get("sink.ssl.ca-file");
  probe.verify = properties.get("sink.ssl.verify") != "false";
  std::vector<std::string> backends;
  for (const std::string& frontend : split(properties.get("load-url"), ';')) {
    probe.frontend = frontend;
    Result<std::string> backend = probe_frontend(probe);
    report.add("load-url", backend.status(),
               frontend + " lets this user load, and redirects to " + (backend ? *backend : ""));
    if (backend) backends.push_back(*backend);
  }
  std::sort(backends.begin(), backends.end());
  backends.erase(std::unique(backends.begin(), backends.end()), backends.end());
  for (const std::string& backend : backends) {
    Status status = probe_address(backend, probe.timeout);
    if (!status) {
      status = Status(status.code(), status.message() +
                                         "; that is the address that the FE gives to loaders. "
                                         "sink.backend-address-map can rewrite it");
    }
    report.add("backend", status, backend + " can be reached");
  }
}

// What a load of the whole table would find: all columns that text can hold, and what the job's
// properties make of them.
void check_types(const EffectiveProperties& properties, const TableInfo& table, Report& report) {
  Result<LoadMapping> mapping = read_load_mapping(properties.map());
  if (!mapping) return report.add("types", mapping.status());
  std::vector<ColumnSpec> rows;
  std::string left_out;
  for (const ColumnInfo& column : table.columns) {
    if (column.is_generated) continue;
    Result<CellPlan> plan = plan_cell(column);
    if (plan) {
      rows.push_back(std::move(plan->spec));
    } else {
      left_out += (left_out.empty() ? "" : ", ") + column.name + " " + column.type_text();
    }
  }
  TableCheck check(table, *mapping);
  check.check_rows(rows);
  std::string detail = "every column can be loaded from text, CSV or JSON";
  if (!left_out.empty())
    detail = "need an expression in sink.properties.columns (to_bitmap, hll_hash): " + left_out;
  if (mapping->columns) detail = "sink.properties.columns fits the table";
  for (const std::string& warning : check.warnings()) detail += "; " + warning;
  report.add("types", check.status(), detail);
}

void check_catalog(const EffectiveProperties& properties, Console& console, Report& report) {
  Result<Target> target = connect_target(properties, console.log_sink());
  const std::string version = target && target->version ? target->version->text : "unknown version";
  report.add("jdbc-url", target.status(),
             target ? target->catalog->server() + ", StarRocks " + version : "");
  if (!target) return;
  const std::string database = properties.get("database-name");
  const std::string name = properties.get("table-name");
  Result<TableInfo> table = target->catalog->table_info(database, name);
  report.add("table", table.status(),
             database + "." + name +
                 (table ? std::string(": ") + model_text(table->model) + ", " +
                              std::to_string(table->columns.size()) + " columns"
                        : ""));
  if (table) check_types(properties, *table, report);
}

}  // namespace

int run_check(const JobArguments& arguments) {
  Console console(arguments.quiet, arguments.verbose);
  Result<PropertyMap> properties = read_job(arguments);
  if (!properties) {
    console.error(properties.status());
    return exit_code(properties.status());
  }
  PluginHost plugins(plugin_directories(*properties));
  Result<EngineSetup> setup = set_up_engine(*properties, plugins);
  if (!setup) {
    console.error(setup.status());
    return exit_code(setup.status());
  }
  Report report;
  report.add("plugins", Status::ok(),
             plugin_text(*setup->serializer) + ", " + plugin_text(*setup->transport) + " (" +
                 setup->transport_reason + "), " + plugin_text(*setup->semantics));
  report.add("options", check_engine(*properties, console), "all values are allowed");
  check_catalog(setup->properties, console, report);
  check_frontends(setup->properties, report);
  if (arguments.json) {
    report.print_json(properties_json(setup->properties));
  } else {
    report.print_text();
    if (!arguments.quiet) print_properties(setup->properties);
  }
  return report.exit();
}

}  // namespace starload::cli
