#include "framework/engine/table_check.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"
#include "framework/engine/type_check.h"

namespace starload {
namespace {

constexpr std::size_t kShownColumns = 20;

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& one) { return equals_ignoring_case(one, name); });
}

std::string in_quotes(std::string_view name) { return "'" + printable(name, 80) + "'"; }

std::string property(std::string_view name, const PropertyMap& job, const PropertyMap& own) {
  const std::string key = "sink.properties." + std::string(name);
  return own.find(key).value_or(job.get(key));
}

std::vector<std::string> names_of(const TableInfo& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns) names.push_back(column.name);
  return names;
}

// "; did you mean 'name'?" or the table's columns.
std::string hint(const std::string& name, const TableInfo& table) {
  const std::vector<std::string> candidates = names_of(table);
  std::string text = suggestion(name, candidates);
  if (!text.empty()) return text;
  for (std::size_t i = 0; i < candidates.size() && i < kShownColumns; ++i)
    text += (i > 0 ? ", " : "; its columns are ") + candidates[i];
  return text + (candidates.size() > kShownColumns ? ", ..." : "");
}

bool must_be_loaded(const ColumnInfo& column) {
  return !column.nullable && !column.has_default && !column.is_generated;
}

}  // namespace

Result<LoadMapping> read_load_mapping(const PropertyMap& job, const PropertyMap& own) {
  LoadMapping mapping;
  if (const std::string columns = property("columns", job, own); !trim(columns).empty()) {
    Result<std::vector<ColumnItem>> items = parse_column_list(columns);
    if (!items) return items.status();
    mapping.columns = items.take();
  }
  mapping.partial_update = equals_ignoring_case(trim(property("partial_update", job, own)), "true");
  mapping.merge_condition = trim(property("merge_condition", job, own));
  return mapping;
}

void TableCheck::check_rows(const std::vector<ColumnSpec>& rows) {
  if (mapping_.columns) {
    check_targets();
    return check_update(mapped_columns());
  }
  Names loaded;
  for (const ColumnSpec& field : rows) {
    check_field(field, rows);
    loaded.push_back(field.name);
  }
  check_left_out(rows, loaded);
  check_update(loaded);
}

void TableCheck::check_field(const ColumnSpec& field, const std::vector<ColumnSpec>& rows) {
  const ColumnInfo* const column = table_.find_column(field.name);
  const std::string start = "column " + in_quotes(field.name) + ": ";
  if (column == nullptr) {
    return add_problem(start + "StarRocks does not have column " + printable(field.name, 80) +
                       hint(field.name, table_));
  }
  if (column->is_generated)
    return add_problem(start + "is computed by the server and cannot be loaded; leave it out");
  if (needs_expression(column->type)) {
    return add_problem(start + "is " + column->type_text() +
                       ", which is loaded through an expression only; " +
                       mapping_example(rows, *column));
  }
  TypeFindings findings;
  check_type_fits(field.name, field.type, column_type_of(*column), findings);
  for (std::string& problem : findings.problems) add_problem(std::move(problem));
  for (std::string& warning : findings.warnings) warnings_.push_back(std::move(warning));
}

// "give its values in a field `uid_value` and set 'sink.properties.columns' = '...'"
std::string TableCheck::mapping_example(const std::vector<ColumnSpec>& rows,
                                        const ColumnInfo& column) const {
  const ColumnSpec* source = nullptr;
  std::string list;
  for (const ColumnSpec& field : rows) {
    const ColumnInfo* const found = table_.find_column(field.name);
    if (found == nullptr && source == nullptr) source = &field;  // nothing else it could be for
  }
  for (const ColumnSpec& field : rows) {
    const bool is_it = equals_ignoring_case(field.name, column.name);
    if (is_it && source == nullptr) source = &field;
    const std::string name = is_it && source == &field ? field.name + "_value" : field.name;
    list += (list.empty() ? "" : ",") + quote_identifier(name);
  }
  const bool is_renamed = source != nullptr && equals_ignoring_case(source->name, column.name);
  const std::string name =
      source == nullptr ? column.name + "_value" : source->name + (is_renamed ? "_value" : "");
  if (source == nullptr) list += (list.empty() ? "" : ",") + quote_identifier(name);
  const DataType* const type = source == nullptr ? nullptr : &source->type;
  return (is_renamed ? "name the field " + in_quotes(name) + " and set" : "set") +
         std::string(" 'sink.properties.columns' = '") + list + "," +
         quote_identifier(column.name) + "=" + usual_expression(column.type, type, name) + "'";
}

void TableCheck::check_left_out(const std::vector<ColumnSpec>& rows, const Names& loaded) {
  if (mapping_.partial_update) return;
  for (const ColumnInfo& column : table_.columns) {
    const bool is_primary = column.is_key && table_.model == KeysModel::kPrimary;  // check_update()
    if (is_primary || holds(loaded, column.name)) continue;
    const std::string start = "column " + in_quotes(column.name) + ": is " + column.type_text();
    if (needs_expression(column.type) && must_be_loaded(column)) {
      add_problem(start + " and not loaded; " + mapping_example(rows, column));
    } else if (must_be_loaded(column)) {
      add_problem(start + " NOT NULL without a default and not loaded; add it to the rows" +
                  (table_.model == KeysModel::kPrimary
                       ? ", or set 'sink.properties.partial_update' = 'true' to leave what the "
                         "table has"
                       : ""));
    }
  }
}

// The mappings' targets: an expression for a column that the table does not have goes nowhere.
void TableCheck::check_targets() {
  for (const ColumnItem& item : *mapping_.columns) {
    const ColumnInfo* const column = table_.find_column(item.name);
    const std::string start = "sink.properties.columns: " + in_quotes(item.name) + " ";
    const bool is_op = equals_ignoring_case(item.name, kOpColumn);
    if (item.is_mapping && column == nullptr && !is_op) {
      add_problem(start + "has an expression, and StarRocks does not have column " +
                  printable(item.name, 80) + hint(item.name, table_));
    } else if (column != nullptr && column->is_generated) {
      add_problem(start + "is computed by the server and cannot be loaded; leave it out");
    } else if (column != nullptr && !item.is_mapping && needs_expression(column->type)) {
      add_problem(start + "is " + column->type_text() +
                  ", which is loaded through an expression only: rename the field, and add " +
                  quote_identifier(item.name) + "=" +
                  usual_expression(column->type, nullptr, item.name + "_value"));
    }
  }
}

TableCheck::Names TableCheck::mapped_columns() const {
  Names names;
  for (const ColumnItem& item : *mapping_.columns) {
    if (table_.find_column(item.name) != nullptr) names.push_back(item.name);
  }
  return names;
}

void TableCheck::check_update(const Names& loaded) {
  if (!mapping_.merge_condition.empty()) check_merge_condition(loaded);
  const bool is_primary = table_.model == KeysModel::kPrimary;
  if (mapping_.partial_update && !is_primary && table_.model != KeysModel::kUnknown) {
    return add_problem(
        "sink.properties.partial_update: only PRIMARY KEY tables have partial updates; leave it "
        "out");
  }
  if (!is_primary) return;
  for (const ColumnInfo& column : table_.columns) {
    if (!column.is_key || holds(loaded, column.name) || column.is_generated) continue;
    if (!mapping_.partial_update && column.has_default) continue;
    add_problem("column " + in_quotes(column.name) +
                ": is of the PRIMARY KEY and not loaded; add it, a row cannot be found without "
                "its whole key");
  }
}

void TableCheck::check_merge_condition(const Names& loaded) {
  const std::string start =
      "sink.properties.merge_condition = " + printable(mapping_.merge_condition, 80) + ": ";
  const ColumnInfo* const column = table_.find_column(mapping_.merge_condition);
  if (table_.model != KeysModel::kPrimary && table_.model != KeysModel::kUnknown)
    return add_problem(start + "only PRIMARY KEY tables have conditional updates; leave it out");
  if (column == nullptr)
    return add_problem(start + "the table has no such column" +
                       hint(mapping_.merge_condition, table_));
  if (column->is_key)
    return add_problem(start + "is of the PRIMARY KEY; name a column that is not");
  if (column->is_string() || column->type == "json" || needs_expression(column->type) ||
      column->type == "array" || column->type == "map" || column->type == "struct")
    return add_problem(start + "is " + column->type_text() +
                       "; name a column of numbers, dates or times");
  if (!holds(loaded, column->name))
    add_problem(start + "the column is not loaded; add it to the rows");
}

Status TableCheck::status() const {
  if (problems_.empty()) return Status::ok();
  std::string text = "the rows do not fit table " + table_.database + "." + table_.table +
                     (table_.server.empty() ? "" : " at " + table_.server) + ":";
  for (const std::string& problem : problems_) text += "\n  " + problem;
  return Status::config(text);
}

}  // namespace starload
