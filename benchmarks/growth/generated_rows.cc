#include "benchmarks/growth/generated_rows.h"

#include <algorithm>

#include "benchmarks/loopback/sample_rows.h"
#include "framework/rows/row_writer.h"

namespace starload::bench {
namespace {

constexpr std::size_t kTypes = 8;
constexpr std::size_t kCellsPerBlock = 32768;
constexpr std::size_t kBlocks = 16;

ColumnSpec column_of(std::size_t column) {
  const std::string name = "c" + std::to_string(column);
  switch (column % kTypes) {
    case 0:
      return {name, {.kind = SL_TYPE_BIGINT}, "bigint"};
    case 1:
      return {name, {.kind = SL_TYPE_VARCHAR, .length = 16}, "varchar"};
    case 2:
      return {name, {.kind = SL_TYPE_INT}, "int"};
    case 3:
      return {name, {.kind = SL_TYPE_DECIMAL, .precision = 10, .scale = 2}, "decimal"};
    case 4:
      return {name, {.kind = SL_TYPE_DOUBLE}, "double"};
    case 5:
      return {name, {.kind = SL_TYPE_TIMESTAMP, .precision = 3}, "datetime"};
    case 6:
      return {name, {.kind = SL_TYPE_BOOLEAN}, "boolean"};
    default:
      return {name, {.kind = SL_TYPE_VARCHAR, .length = 32}, "varchar"};
  }
}

void set_field(RowWriter& writer, std::size_t column, const SampleRow& row) {
  switch (column % kTypes) {
    case 0:
      return writer.set_int(column, row.id);
    case 1:
      return writer.set_bytes(column, row.name);
    case 2:
      return writer.set_int(column, row.quantity);
    case 3:
      return writer.set_decimal(column, row.price_cents);
    case 4:
      return writer.set_double(column, row.ratio);
    case 5:
      return writer.set_timestamp(column, row.time_ms, 0);
    case 6:
      return writer.set_bool(column, row.active);
    default:
      return writer.set_bytes(column, row.note);
  }
}

}  // namespace

std::shared_ptr<const Schema> generated_schema(std::size_t columns) {
  std::vector<ColumnSpec> specs;
  for (std::size_t column = 0; column < columns; ++column) specs.push_back(column_of(column));
  return *Schema::make(std::move(specs), false);
}

std::vector<std::string> generated_columns(std::size_t columns) {
  std::vector<std::string> names;
  for (std::size_t column = 0; column < columns; ++column)
    names.push_back("c" + std::to_string(column));
  return names;
}

std::vector<RowBlock> generated_blocks(const std::shared_ptr<const Schema>& schema,
                                       std::size_t columns) {
  const std::size_t rows_a_block = std::max<std::size_t>(1, kCellsPerBlock / columns);
  const auto rows = make_sample_rows(rows_a_block * kBlocks);
  std::vector<RowBlock> blocks;
  for (std::size_t start = 0; start < rows.size(); start += rows_a_block) {
    RowWriter writer(blocks.emplace_back(schema));
    for (std::size_t i = start; i < start + rows_a_block; ++i) {
      writer.begin_row();
      for (std::size_t column = 0; column < columns; ++column) set_field(writer, column, rows[i]);
      writer.end_row();
    }
  }
  return blocks;
}

}  // namespace starload::bench
