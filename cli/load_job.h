// A load before its first row: options checked, inputs opened, the table known. One owner, one
// thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/load_input.h"
#include "framework/engine/engine.h"

namespace starload::cli {

struct LoadJob {
  const LoadArguments& arguments;
  PropertyMap properties;
  EngineSetup setup;
  std::vector<LoadInput> inputs;
  EngineConfig config;  // without listeners
  TableSpec table;
  std::shared_ptr<const RowPlan> plan;  // null: --raw

  explicit LoadJob(const LoadArguments& given) : arguments(given) {}
  const EffectiveProperties& effective() const { return setup.properties; }
};

// Options and inputs; no network. With --state the load is exactly-once.
Status read_load_job(LoadJob& job, const Interrupt& interrupt);

// Sets a property that the command decides on, after read_load_job().
Status set_property(LoadJob& job, const std::string& key, const std::string& value,
                    const std::string& origin);

// Asks the server for the table, makes it where that is wanted, and plans the rows.
Status prepare_table(LoadJob& job, Console& console, bool may_create);

// A reader of one input that begins at `start`.
Result<std::unique_ptr<RecordReader>> reader_of(LoadJob& job, LoadInput& input,
                                                InputPosition start);

}  // namespace starload::cli
