// The engine of one writer as its host thread uses it: connects, adds tables, writes blocks and
// carries checkpoints out. All calls come from that thread; every one of them ends soon after
// interrupt() or abort() of the engine, or after `cancel` became true.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/engine/engine.h"
#include "framework/engine/target.h"
#include "plugins/adapters/flink/jni/row_memory.h"

namespace starload::flink {

// As the Java class EngineConfig encodes it.
struct HostConfig {
  PropertyMap properties;
  std::uint32_t subtask = 0;
  std::uint32_t parallelism = 1;
  bool all_states_known = false;
  std::int64_t checkpoint_interval_ms = -1;  // -1: no checkpoints; 0: nobody knows
  std::string spill_directory;
  bool committer = false;
  bool hands_over = false;
};

Result<HostConfig> read_host_config(std::string_view encoded);

// What restore() gets: states of ours, and what another program prepared.
struct RestoredStates {
  std::vector<std::string> states;
  std::vector<RestoredLabel> foreign;
};

Result<RestoredStates> read_restored_states(std::string_view encoded);

// Time-outs of the server that are shorter than the time between two checkpoints (milliseconds): a
// line for each.
std::vector<std::string> checkpoint_warnings(const EffectiveProperties& properties,
                                             bool transactions, std::int64_t interval_ms);

class EngineHost final {
 public:
  struct Ports {
    LogSink log;
    RejectListener on_reject;
    std::function<void()> on_failure;  // from the engine's thread; must return quickly
    std::shared_ptr<const std::atomic<bool>> cancel;
  };

  EngineHost(HostConfig config, std::shared_ptr<const PreloadedPlugins> plugins, Ports ports);

  // Connects to jdbc-url and opens the engine.
  Status open();
  Engine& engine() { return *engine_; }  // REQUIRES: open() went well
  bool sanitizes() const;                // sink.sanitize-error-log

  // Returns the table's index and what the server says about it, encoded.
  Result<std::string> add_table(std::string_view encoded);
  std::string table_name(std::uint32_t table) const;
  Status write(const RowMemory& memory, std::size_t rows, std::size_t bytes);
  Status flush();
  Status restore(const RestoredStates& restored);
  Status commit_states(const RestoredStates& restored);
  Result<std::string> prepare(std::uint64_t checkpoint);
  Status commit(std::uint64_t checkpoint);
  Status rollback();
  void disconnect();  // from the query port, until it is needed again

 private:
  void warn(const EngineSetup& setup) const;

  HostConfig config_;
  const std::shared_ptr<const PreloadedPlugins> plugins_;
  const Ports ports_;
  std::shared_ptr<Catalog> catalog_;
  std::unique_ptr<Engine> engine_;
  struct Table {
    std::string name;
    std::shared_ptr<const Schema> schema;  // null: raw records
  };
  std::vector<Table> tables_;
};

}  // namespace starload::flink
