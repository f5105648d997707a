#include "cli/input/column_mapping.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

using Columns = std::vector<const ColumnInfo*>;

std::vector<std::string> names_of(const TableInfo& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns) names.push_back(column.name);
  return names;
}

std::string table_name(const TableInfo& table) { return table.database + "." + table.table; }

Status check_duplicates(const std::vector<std::string>& names, const std::string& source) {
  std::vector<std::string> sorted;
  sorted.reserve(names.size());
  for (const std::string& name : names) sorted.push_back(to_lower(name));
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return Status::ok();
  return Status::config(source + ": column '" + printable(*twice, 80) +
                        "' is there more than once; name the columns with --columns");
}

Status unknown_column(const std::string& name, const TableInfo& table, const std::string& source) {
  if (name.empty()) {
    return Status::config(source + ": a column has no name; name the columns with --columns");
  }
  const std::vector<std::string> candidates = names_of(table);
  std::string hint = suggestion(name, candidates);
  if (hint.empty()) {
    hint = "; its columns are ";
    for (std::size_t i = 0; i < candidates.size() && i < 20; ++i) {
      hint += (i > 0 ? ", " : "") + candidates[i];
    }
    if (candidates.size() > 20) hint += ", ...";
  }
  return Status::config(source + ": table " + table_name(table) + " has no column '" +
                        printable(name, 80) + "'" + hint);
}

// Null in the result: a temporary column of the job's expressions.
Result<Columns> choose(const std::vector<std::string>& names, const TableInfo& table,
                       const std::string& source, const MappingOptions& options) {
  Columns chosen;
  if (names.empty()) {
    for (const ColumnInfo& column : table.columns) {
      if (!column.is_generated) chosen.push_back(&column);
    }
    return chosen;
  }
  for (const std::string& name : names) {
    const ColumnInfo* const column = table.find_column(name);
    if (column == nullptr && (!options.has_column_expressions || name.empty())) {
      return unknown_column(name, table, source);
    }
    if (column != nullptr && column->is_generated) {
      return Status::config(source + ": column '" + column->name + "' of table " +
                            table_name(table) + " is computed by the server and cannot be loaded");
    }
    chosen.push_back(column);
  }
  return chosen;
}

Status check_missing(const Columns& chosen, const TableInfo& table, const std::string& source) {
  std::string missing;
  for (const ColumnInfo& column : table.columns) {
    if (column.nullable || column.has_default || column.is_generated) continue;
    if (std::find(chosen.begin(), chosen.end(), &column) != chosen.end()) continue;
    missing += (missing.empty() ? "'" : ", '") + column.name + "'";
  }
  if (missing.empty()) return Status::ok();
  return Status::config(source + " has no column " + missing + ", which table " +
                        table_name(table) + " needs (NOT NULL without a default)");
}

bool covers_whole_table(const Columns& chosen, const TableInfo& table) {
  if (chosen.size() != table.columns.size()) return false;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] != &table.columns[i]) return false;
  }
  return true;
}

CellPlan temporary_column(const std::string& name) {
  CellPlan plan;
  plan.cell.name = name;
  plan.cell.type_text = "temporary";
  plan.spec.name = name;
  return plan;
}

}  // namespace

Result<std::shared_ptr<const RowPlan>> map_columns(const std::vector<std::string>& names,
                                                   const TableInfo& table,
                                                   const std::string& source,
                                                   const MappingOptions& options) {
  STARLOAD_TRY(check_duplicates(names, source));
  Result<Columns> chosen = choose(names, table, source, options);
  if (!chosen) return chosen.status();
  if (!options.has_column_expressions) STARLOAD_TRY(check_missing(*chosen, table, source));
  auto plan = std::make_shared<RowPlan>();
  std::vector<ColumnSpec> specs;
  for (std::size_t i = 0; i < chosen->size(); ++i) {
    const ColumnInfo* const column = (*chosen)[i];
    Result<CellPlan> cell =
        column != nullptr ? plan_cell(*column) : Result<CellPlan>(temporary_column(names[i]));
    if (!cell) return cell.status().with_context("table " + table_name(table));
    plan->source_names.push_back(names.empty() ? column->name : names[i]);
    if (i > 0) plan->columns_header += ',';
    plan->columns_header += quote_identifier(cell->spec.name);
    plan->cells.push_back(std::move(cell->cell));
    specs.push_back(std::move(cell->spec));
  }
  plan->is_whole_table = covers_whole_table(*chosen, table);
  if (plan->is_whole_table) plan->columns_header.clear();
  Result<std::shared_ptr<const Schema>> schema =
      Schema::make(std::move(specs), table.model == KeysModel::kPrimary);
  if (!schema) return schema.status().with_context("table " + table_name(table));
  plan->schema = schema.take();
  return std::shared_ptr<const RowPlan>(std::move(plan));
}

}  // namespace starload::cli
