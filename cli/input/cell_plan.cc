// From a table's column to the way its cells are read.
#include <limits>

#include "cli/input/cell_parser.h"
#include "framework/catalog/column_type.h"

namespace starload::cli {
namespace {

constexpr int kTimestampDigits = 6;  // DATETIME holds microseconds
constexpr std::int64_t kMaxDecimalDigits = 38;

struct IntegerType {
  const char* name;
  std::int32_t kind;
  std::int64_t minimum;
  std::int64_t maximum;
};

constexpr IntegerType kIntegers[] = {
    {"tinyint", SL_TYPE_TINYINT, std::numeric_limits<std::int8_t>::min(),
     std::numeric_limits<std::int8_t>::max()},
    {"smallint", SL_TYPE_SMALLINT, std::numeric_limits<std::int16_t>::min(),
     std::numeric_limits<std::int16_t>::max()},
    {"int", SL_TYPE_INT, std::numeric_limits<std::int32_t>::min(),
     std::numeric_limits<std::int32_t>::max()},
    {"bigint", SL_TYPE_BIGINT, std::numeric_limits<std::int64_t>::min(),
     std::numeric_limits<std::int64_t>::max()},
};

struct PlainType {
  const char* name;
  CellKind cell;
  std::int32_t kind;
};

constexpr PlainType kPlain[] = {
    {"boolean", CellKind::kBool, SL_TYPE_BOOLEAN},
    {"largeint", CellKind::kLargeint, SL_TYPE_LARGEINT},
    {"float", CellKind::kFloat, SL_TYPE_FLOAT},
    {"double", CellKind::kDouble, SL_TYPE_DOUBLE},
    {"date", CellKind::kDate, SL_TYPE_DATE},
    {"datetime", CellKind::kDateTime, SL_TYPE_TIMESTAMP},
    {"char", CellKind::kText, SL_TYPE_VARCHAR},
    {"varchar", CellKind::kText, SL_TYPE_VARCHAR},
    {"varbinary", CellKind::kBinary, SL_TYPE_VARBINARY},
    {"json", CellKind::kJson, SL_TYPE_VARCHAR},
    {"array", CellKind::kArray, SL_TYPE_VARCHAR},
    {"map", CellKind::kMap, SL_TYPE_VARCHAR},
    {"struct", CellKind::kStruct, SL_TYPE_VARCHAR},
};

Result<CellPlan> plan_decimal(const ColumnInfo& column, CellPlan plan) {
  const std::int64_t precision = column.size.value_or(10);
  const std::int32_t scale = column.digits.value_or(0);
  if (precision < 1 || precision > kMaxDecimalDigits || scale < 0 || scale > precision) {
    return Status::config("column '" + column.name + "' is " + column.type_text() +
                          ": only DECIMAL of 1 to 38 digits can be loaded; use --raw");
  }
  plan.cell.kind = CellKind::kDecimal;
  plan.cell.precision = static_cast<int>(precision);
  plan.cell.scale = scale;
  plan.spec.type.kind = SL_TYPE_DECIMAL;
  plan.spec.type.precision = static_cast<std::int32_t>(precision);
  plan.spec.type.scale = scale;
  return plan;
}

// Columns whose values nothing else than JSON text can be: they have no types of their own inside.
bool is_opaque(CellKind kind) { return kind == CellKind::kJson || kind == CellKind::kBinary; }

std::int32_t nested_kind(CellKind kind) {
  if (kind == CellKind::kArray) return SL_TYPE_ARRAY;
  return kind == CellKind::kMap ? SL_TYPE_MAP : SL_TYPE_ROW;
}

// Fills the members of an ARRAY, MAP or STRUCT. false: the server does not tell them all, or one
// cannot be typed; then the column takes JSON text as it stands.
bool plan_members(const ColumnType& type, CellColumn& cell, DataType& data) {
  if (type.children.empty()) return false;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    const ColumnType& child = type.children[i];
    ColumnInfo column;
    column.name = i < type.child_names.size() ? type.child_names[i] : child.name;
    column.type = child.name;
    column.size = child.size;
    column.digits = child.digits;
    Result<CellPlan> plan = plan_cell(column);
    if (!plan || is_opaque(plan->cell.kind)) return false;
    if (plan->cell.is_nested() && !plan_members(child, plan->cell, plan->spec.type)) return false;
    cell.members.push_back(std::move(plan->cell));
    data.children.push_back(std::move(plan->spec.type));
  }
  data.child_names = type.child_names;
  data.kind = nested_kind(cell.kind);
  cell.type_text = type.text();
  return cell.kind != CellKind::kMap || !cell.members[0].is_nested();
}

void plan_nested(const ColumnInfo& column, CellPlan& plan) {
  CellColumn cell = plan.cell;
  DataType data = plan.spec.type;
  if (!plan_members(column_type_of(column), cell, data)) return;
  plan.cell = std::move(cell);
  plan.spec.type = std::move(data);
}

}  // namespace

Result<CellPlan> plan_cell(const ColumnInfo& column) {
  CellPlan plan;
  plan.cell.name = column.name;
  plan.cell.type_text = column.type_text();
  plan.cell.nullable = column.nullable;
  plan.cell.is_key = column.is_key;
  plan.spec.name = column.name;
  plan.spec.target_type = column.type;
  plan.spec.type.nullable = column.nullable;
  if (column.type == "decimal") return plan_decimal(column, std::move(plan));
  for (const IntegerType& type : kIntegers) {
    if (column.type != type.name) continue;
    plan.cell.kind = CellKind::kInt;
    plan.cell.minimum = type.minimum;
    plan.cell.maximum = type.maximum;
    plan.spec.type.kind = type.kind;
    return plan;
  }
  for (const PlainType& type : kPlain) {
    if (column.type != type.name) continue;
    plan.cell.kind = type.cell;
    plan.spec.type.kind = type.kind;
    if (type.cell == CellKind::kText) plan.cell.length = column.size.value_or(0);
    if (plan.cell.is_nested()) plan_nested(column, plan);
    if (type.kind == SL_TYPE_TIMESTAMP) plan.spec.type.precision = kTimestampDigits;
    return plan;
  }
  return Status::config(
      "column '" + column.name + "' is " + column.type_text() +
      ", which a file cannot hold as text; load the value into a temporary column and convert it: "
      "--set sink.properties.columns='..., tmp, " +
      column.name + (column.type == "hll" ? "=hll_hash(tmp)'" : "=to_bitmap(tmp)'"));
}

}  // namespace starload::cli
