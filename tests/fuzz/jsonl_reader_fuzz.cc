// Feeds arbitrary bytes to the JSON lines reader: no crash, and blocks that verify.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cli/input/jsonl_reader.h"

namespace {

using namespace starload;       // NOLINT
using namespace starload::cli;  // NOLINT

class IgnoredRejects final : public RejectSink {
 public:
  Status reject(const RejectedRow& row) override {
    if (row.reason.empty()) std::abort();
    return Status::ok();
  }
};

std::shared_ptr<const RowPlan> make_plan() {
  TableInfo table;
  table.database = "db";
  table.table = "t";
  for (const char* type : {"int(11)", "varchar(8)", "decimal(20,4)", "datetime", "json", "array",
                           "array<struct<x int(11),y map<int(11),decimal(38,4)>>>"}) {
    ColumnInfo column;
    column.name = std::string(1, static_cast<char>('a' + table.columns.size()));
    column.column_type = type;
    column.data_type = column.column_type.substr(0, column.column_type.find('('));
    derive_type(column);
    table.columns.push_back(std::move(column));
  }
  return map_columns({}, table, "fuzz").take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const RowPlan> plan = make_plan();
  MemorySource source("fuzz", {reinterpret_cast<const char*>(data), size});
  JsonlReader reader(source, plan);
  IgnoredRejects rejects;
  RowBlock block(plan->schema);
  while (true) {
    block.clear();
    const Result<std::size_t> rows = reader.read_block(block, 256, rejects);
    if (!rows || *rows == 0) return 0;
    if (!verify_block(block.abi())) std::abort();
  }
}
