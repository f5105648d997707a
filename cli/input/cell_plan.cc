// From a table's column to the way its cells are read.
#include <limits>

#include "cli/input/cell_parser.h"

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
