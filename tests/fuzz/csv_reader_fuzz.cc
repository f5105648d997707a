// Feeds arbitrary bytes to the CSV reader: no crash, the same rows for every buffer size, blocks
// that verify.
#include "cli/input/csv_reader.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/fuzz/reader_fuzz.h"

namespace {

using namespace starload;       // NOLINT
using namespace starload::cli;  // NOLINT

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
  static const std::shared_ptr<const RowPlan> plan =
      plan_of({"int(11)", "varchar(8)", "decimal(20,4)", "datetime", "json"});
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
  read_all(reader, *plan);
  return 0;
}
