#include "devserver/load/load_checks.h"

#include <algorithm>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

Status refuse(std::string message) { return Status::refused(std::move(message)); }

// As a field or as the target of a mapping.
bool is_given(const ColumnsHeader& header, std::string_view wanted) {
  const auto named = [wanted](std::string_view name) { return equals_ignoring_case(name, wanted); };
  return std::any_of(header.fields.begin(), header.fields.end(), named) ||
         std::any_of(header.mappings.begin(), header.mappings.end(),
                     [&named](const ColumnMapping& mapping) { return named(mapping.column); });
}

bool can_be_condition(const Type& type) {
  switch (type.kind) {
    case TypeKind::kJson:
    case TypeKind::kChar:
    case TypeKind::kVarchar:
    case TypeKind::kVarbinary:
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kStruct:
      return false;
    default:
      return !is_object_type(type);
  }
}

}  // namespace

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

Status check_partial_update(const LoadOptions& options, const Table& table) {
  if (!options.partial_update) return Status::ok();
  if (table.keys_type != KeysType::kPrimary)
    return refuse("Only primary key table support partial update");
  const auto storage = table.properties.find("storage_type");
  if (options.partial_update_mode != PartialUpdateMode::kRow && storage != table.properties.end() &&
      equals_ignoring_case(storage->second, "column_with_row")) {
    return refuse("column with row table only support row mode partial update");
  }
  for (const Column& column : table.columns) {
    if (column.key && options.has_columns && !is_given(options.columns, column.name)) {
      return refuse(fmt::format("key column {} not in partial update columns", column.name));
    }
  }
  return Status::ok();
}

Status check_merge_condition(const LoadOptions& options, const Table& table) {
  const std::string& name = options.merge_condition;
  if (name.empty()) return Status::ok();
  if (table.keys_type != KeysType::kPrimary) {
    return refuse(fmt::format("Conditional update only support primary key table {}", table.name));
  }
  const int index = table.find_column(name);
  if (index < 0 || (options.has_columns && !options.columns.fields.empty() &&
                    !is_given(options.columns, name))) {
    return refuse(
        fmt::format("Merge condition column {} does not exist. If you are doing partial update "
                    "with condition update, please check condition column is in the given update "
                    "columns. Otherwise please check condition column is in table {}",
                    name, table.name));
  }
  const Column& column = table.columns[static_cast<std::size_t>(index)];
  if (column.key)
    return refuse(fmt::format("Merge condition column {} should not be primary key!", name));
  if (can_be_condition(column.type)) return Status::ok();
  return refuse(
      "Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
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
  return Status::ok();
}

Status check_object_column(const Column& column, const Type* given) {
  if (given != nullptr && given->kind == column.type.kind) return Status::ok();
  switch (column.type.kind) {
    case TypeKind::kBitmap:
      return refuse(
          fmt::format("bitmap column {} require the function return type is BITMAP", column.name));
    case TypeKind::kHll:
      return refuse(fmt::format(
          "HLL column must use hll_hash function, like {}=hll_hash(xxx) or {}=hll_empty()",
          column.name, column.name));
    case TypeKind::kPercentile:
      return refuse(fmt::format(
          "PERCENTILE column must use percentile_hash function, like {}=percentile_hash(xxx)",
          column.name));
    default:
      return Status::ok();
  }
}

}  // namespace starload::devserver
