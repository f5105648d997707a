// Feeds arbitrary text to the parsers of --delete-where and of sink.properties.columns: no crash,
// and conditions that can be evaluated.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/input/column_list.h"
#include "cli/input/condition.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace starload::cli;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_column_list(text));
  const starload::Result<Condition> condition = Condition::parse(text, "--delete-where");
  if (!condition) {
    if (condition.status().message().empty()) std::abort();
    return 0;
  }
  std::string reason;
  std::vector<FieldValue> values(condition->fields().size());
  static_cast<void>(condition->evaluate(values, reason));
  for (FieldValue& value : values) value = {"12", false};
  if (condition->evaluate(values, reason) == Condition::Truth::kError && reason.empty())
    std::abort();
  return 0;
}
