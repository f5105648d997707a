// The loop of a load: blocks from a reader into an engine, then the flush; ends early on failure or
// interrupt.
#pragma once

#include <functional>
#include <memory>

#include "cli/console.h"
#include "cli/input/record_reader.h"
#include "cli/interrupt.h"
#include "cli/load_summary.h"
#include "cli/reject_log.h"
#include "framework/engine/engine.h"

namespace starload::cli {

// What progress needs to know; called about ten times a second at most.
struct LoadProgress {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

class LoadRun final {
 public:
  // All borrowed; they outlive the run.
  struct Parts {
    Console& console;
    Interrupt& interrupt;
    RejectLog& rejects;
    std::function<void(const LoadProgress&)> on_progress;
  };

  // config needs properties, plugin directories and what is known of the server; the run adds its
  // listeners.
  static Result<std::unique_ptr<LoadRun>> open(Parts parts, EngineConfig config, TableSpec table);
  ~LoadRun();

  // Loads all that a reader gives. schema: of the reader's rows, null for raw records.
  Status load(RecordReader& reader, const std::shared_ptr<const Schema>& schema,
              const std::string& source);
  // Flushes, or after a failure or interrupt ends what is under way; fills what the summary tells
  // about it.
  void finish(Status status, LoadSummary& summary);

 private:
  explicit LoadRun(Parts parts);
  void report(const RecordReader& reader);
  Status check_ratio() const;
  void on_reject(const starload::RejectedRow& row);

  Parts parts_;
  std::unique_ptr<Engine> engine_;
  std::uint32_t table_ = 0;
  double max_filter_ratio_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t bytes_before_ = 0;  // of inputs that are done
  std::string where_;               // the input lines of the block being written
};

}  // namespace starload::cli
