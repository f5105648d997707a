// The inputs of a load: opened, their columns matched to the table's, the table made when that is
// asked for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/input/input.h"
#include "framework/engine/target.h"

namespace starload::cli {

struct LoadInput {
  std::unique_ptr<InputFile> file;
  InputOptions options;
};

// Opens all files before anything is loaded. The error names the path, or what the format is to be
// guessed from.
Result<std::vector<LoadInput>> open_inputs(const LoadArguments& arguments,
                                           const std::atomic<bool>* interrupted);

// How each input's rows are laid out. All inputs have to fill the same columns, since one load's
// requests share them.
Result<std::shared_ptr<const RowPlan>> plan_rows(std::vector<LoadInput>& inputs,
                                                 const TableInfo& table,
                                                 const MappingOptions& options);

// Creates the table from the first input's data when it does not exist. The error suggests names
// when the database is unknown.
Status create_missing_table(LoadInput& input, Target& target, const std::string& database,
                            const std::string& table, Console& console);

// Bytes of all inputs; none when one of them is a pipe.
std::optional<std::uint64_t> total_bytes(const std::vector<LoadInput>& inputs);

}  // namespace starload::cli
