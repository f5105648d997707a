// Feeds arbitrary bytes to the reader of Debezium's change events: no crash, and blocks that
// verify.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cli/input/debezium_reader.h"

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
  table.model = KeysModel::kPrimary;
  for (const char* type : {"int(11)", "varchar(8)", "decimal(20,4)", "datetime", "date", "json",
                           "varbinary(9)", "array<int(11)>"}) {
    ColumnInfo column;
    column.name = std::string(1, static_cast<char>('a' + table.columns.size()));
    column.column_type = type;
    column.data_type = column.column_type.substr(0, column.column_type.find_first_of("(<"));
    column.is_key = table.columns.empty();
    column.nullable = table.columns.size() % 2 == 1;
    derive_type(column);
    table.columns.push_back(std::move(column));
  }
  MappingOptions options;
  options.has_operations = true;
  return map_columns({}, table, "fuzz", options).take();
}

void read(std::string_view bytes, const DebeziumOptions& options) {
  static const std::shared_ptr<const RowPlan> plan = make_plan();
  MemorySource source("fuzz", bytes);
  DebeziumReader reader(source, options, plan);
  IgnoredRejects rejects;
  RowBlock block(plan->schema);
  while (true) {
    block.clear();
    const Result<std::size_t> rows = reader.read_block(block, 256, rejects);
    if (!rows || *rows == 0) return;
    if (*rows != block.row_count() || !verify_block(block.abi())) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes, {});
  read(bytes, {EpochUnit::kBySize, true});
  MemorySource source("fuzz", bytes);
  static_cast<void>(read_debezium_fields(source));
  return 0;
}
