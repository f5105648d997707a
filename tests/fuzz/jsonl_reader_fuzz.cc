// Feeds arbitrary bytes to the JSON lines reader: no crash, and blocks that verify.
#include "cli/input/jsonl_reader.h"

#include <cstdint>

#include "tests/fuzz/reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace starload::cli;  // NOLINT
  static const std::shared_ptr<const RowPlan> plan =
      plan_of({"int(11)", "varchar(8)", "decimal(20,4)", "datetime", "json", "array",
               "array<struct<x int(11),y map<int(11),decimal(38,4)>>>"});
  MemorySource source("fuzz", {reinterpret_cast<const char*>(data), size});
  JsonlReader reader(source, plan);
  read_all(reader, *plan);
  return 0;
}
