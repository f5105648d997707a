// A load with --state: checkpoints that are prepared, recorded in the state file, and committed, so
// that a load that is killed at any moment goes on where its last checkpoint ended.
//
// One owner, one thread; an interrupt's action runs beside it.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cli/plain_load.h"
#include "cli/resume_state.h"

namespace starload::cli {

class ResumableLoad final {
 public:
  // All borrowed.
  ResumableLoad(LoadJob& job, const LoadTools& tools, ResumeState& resume);

  // Loads what is not in the table yet; goes back to the last checkpoint by itself where the engine
  // asks for that.
  void run(LoadSummary& summary);

 private:
  using Clock = std::chrono::steady_clock;

  Status run_once();  // with an engine of its own
  Status work();
  Status settle_pending();
  Status load_rest();
  Status load_input(std::size_t index, InputPosition start);
  Status after_block(const LoadPosition& position);

  bool checkpoint_is_due(const LoadPosition& position) const;
  Status checkpoint(const LoadPosition& position, bool last);
  Status check_before(bool last);
  Result<PendingCheckpoint> prepare(const LoadPosition& position);
  Status record_and_commit(PendingCheckpoint pending);
  Status complete();
  Status finish();

  void end_when_interrupted();  // on the interrupt's thread
  void end_engine(const Status& status);
  bool may_go_back(const Status& status) const;
  Status go_back(const Status& why);

  LoadCounts counts_here() const;
  std::uint64_t bytes_until(const LoadPosition& position) const;
  std::string place(const LoadPosition& position) const;
  void fill(LoadSummary& summary, const Status& status) const;

  LoadJob& job_;
  const LoadTools& tools_;
  ResumeState& resume_;
  LoadState& state_;
  const LoadCheckpoint start_;  // where this start found the load
  const bool had_pending_;
  const std::chrono::milliseconds interval_;
  std::uint64_t most_bytes_ = 0;  // of input between two checkpoints

  std::unique_ptr<LoadRun> run_;
  std::atomic<bool> committing_{false};  // a checkpoint is prepared, and recorded or committed next
  LoadCounts base_;                      // what was settled when the engine began to read
  CounterSnapshot settled_;  // the engine's counters when the last checkpoint was complete
  Clock::time_point last_checkpoint_;
  bool must_replay_ = false;
  bool told_ratio_ = false;

  // Of all engines of this start.
  std::int64_t replays_in_a_row_ = 0;
  std::uint64_t replays_ = 0;
  std::uint64_t checkpoints_ = 0;
  std::uint64_t bytes_read_ = 0;
  CounterSnapshot counters_;
  std::vector<std::string> unresolved_;
};

}  // namespace starload::cli
