// Rows from readers into an engine, block by block. One owner, one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/input/input_file.h"
#include "cli/input/record_reader.h"
#include "cli/read_ahead.h"
#include "cli/reject_log.h"
#include "framework/base/log.h"
#include "framework/engine/engine.h"

namespace starload::cli {

// What progress needs to know, of the whole input.
struct LoadProgress {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

class LoadRun final {
 public:
  // Called when a block is in the engine; `end` is where the next one begins. A failure ends the
  // load.
  using AfterBlock = std::function<Status(const InputPosition& end)>;

  // Opens the engine. config needs properties, plugin directories and what is known of the server;
  // the run adds where log lines and rejected rows go. rejects is borrowed.
  static Result<std::unique_ptr<LoadRun>> open(RejectLog& rejects, LogSink log, EngineConfig config,
                                               TableSpec table);
  ~LoadRun();

  // Loads all that a reader of this file gives. schema: of its rows, null for raw records.
  Status load(RecordReader& reader, const std::shared_ptr<const Schema>& schema, InputFile& file,
              const AfterBlock& after_block);

  Engine& engine() { return *engine_; }
  std::uint64_t rows() const { return rows_; }        // that readers gave
  std::uint64_t skipped() const { return skipped_; }  // records that are no rows
  // Rows read, those that were rejected included.
  std::uint64_t input_rows() const;

 private:
  explicit LoadRun(RejectLog& rejects);
  Status load_lines(LineBlockReader& lines, const std::string& source,
                    const AfterBlock& after_block);
  Result<bool> fill_lines(LineBlockReader& lines);
  Result<bool> write_lines(LineBlockReader& lines, InputBlock& block, const std::string& source);
  Status write(const InputBlock& block, const std::string& source);

  RejectLog& rejects_;
  std::unique_ptr<Engine> engine_;
  bool charged_ = false;
  std::uint32_t table_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t rejected_before_ = 0;
  std::string where_;  // the input lines of the block being written
};

// More rows were rejected than sink.properties.max_filter_ratio allows.
Status check_filter_ratio(std::uint64_t rejected, std::uint64_t input_rows, double max_ratio);

}  // namespace starload::cli
