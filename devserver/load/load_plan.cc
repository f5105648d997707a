#include "devserver/load/load_plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "devserver/load/load_checks.h"
#include "devserver/load/load_expression.h"

namespace starload::devserver {
namespace {

Status refuse(std::string message) { return Status::refused(std::move(message)); }

int find_field(const std::vector<std::string>& fields, std::string_view wanted) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (equals_ignoring_case(fields[i], wanted)) return static_cast<int>(i);
  }
  return -1;
}

std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
                      text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

class Planner final {
 public:
  Planner(const LoadOptions& options, LoadFormat format, const Table& table)
      : options_(options), header_(options.columns), format_(format), table_(table) {}

  Result<LoadPlan> plan() {
    STARLOAD_TRY(check_partial_update(options_, table_));
    STARLOAD_TRY(check_merge_condition(options_, table_));
    STARLOAD_TRY(check_negative(options_, table_));
    STARLOAD_TRY(check_duplicates(header_));
    plan_.fields = header_.fields.empty() ? base_columns() : header_.fields;
    for (const std::string& field : plan_.fields) field_infos_.push_back(field_info(field));
    STARLOAD_TRY(map_fields());
    for (const ColumnMapping& mapping : header_.mappings) STARLOAD_TRY(map_column(mapping));
    STARLOAD_TRY(check_missing_columns());
    STARLOAD_TRY(prepare_mapping());
    STARLOAD_TRY(prepare_where());
    plan_.partitions = Partitions::of(table_);
    if (options_.has_temporary_partitions && !options_.partitions.empty())
      return refuse("unknown partition " + options_.partitions[0] + " in table " + table_.name);
    if (!options_.partitions.empty()) STARLOAD_TRY(plan_.partitions.select(options_.partitions));
    look_for_op();
    plan_.partial_update = options_.partial_update;
    plan_.merge_condition = options_.merge_condition;
    plan_.negative = options_.negative;
    return std::move(plan_);
  }

 private:
  std::vector<std::string> base_columns() const {
    std::vector<std::string> names;
    for (const Column& column : table_.columns) {
      if (column.generated_expression.empty() && !column.auto_increment)
        names.push_back(column.name);
    }
    return names;
  }

  ColumnInfo field_info(const std::string& field) const {
    const Column* column = column_of_field(table_, field);
    ColumnInfo info{field, Type()};
    info.type.kind = TypeKind::kVarchar;
    if (column != nullptr) info.type = column->type;
    return info;
  }

  bool is_mapped(const std::string& name) const {
    return std::any_of(
        header_.mappings.begin(), header_.mappings.end(),
        [&name](const ColumnMapping& m) { return equals_ignoring_case(m.column, name); });
  }

  bool is_op(const std::string& name) const {
    return table_.keys_type == KeysType::kPrimary && equals_ignoring_case(name, kOpColumn);
  }

  // Fields named like a column go there, unless a mapping gives the column another source.
  Status map_fields() {
    for (std::size_t i = 0; i < plan_.fields.size(); ++i) {
      if (is_op(plan_.fields[i])) {
        plan_.op_field = static_cast<int>(i);
        continue;
      }
      const int column = table_.find_column(plan_.fields[i]);
      if (column < 0) continue;
      const Column& target = table_.columns[static_cast<std::size_t>(column)];
      if (!target.generated_expression.empty())
        return refuse(fmt::format("generated column: {} can not be specified", target.name));
      if (is_mapped(target.name)) continue;
      STARLOAD_TRY(check_object_column(target, nullptr));
      add_column(column, static_cast<int>(i), -1);
    }
    return Status::ok();
  }

  void add_column(int column, int field, int expression) {
    plan_.columns.push_back(column);
    plan_.field_of_column.push_back(field);
    plan_.expression_of_column.push_back(expression);
  }

  Status map_column(const ColumnMapping& mapping) {
    if (is_op(mapping.column)) return map_op(mapping);
    const int column = table_.find_column(mapping.column);
    if (column < 0) return refuse("Mapping column is not in table. column: " + mapping.column);
    const Column& target = table_.columns[static_cast<std::size_t>(column)];
    if (!target.generated_expression.empty())
      return refuse(fmt::format("generated column: {} can not be specified", mapping.column));
    if (const int field = plain_field(mapping); field >= 0) {
      STARLOAD_TRY(check_object_column(target, nullptr));
      add_column(column, field, -1);
      return Status::ok();
    }
    STARLOAD_TRY(add_expression(mapping));
    STARLOAD_TRY(check_object_column(target, &expressions_.back().type));
    add_column(column, -1, static_cast<int>(expressions_.size()) - 1);
    return Status::ok();
  }

  // The field that the mapping names and nothing else; -1 = it is another expression.
  int plain_field(const ColumnMapping& mapping) const {
    std::string name;
    return is_plain_reference(mapping.expression, name) ? find_field(plan_.fields, name) : -1;
  }

  Status add_expression(const ColumnMapping& mapping) {
    Result<LoadExpression> compiled =
        compile_mapping(mapping.column, mapping.expression, field_infos_);
    if (!compiled) return compiled.status();
    expressions_.push_back(compiled.take());
    return Status::ok();
  }

  Status map_op(const ColumnMapping& mapping) {
    const std::string constant = unquoted(mapping.expression);
    const bool is_word =
        constant != mapping.expression && constant.find_first_of("'\"") == std::string::npos;
    if (constant == "0" || (is_word && equals_ignoring_case(constant, "upsert"))) {
      plan_.op_constant = std::uint8_t{0};
      return Status::ok();
    }
    if (constant == "1" || (is_word && equals_ignoring_case(constant, "delete"))) {
      plan_.op_constant = std::uint8_t{1};
      return Status::ok();
    }
    if (is_word) return refuse("load op type string not supported: " + constant);
    if (constant.find_first_not_of("0123456789-") == std::string::npos)
      return refuse("const load op type column should only be upsert(0)/delete(1)");
    plan_.op_field = plain_field(mapping);
    if (plan_.op_field >= 0) return Status::ok();
    STARLOAD_TRY(add_expression(mapping));
    plan_.op_expression = static_cast<int>(expressions_.size()) - 1;
    return Status::ok();
  }

  Status check_missing_columns() const {
    if (options_.partial_update) return Status::ok();
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const Column& column = table_.columns[i];
      const bool listed = std::find(plan_.columns.begin(), plan_.columns.end(),
                                    static_cast<int>(i)) != plan_.columns.end();
      const bool filled = column.nullable || column.default_value || column.default_is_expression ||
                          column.auto_increment || !column.generated_expression.empty() ||
                          is_object_type(column.type);
      if (!listed && !filled) return refuse("Column has no default value. column: " + column.name);
    }
    return Status::ok();
  }

  Status prepare_mapping() {
    if (expressions_.empty()) return Status::ok();
    std::vector<ColumnInfo> inputs;
    for (std::size_t i = 0; i < plan_.fields.size(); ++i) {
      const bool used = std::any_of(
          header_.mappings.begin(), header_.mappings.end(),
          [&](const ColumnMapping& m) { return mentions(m.expression, plan_.fields[i]); });
      if (!used) continue;
      plan_.inputs.push_back(static_cast<int>(i));
      inputs.push_back(field_infos_[i]);
    }
    Result<std::unique_ptr<RowStatement>> statement =
        RowStatement::create(inputs, expressions_, TimeZone::find(options_.timezone));
    if (!statement)
      return statement.status().with_context("the expressions of the header 'columns'");
    plan_.mapping = statement.take();
    plan_.expression_count = expressions_.size();
    return Status::ok();
  }

  Status prepare_where() {
    if (options_.where.empty()) return Status::ok();
    std::vector<ColumnInfo> columns;
    for (const Column& column : table_.columns) columns.push_back({column.name, column.type});
    const Result<LoadExpression> compiled = compile_where(options_.where, columns);
    if (!compiled) return compiled.status();
    std::vector<bool> seen(columns.size(), false);
    std::vector<DerivedInput> derived;
    see_columns(options_.where, seen, derived);
    std::vector<ColumnInfo> inputs;
    for (const int index : plan_.where_columns)
      inputs.push_back(columns[static_cast<std::size_t>(index)]);
    Result<std::unique_ptr<RowStatement>> statement =
        RowStatement::create(inputs, {*compiled}, TimeZone::find(options_.timezone), derived);
    if (!statement) return statement.status().with_context("the header 'where'");
    plan_.where = statement.take();
    return Status::ok();
  }

  // Notes the columns that the text mentions: those that rows bring, and generated ones behind the
  // columns that they are made of.
  void see_columns(const std::string& text, std::vector<bool>& seen,
                   std::vector<DerivedInput>& derived) {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const Column& column = table_.columns[i];
      if (seen[i] || !mentions(text, column.name)) continue;
      seen[i] = true;
      if (column.generated_expression.empty()) {
        plan_.where_columns.push_back(static_cast<int>(i));
      } else {
        see_columns(column.generated_expression, seen, derived);
        derived.push_back({column.name, column.generated_sqlite});
      }
    }
  }

  // A JSON row may bring __op without the header naming it.
  void look_for_op() {
    const bool looks = format_ == LoadFormat::kJson && table_.keys_type == KeysType::kPrimary &&
                       plan_.op_field < 0 && plan_.op_expression < 0 && !plan_.op_constant &&
                       !options_.has_json_paths;
    if (!looks) return;
    plan_.op_field = static_cast<int>(plan_.fields.size());
    plan_.fields.emplace_back(kOpColumn);
  }

  const LoadOptions& options_;
  const ColumnsHeader& header_;
  const LoadFormat format_;
  const Table& table_;
  LoadPlan plan_;
  std::vector<ColumnInfo> field_infos_;  // one a field
  std::vector<LoadExpression> expressions_;
};

}  // namespace

const Column* column_of_field(const Table& table, const std::string& field) {
  const int index = table.find_column(field);
  if (index < 0) return nullptr;
  const Column& column = table.columns[static_cast<std::size_t>(index)];
  return is_object_type(column.type) ? nullptr : &column;
}

Result<LoadPlan> plan_load(const LoadOptions& options, LoadFormat format, const Table& table) {
  return Planner(options, format, table).plan();
}

}  // namespace starload::devserver
