// What the targets of the row readers share: a table of given types, and reading to the end.
#pragma once

#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string>

#include "cli/input/column_mapping.h"
#include "cli/input/record_reader.h"
#include "cli/input/reject_sink.h"

namespace starload::cli {

// Refused rows are fine, when they say why.
class IgnoredRejects final : public RejectSink {
 public:
  Status reject(const RejectedRow& row) override {
    if (row.reason.empty()) std::abort();
    return Status::ok();
  }
};

// Columns a, b, c, ... of these types; of a PRIMARY KEY table the first is the key and every second
// one may be NULL.
inline std::shared_ptr<const RowPlan> plan_of(std::initializer_list<const char*> types,
                                              bool has_primary_key = false) {
  TableInfo table;
  table.database = "db";
  table.table = "t";
  if (has_primary_key) table.model = KeysModel::kPrimary;
  for (const char* type : types) {
    const std::size_t index = table.columns.size();
    ColumnInfo column;
    column.name = std::string(1, static_cast<char>('a' + index));
    column.column_type = type;
    column.data_type = column.column_type.substr(0, column.column_type.find_first_of("(<"));
    if (has_primary_key) {
      column.is_key = index == 0;
      column.nullable = index % 2 == 1;
    }
    derive_type(column);
    table.columns.push_back(std::move(column));
  }
  MappingOptions options;
  options.has_operations = has_primary_key;
  return map_columns({}, table, "fuzz", options).take();
}

// Small blocks, all of which have to verify.
inline void read_all(RecordReader& reader, const RowPlan& plan) {
  IgnoredRejects rejects;
  RowBlock block(plan.schema);
  while (true) {
    block.clear();
    const Result<std::size_t> rows = reader.read_block(block, 256, rejects);
    if (!rows || *rows == 0) return;
    if (*rows != block.row_count() || !verify_block(block.abi())) std::abort();
  }
}

}  // namespace starload::cli
