// Feeds arbitrary bytes to the CSV reader: no crash, the same rows for every buffer size, blocks
// that verify.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/input/csv_reader.h"

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
  for (const char* type : {"int(11)", "varchar(8)", "decimal(20,4)", "datetime", "json"}) {
    ColumnInfo column;
    column.name = "c" + std::to_string(table.columns.size());
    column.column_type = type;
    column.data_type = column.column_type.substr(0, column.column_type.find('('));
    derive_type(column);
    table.columns.push_back(std::move(column));
  }
  return map_columns({}, table, "fuzz").take();
}

std::vector<std::string> split(std::string_view text, const CsvFormat& format,
                               std::size_t buffer_bytes) {
  MemorySource source("fuzz", text);
  CsvSplitter splitter(source, format, {}, buffer_bytes);
  std::vector<std::string> cells;
  CsvRecord record;
  while (true) {
    const Result<SplitOutcome> outcome = splitter.next(record);
    if (!outcome || *outcome != SplitOutcome::kRecord) return cells;
    cells.push_back(std::to_string(record.line) + (record.error != nullptr ? "!" : ""));
    for (const CsvField& field : record.fields) cells.emplace_back(field.text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const RowPlan> plan = make_plan();
  if (size < 2) return 0;
  const std::size_t buffer_bytes = data[0] + 1u;
  CsvOptions options;
  options.format.quoting = (data[1] & 1) != 0;
  options.skip_first_record = (data[1] & 2) != 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (split(text, options.format, buffer_bytes) != split(text, options.format, 1 << 16)) {
    std::abort();
  }
  MemorySource source("fuzz", text);
  CsvReader reader(source, options, plan);
  IgnoredRejects rejects;
  RowBlock block(plan->schema);
  while (true) {
    block.clear();
    const Result<std::size_t> rows = reader.read_block(block, 256, rejects);
    if (!rows || *rows == 0) return 0;
    if (!verify_block(block.abi())) std::abort();
  }
}
