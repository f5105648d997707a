#include "cli/input/column_mapping.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::size_t kNotLoaded = RowPlan::kNotLoaded;
constexpr std::size_t kMostNames = 20;  // in a message

std::vector<std::string> names_of(const TableInfo& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns) names.push_back(column.name);
  return names;
}

std::string table_name(const TableInfo& table) { return table.database + "." + table.table; }

// The nearest of the names, or all of them.
std::string hint_of(const std::string& name, const std::vector<std::string>& candidates,
                    const char* they_are) {
  std::string hint = suggestion(name, candidates);
  if (!hint.empty()) return hint;
  hint = they_are;
  for (std::size_t i = 0; i < candidates.size() && i < kMostNames; ++i)
    hint += (i > 0 ? ", " : "") + printable(candidates[i], 80);
  return hint + (candidates.size() > kMostNames ? ", ..." : "");
}

std::size_t position_of(std::string_view name, const std::vector<std::string>& names) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const std::string& other) {
    return equals_ignoring_case(name, other);
  });
  return found == names.end() ? kNotLoaded : static_cast<std::size_t>(found - names.begin());
}

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

// One call's work: fields to cells, cells to columns.
class Mapper final {
 public:
  Mapper(const TableInfo& table, const std::string& source, const MappingOptions& options)
      : table_(table), source_(source), options_(options) {}

  Result<std::shared_ptr<const RowPlan>> map(const std::vector<std::string>& names) {
    STARLOAD_TRY(check_table());
    name_fields(names);
    STARLOAD_TRY(check_duplicates(plan_->field_names, source_));
    STARLOAD_TRY(find_operations(!names.empty()));
    if (options_.columns) cells_ = options_.columns->fields;
    for (std::size_t i = 0; i < plan_->field_names.size(); ++i) STARLOAD_TRY(place_field(i));
    STARLOAD_TRY(check_list());
    STARLOAD_TRY(check_missing());
    STARLOAD_TRY(plan_cells());
    note_order();
    return std::shared_ptr<const RowPlan>(std::move(plan_));
  }

 private:
  Status check_table() const {
    if (table_.model == KeysModel::kPrimary || !options_.needs_keys()) return Status::ok();
    std::string what = "sink.properties.partial_update updates rows in part";
    if (options_.has_operations) what = "a change stream updates and deletes rows";
    if (options_.delete_where) what = "--delete-where deletes rows";
    if (!options_.op_column.empty()) what = "--op-column deletes rows";
    return Status::config(what + ", which only PRIMARY KEY tables can do; table " +
                          table_name(table_) + " has " + model_text(table_.model));
  }

  void name_fields(const std::vector<std::string>& names) {
    plan_->field_names = names;
    if (!names.empty()) return;
    if (options_.columns) {
      plan_->field_names = options_.columns->fields;
      return;
    }
    for (const ColumnInfo& column : table_.columns) {
      if (!column.is_generated) plan_->field_names.push_back(column.name);
    }
  }

  Result<std::size_t> find_field(const char* option, const std::string& name, bool named) const {
    const std::size_t field = position_of(name, plan_->field_names);
    if (field != kNotLoaded && (named || option != kOpColumn)) return field;
    std::string message =
        source_ + ": " + option + " names the field '" + printable(name, 80) + "', ";
    message += named ? "which the input does not have" +
                           hint_of(name, plan_->field_names, "; its fields are ")
                     : "but nothing names the input's fields; give --header, or --columns with "
                       "all fields";
    return Status::config(message);
  }

  bool computes_operation() const { return options_.columns && options_.columns->computes("__op"); }

  Status find_operations(bool named) {
    const bool by_flags = !options_.op_column.empty() || options_.delete_where != nullptr;
    if (computes_operation() && (by_flags || options_.has_operations)) {
      return Status::config(
          std::string("sink.properties.columns computes `__op`, and ") +
          (by_flags ? "--op-column or --delete-where decides" : "the change events decide") +
          " it, too; leave one of them out");
    }
    if (!by_flags) return Status::ok();
    OperationPlan& operations = plan_->operations.emplace();
    operations.op_name = options_.op_column;
    if (!options_.op_column.empty()) {
      Result<std::size_t> field = find_field(kOpColumn, options_.op_column, named);
      if (!field) return field.status();
      operations.op_field = *field;
    }
    operations.delete_where = options_.delete_where;
    if (!options_.delete_where) return Status::ok();
    for (const std::string& name : options_.delete_where->fields()) {
      Result<std::size_t> field = find_field("--delete-where", name, named);
      if (!field) return field.status();
      operations.condition_fields.push_back(*field);
    }
    return Status::ok();
  }

  bool is_of_condition(std::size_t field) const {
    if (!plan_->operations) return false;
    const std::vector<std::size_t>& fields = plan_->operations->condition_fields;
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  }

  Status place_field(std::size_t field) {
    const std::string& name = plan_->field_names[field];
    std::size_t cell = kNotLoaded;
    const bool is_op = plan_->operations && plan_->operations->op_field == field;
    if (!is_op && options_.columns) {
      cell = position_of(name, cells_);
      if (cell == kNotLoaded && !is_of_condition(field)) return not_in_list(name);
    } else if (!is_op && table_.find_column(name) != nullptr) {
      cell = cells_.size();
      cells_.push_back(name);
    } else if (!is_op && !is_of_condition(field)) {
      return unknown_column(name);
    }
    plan_->cell_of_field.push_back(cell);
    return Status::ok();
  }

  Status unknown_column(const std::string& name) const {
    if (name.empty()) {
      return Status::config(source_ + ": a column has no name; name the columns with --columns");
    }
    return Status::config(source_ + ": table " + table_name(table_) + " has no column '" +
                          printable(name, 80) + "'" +
                          hint_of(name, names_of(table_), "; its columns are "));
  }

  Status not_in_list(const std::string& name) const {
    return Status::config(
        source_ + " has a field '" + printable(name, 80) +
        "', which sink.properties.columns does not name; add it there (what no column and "
        "no expression uses is left out)" +
        hint_of(name, cells_, "; its fields are "));
  }

  // Each field of the list has to come from somewhere.
  Status check_list() const {
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      const auto& filled = plan_->cell_of_field;
      if (std::find(filled.begin(), filled.end(), cell) != filled.end()) continue;
      return Status::config(source_ + " has no field '" + printable(cells_[cell], 80) +
                            "', which sink.properties.columns names" +
                            hint_of(cells_[cell], plan_->field_names, "; its fields are "));
    }
    return Status::ok();
  }

  bool is_given(const ColumnInfo& column) const {
    return position_of(column.name, cells_) != kNotLoaded ||
           (options_.columns && options_.columns->computes(column.name));
  }

  Status check_missing() const {
    std::string keys;
    std::string missing;
    const auto add = [](std::string& list, const ColumnInfo& column) {
      list += (list.empty() ? "'" : ", '") + column.name + "'";
    };
    for (const ColumnInfo& column : table_.columns) {
      if (column.is_generated || is_given(column)) continue;
      if (column.is_key && options_.needs_keys()) add(keys, column);
      if (!column.nullable && !column.has_default) add(missing, column);
    }
    if (!keys.empty()) {
      return Status::config(source_ + " has no column " + keys + ", which belongs to the key of " +
                            table_name(table_) + ": updates and deletions need all key columns");
    }
    if (missing.empty() || options_.columns || options_.partial_update) return Status::ok();
    return Status::config(source_ + " has no column " + missing + ", which table " +
                          table_name(table_) + " needs (NOT NULL without a default)");
  }

  Result<CellPlan> plan_one(const std::string& name) const {
    const ColumnInfo* const column = table_.find_column(name);
    const bool computed = options_.columns && options_.columns->computes(name);
    if (column == nullptr || computed) {
      CellPlan plan;
      plan.cell.name = name;
      plan.cell.type_text = "temporary";
      plan.spec.name = name;
      return plan;
    }
    if (column->is_generated) {
      return Status::config(source_ + ": column '" + column->name + "' of table " +
                            table_name(table_) + " is computed by the server and cannot be loaded");
    }
    Result<CellPlan> plan = plan_cell(*column);
    if (!plan) return plan.status().with_context("table " + table_name(table_));
    if (options_.columns) plan->spec.name = name;  // keys of JSON are spelled as in the list
    return plan;
  }

  Status plan_cells() {
    std::vector<ColumnSpec> specs;
    for (const std::string& name : cells_) {
      Result<CellPlan> cell = plan_one(name);
      if (!cell) return cell.status();
      if (!plan_->columns_header.empty()) plan_->columns_header += ',';
      plan_->columns_header += quote_identifier(cell->spec.name);
      plan_->cells.push_back(std::move(cell->cell));
      specs.push_back(std::move(cell->spec));
    }
    const bool has_op = table_.model == KeysModel::kPrimary && !computes_operation();
    Result<std::shared_ptr<const Schema>> schema = Schema::make(std::move(specs), has_op);
    if (!schema) return schema.status().with_context("table " + table_name(table_));
    plan_->schema = schema.take();
    return Status::ok();
  }

  void note_order() {
    plan_->is_in_order = plan_->cell_of_field.size() == cells_.size() && !plan_->operations;
    for (std::size_t i = 0; i < plan_->cell_of_field.size(); ++i)
      plan_->is_in_order = plan_->is_in_order && plan_->cell_of_field[i] == i;
    plan_->is_whole_table = cells_.size() == table_.columns.size();
    for (std::size_t i = 0; plan_->is_whole_table && i < cells_.size(); ++i)
      plan_->is_whole_table = table_.find_column(cells_[i]) == &table_.columns[i];
    if (plan_->is_whole_table) plan_->columns_header.clear();
  }

  static constexpr const char* kOpColumn = "--op-column";

  const TableInfo& table_;
  const std::string& source_;
  const MappingOptions& options_;
  std::shared_ptr<RowPlan> plan_ = std::make_shared<RowPlan>();
  std::vector<std::string> cells_;  // their columns
};

}  // namespace

const char* model_text(KeysModel model) {
  switch (model) {
    case KeysModel::kDuplicate:
      return "DUPLICATE KEY";
    case KeysModel::kAggregate:
      return "AGGREGATE KEY";
    case KeysModel::kUnique:
      return "UNIQUE KEY";
    case KeysModel::kPrimary:
      return "PRIMARY KEY";
    default:
      return "keys that are not known";
  }
}

Result<std::shared_ptr<const RowPlan>> map_columns(const std::vector<std::string>& names,
                                                   const TableInfo& table,
                                                   const std::string& source,
                                                   const MappingOptions& options) {
  return Mapper(table, source, options).map(names);
}

}  // namespace starload::cli
