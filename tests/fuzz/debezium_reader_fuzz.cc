// Feeds arbitrary bytes to the reader of Debezium's change events: no crash, and blocks that
// verify.
#include "cli/input/debezium_reader.h"

#include <cstdint>

#include "tests/fuzz/reader_fuzz.h"

namespace {

using namespace starload::cli;  // NOLINT

void read(std::string_view bytes, const DebeziumOptions& options) {
  static const std::shared_ptr<const RowPlan> plan =
      plan_of({"int(11)", "varchar(8)", "decimal(20,4)", "datetime", "date", "json", "varbinary(9)",
               "array<int(11)>"},
              true);
  MemorySource source("fuzz", bytes);
  DebeziumReader reader(source, options, plan);
  read_all(reader, *plan);
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
