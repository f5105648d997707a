#include "devserver/load/load_plan.h"

#include <algorithm>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

Status refuse(std::string message) { return Status::refused(std::move(message)); }

bool contains(const std::vector<std::string>& names, std::string_view wanted) {
  return std::any_of(names.begin(), names.end(), [wanted](const std::string& name) {
    return equals_ignoring_case(name, wanted);
  });
}

int find_field(const std::vector<std::string>& fields, std::string_view wanted) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (equals_ignoring_case(fields[i], wanted)) return static_cast<int>(i);
  }
  return -1;
}

std::vector<std::string> base_columns(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    if (column.generated_expression.empty() && !column.auto_increment) names.push_back(column.name);
  }
  return names;
}

Status check_duplicates(const ColumnsHeader& header) {
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (equals_ignoring_case(header.fields[i], header.fields[j])) {
        return refuse("Duplicate column: " + header.fields[i]);
      }
    }
  }
  for (std::size_t i = 0; i < header.mappings.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (equals_ignoring_case(header.mappings[i].column, header.mappings[j].column)) {
        return refuse("Duplicate column mapping: " + header.mappings[i].column);
      }
    }
  }
  return Status::ok();
}

std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
                      text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

Status map_op(const ColumnMapping& mapping, LoadPlan& plan) {
  const std::string constant = unquoted(mapping.expression);
  const bool is_word = constant != mapping.expression;
  if (constant == "0" || (is_word && equals_ignoring_case(constant, "upsert"))) {
    plan.op_constant = std::uint8_t{0};
    return Status::ok();
  }
  if (constant == "1" || (is_word && equals_ignoring_case(constant, "delete"))) {
    plan.op_constant = std::uint8_t{1};
    return Status::ok();
  }
  if (is_word) return refuse("load op type string not supported: " + constant);
  if (constant.find_first_not_of("0123456789-") == std::string::npos) {
    return refuse("const load op type column should only be upsert(0)/delete(1)");
  }
  std::string name;
  if (is_plain_reference(mapping.expression, name)) {
    plan.op_field = find_field(plan.fields, name);
    if (plan.op_field >= 0) return Status::ok();
    return refuse(fmt::format(
        "Referenced column '{}' in expr '{}' can't be found in column list, derived column is '{}'",
        name, mapping.expression, mapping.column));
  }
  return refuse(fmt::format(
      "the development server does not support the expression '{}={}' in the header 'columns' yet",
      mapping.column, mapping.expression));
}

Status check_object_column(const Column& column) {
  if (column.type.kind == TypeKind::kBitmap) {
    return refuse(
        fmt::format("bitmap column {} require the function return type is BITMAP", column.name));
  }
  if (column.type.kind == TypeKind::kHll) {
    return refuse(fmt::format(
        "HLL column must use hll_hash function, like {}=hll_hash(xxx) or {}=hll_empty()",
        column.name, column.name));
  }
  if (column.type.kind == TypeKind::kPercentile) {
    return refuse(fmt::format(
        "PERCENTILE column must use percentile_hash function, like {}=percentile_hash(xxx)",
        column.name));
  }
  return Status::ok();
}

Status add_column(const Table& table, int column, int field, LoadPlan& plan) {
  STARLOAD_TRY(check_object_column(table.columns[static_cast<std::size_t>(column)]));
  plan.columns.push_back(column);
  plan.field_of_column.push_back(field);
  return Status::ok();
}

// Fields named like a column go there, unless a mapping gives the column another source.
Status map_fields(const ColumnsHeader& header, const Table& table, LoadPlan& plan) {
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    if (table.keys_type == KeysType::kPrimary && equals_ignoring_case(plan.fields[i], kOpColumn)) {
      plan.op_field = static_cast<int>(i);
      continue;
    }
    const int column = table.find_column(plan.fields[i]);
    if (column < 0) continue;
    const Column& target = table.columns[static_cast<std::size_t>(column)];
    if (!target.generated_expression.empty()) {
      return refuse(fmt::format("generated column: {} can not be specified", target.name));
    }
    const bool mapped = std::any_of(header.mappings.begin(), header.mappings.end(),
                                    [&](const ColumnMapping& mapping) {
                                      return equals_ignoring_case(mapping.column, target.name);
                                    });
    if (!mapped) STARLOAD_TRY(add_column(table, column, static_cast<int>(i), plan));
  }
  return Status::ok();
}

Status map_expressions(const ColumnsHeader& header, const Table& table, LoadPlan& plan) {
  for (const ColumnMapping& mapping : header.mappings) {
    if (table.keys_type == KeysType::kPrimary && equals_ignoring_case(mapping.column, kOpColumn)) {
      STARLOAD_TRY(map_op(mapping, plan));
      continue;
    }
    const int column = table.find_column(mapping.column);
    if (column < 0) return refuse("Mapping column is not in table. column: " + mapping.column);
    if (!table.columns[static_cast<std::size_t>(column)].generated_expression.empty()) {
      return refuse(fmt::format("generated column: {} can not be specified", mapping.column));
    }
    std::string name;
    if (!is_plain_reference(mapping.expression, name)) {
      return refuse(
          fmt::format("the development server does not support the expression '{}={}' in the "
                      "header 'columns' yet",
                      mapping.column, mapping.expression));
    }
    const int field = find_field(plan.fields, name);
    if (field < 0) {
      return refuse(
          fmt::format("Referenced column '{}' in expr '{}' can't be found in column list, derived "
                      "column is '{}'",
                      name, mapping.expression, mapping.column));
    }
    STARLOAD_TRY(add_column(table, column, field, plan));
  }
  return Status::ok();
}

Status check_missing_columns(const Table& table, const LoadPlan& plan) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const bool listed = std::find(plan.columns.begin(), plan.columns.end(), static_cast<int>(i)) !=
                        plan.columns.end();
    const bool filled = column.nullable || column.default_value || column.default_is_expression ||
                        column.auto_increment || !column.generated_expression.empty();
    if (!listed && !filled) return refuse("Column has no default value. column: " + column.name);
  }
  return Status::ok();
}

Status not_supported(std::string_view header) {
  return refuse(fmt::format("the development server does not support the header '{}' yet", header));
}

Status check_partial_update(const LoadOptions& options, const Table& table) {
  if (!options.partial_update) return Status::ok();
  if (table.keys_type != KeysType::kPrimary)
    return refuse("Only primary key table support partial update");
  for (const Column& column : table.columns) {
    if (column.key && options.has_columns && !contains(options.columns.fields, column.name)) {
      return refuse(fmt::format("key column {} not in partial update columns", column.name));
    }
  }
  return not_supported("partial_update");
}

Status check_merge_condition(const LoadOptions& options, const Table& table) {
  const std::string& name = options.merge_condition;
  if (name.empty()) return Status::ok();
  if (table.keys_type != KeysType::kPrimary) {
    return refuse(fmt::format("Conditional update only support primary key table {}", table.name));
  }
  const int index = table.find_column(name);
  if (index < 0 || (options.has_columns && !options.columns.fields.empty() &&
                    !contains(options.columns.fields, name))) {
    return refuse(
        fmt::format("Merge condition column {} does not exist. If you are doing partial update "
                    "with condition update, please check "
                    "condition column is in the given update columns. Otherwise please check "
                    "condition column is in table {}",
                    name, table.name));
  }
  const Column& column = table.columns[static_cast<std::size_t>(index)];
  if (column.key)
    return refuse(fmt::format("Merge condition column {} should not be primary key!", name));
  switch (column.type.kind) {
    case TypeKind::kBitmap:
    case TypeKind::kHll:
    case TypeKind::kPercentile:
    case TypeKind::kJson:
    case TypeKind::kChar:
    case TypeKind::kVarchar:
    case TypeKind::kVarbinary:
      return refuse(
          "Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
    default:
      return not_supported("merge_condition");
  }
}

Status check_negative(const LoadOptions& options, const Table& table) {
  if (!options.negative) return Status::ok();
  if (table.keys_type == KeysType::kPrimary)
    return refuse("Primary key table does not support negative load");
  for (const Column& column : table.columns) {
    if (!column.key && column.aggregation != Aggregation::kSum) {
      return refuse("Column is not SUM AggreateType. column:" + column.name);
    }
  }
  return not_supported("negative");
}

}  // namespace

Result<LoadPlan> plan_load(const LoadOptions& options, LoadFormat format, const Table& table) {
  STARLOAD_TRY(check_partial_update(options, table));
  STARLOAD_TRY(check_merge_condition(options, table));
  STARLOAD_TRY(check_negative(options, table));
  STARLOAD_TRY(check_duplicates(options.columns));
  LoadPlan plan;
  plan.fields = options.columns.fields.empty() ? base_columns(table) : options.columns.fields;
  STARLOAD_TRY(map_fields(options.columns, table, plan));
  STARLOAD_TRY(map_expressions(options.columns, table, plan));
  STARLOAD_TRY(check_missing_columns(table, plan));
  // A JSON row may bring __op without the header naming it.
  const bool looks_for_op = format == LoadFormat::kJson && table.keys_type == KeysType::kPrimary &&
                            plan.op_field < 0 && !plan.op_constant && !options.has_json_paths;
  if (looks_for_op) {
    plan.op_field = static_cast<int>(plan.fields.size());
    plan.fields.emplace_back(kOpColumn);
  }
  return plan;
}

}  // namespace starload::devserver
