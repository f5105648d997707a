// Looks at the records at an input's beginning, or at all of them, before it is loaded. One thread.
#pragma once

#include <string>
#include <vector>

#include "cli/input/byte_source.h"
#include "cli/input/input.h"

namespace starload::cli {

// The names of a CSV file's columns: its first record that is not blank.
Result<std::vector<std::string>> read_header(ByteSource& source, const InputOptions& options);
// The keys of the JSON lines, in the order in which they appear. Lines that are no objects are
// passed over.
Result<std::vector<std::string>> read_keys(ByteSource& source);
// Names and types of all records of the source. Records that cannot be used are passed over.
Result<InferredTable> infer_csv(ByteSource& source, const InputOptions& options, bool is_sample);
Result<InferredTable> infer_jsonl(ByteSource& source, const InputOptions& options, bool is_sample);

}  // namespace starload::cli
