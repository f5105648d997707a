#include "benchmarks/loopback/sample_blocks.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "framework/rows/row_writer.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRowsPerBlock = 4096;

}  // namespace

std::shared_ptr<const Schema> sample_schema() {
  return *Schema::make(
      {{"id", {.kind = SL_TYPE_BIGINT}, "bigint"},
       {"name", {.kind = SL_TYPE_VARCHAR, .length = 16}, "varchar"},
       {"quantity", {.kind = SL_TYPE_INT}, "int"},
       {"price", {.kind = SL_TYPE_DECIMAL, .precision = 10, .scale = 2}, "decimal"},
       {"ratio", {.kind = SL_TYPE_DOUBLE}, "double"},
       {"time", {.kind = SL_TYPE_TIMESTAMP, .precision = 3}, "datetime"},
       {"active", {.kind = SL_TYPE_BOOLEAN}, "boolean"},
       {"note", {.kind = SL_TYPE_VARCHAR, .length = 32}, "varchar"}},
      false);
}

std::vector<std::string> sample_columns() {
  return {"id", "name", "quantity", "price", "ratio", "time", "active", "note"};
}

std::vector<RowBlock> make_blocks(const std::vector<SampleRow>& rows,
                                  const std::shared_ptr<const Schema>& schema) {
  std::vector<RowBlock> blocks;
  for (std::size_t start = 0; start < rows.size(); start += kRowsPerBlock) {
    RowBlock& block = blocks.emplace_back(schema);
    RowWriter writer(block);
    for (std::size_t i = start; i < std::min(rows.size(), start + kRowsPerBlock); ++i) {
      const SampleRow& row = rows[i];
      writer.begin_row();
      writer.set_int(0, row.id);
      writer.set_bytes(1, row.name);
      writer.set_int(2, row.quantity);
      writer.set_decimal(3, row.price_cents);
      writer.set_double(4, row.ratio);
      writer.set_timestamp(5, row.time_ms, 0);
      writer.set_bool(6, row.active);
      writer.set_bytes(7, row.note);
      writer.end_row();
    }
  }
  return blocks;
}

void require(const Status& status) {
  if (status) return;
  std::fprintf(stderr, "benchmark: %s\n", status.message().c_str());
  std::exit(1);
}

}  // namespace starload::bench
