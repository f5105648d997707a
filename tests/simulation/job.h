// The host: splits of a source, writers, checkpoints, a durable store, and restarts. What Flink, or
// the command with --state, does around the engine, failures included.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "tests/simulation/plugins.h"
#include "tests/simulation/setting.h"
#include "tests/simulation/writer.h"

namespace starload::simulation {

class Job final {
 public:
  struct Parts {
    Plugins& plugins;
    FakeCluster& cluster;
    FakeNetwork& network;
    Timeline& timeline;
    Dice& dice;
    Trace& trace;
    Oracle& oracle;
  };
  Job(const Mode& mode, const Setting& setting, const Parts& parts);

  void start() { restart_after(0); }
  void crash();  // the process dies, at once or bit by bit
  void end_faults() { faults_ = false; }
  // Every row was read, its checkpoint is stored and committed.
  bool done() const;
  bool gave_up() const { return gave_up_; }  // and said so
  void end();
  int restarts() const { return attempt_ - 1; }

 private:
  enum class Phase { kIdle, kPreparing, kStoring };
  struct Slot {  // a writer of the attempt
    std::shared_ptr<Writer> writer;
    bool may_write = false;
    bool recovered = false;
    bool preparing = false;
    std::uint64_t committed = 0;
  };
  struct Checkpoint {
    std::uint64_t id = 0;
    Positions positions;
    std::map<std::size_t, StoredState> states;  // by writer
  };

  void restart_after(Time pause);
  void start_attempt();
  void start_writer(std::size_t index);
  void give_states(std::size_t index);
  Writer::Host listener(std::size_t index);
  bool is_current(int attempt) const { return attempt == attempt_ && running_; }

  void write_some(std::size_t index);
  bool write_row(std::size_t index, std::uint32_t split);
  std::size_t table_of(std::size_t index, const Row& row);

  void trigger_checkpoint();
  void prepare(std::size_t index);
  void on_prepared(std::size_t index, std::uint64_t checkpoint, StoredState state);
  void abandon_checkpoint();
  void store();
  void notify();
  void on_recovered(std::size_t index);
  void on_committed(std::size_t index, std::uint64_t checkpoint);
  void on_failed(std::size_t index, const WriterFailure& failure);
  void judge_failure(const WriterFailure& failure);
  bool all_read(const Positions& positions) const;

  const Mode mode_;
  const Setting setting_;
  Parts parts_;
  bool faults_ = true;
  bool running_ = false;
  bool gave_up_ = false;
  int attempt_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::shared_ptr<Writer>> lingering_;  // of earlier attempts
  Positions read_;

  Phase phase_ = Phase::kIdle;
  Checkpoint current_;
  std::uint64_t next_checkpoint_ = 1;
  std::map<std::uint64_t, Positions> stored_positions_;  // of this attempt, by checkpoint
  // Durable, as if on disk.
  Checkpoint stored_;
  Positions committed_;  // known to be in the table
};

}  // namespace starload::simulation
