// The engine: a property map in, rows in, loads out. What the command, the Flink adapter and C++
// programs use.
//
// One host thread writes; flush, failure, counters, drain and abort may be called from any thread.
// An engine owns its threads and ends them in close(), abort() or its destructor. Everything waits
// for a limited time only.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/clock.h"
#include "framework/base/log.h"
#include "framework/engine/counters.h"
#include "framework/engine/line_filler.h"
#include "framework/engine/table_spec.h"
#include "framework/plugin_host/plugin_host.h"
#include "framework/properties/option_table.h"

namespace starload {

class MemoryBudget;

// A transaction that the checkpoint of another program holds as prepared.
struct RestoredLabel {
  std::string database;
  std::string table;
  std::string label;
};

struct EngineConfig {
  PropertyMap properties;
  std::vector<std::filesystem::path> plugin_directories;      // see plugin_search_path()
  std::shared_ptr<const PreloadedPlugins> preloaded_plugins;  // looked into afterwards; may be null
  LogSink log;
  RejectListener on_reject;  // rows that were left out, with reasons; any thread
  std::function<void(const Status&)>
      on_failure;  // at once, from the engine's thread; must return quickly
  std::shared_ptr<const Clock> clock = system_clock();
  std::shared_ptr<Random> random = system_random();
  std::uint32_t writer_index = 0;
  std::uint32_t writer_count = 1;
  // restore() is given the states of all writers of the job, so that what none of them holds is
  // nobody's. Without meaning for a single writer.
  bool all_states_known = false;
  // add_table names every table: the options database-name and table-name may be missing.
  bool tables_by_name = false;
  // Writes no rows: commit_states() commits what the states of other writers hold.
  bool committer = false;
  // prepare() hands over what it prepares: a committer commits what the state holds, commit() of
  // this engine does nothing.
  bool hands_over = false;
  int server_major = 0;  // StarRocks' version; 0.0 = not known
  int server_minor = 0;
  int server_patch = 0;
  // What SHOW BACKENDS, SHOW COMPUTE NODES and SHOW FRONTENDS name ("host:port"); complete = could
  // be asked.
  std::vector<std::string> backends;
  bool backends_complete = false;
  // Labels of a database's open transactions (SHOW PROC '/transactions/<db>/running'); no value:
  // that may not be asked. Called by restore() on the host's thread; may be empty.
  std::function<std::optional<std::vector<std::string>>(const std::string& database)>
      running_labels;
  // Where exactly-once over stream load keeps closed loads until their checkpoint is complete
  // where the option sink.spill-directory says nothing; the file is private and has no name.
  // Empty: the system's directory for temporary files.
  std::filesystem::path spill_directory;
};

// The plugins that a property map chooses, and the options that hold then.
struct EngineSetup {
  std::shared_ptr<const Library> serializer;
  std::shared_ptr<const Library> transport;
  std::shared_ptr<const Library> semantics;
  // Allowed by sink.version = AUTO and not taken; `options` points into it, too. May be null.
  std::shared_ptr<const Library> other_transport;
  OptionTable options;
  PropertyMap given;  // as the user gave them, without what has no effect
  EffectiveProperties properties;
  std::vector<std::string> warnings;
  std::string transport_reason;  // why this transport was chosen
  bool exactly_once = false;
  // sink.version = AUTO, and nothing is known about the server: `transport` is what is taken when
  // it cannot be asked; Engine::open() asks it.
  bool transport_undecided = false;
};

// What sink.version = AUTO goes by.
struct ServerFacts {
  int major = 0;  // StarRocks' version; 0.0 = not known
  int minor = 0;
  std::optional<bool> transactions;  // what the server answered when it was asked
  std::string answer;                // its words, or why it could not be asked
};

// Which of the options named required may be missing all the same.
enum class RequiredOptions : std::uint8_t { kAll, kWithoutTable };  // database-name, table-name

// Chooses plugins and checks every option; no network, no threads. All problems are in one message.
// With sink.version = AUTO the options of both transports are allowed.
Result<EngineSetup> set_up_engine(const PropertyMap& properties, PluginHost& plugins,
                                  const ServerFacts& server = {},
                                  RequiredOptions required = RequiredOptions::kAll);

// The share of rows that may be rejected (sink.properties.max_filter_ratio); 0 when it is not set.
double max_filter_ratio(const EffectiveProperties& properties);

class Engine final {
 public:
  // Loads plugins, checks options, starts threads. No network, but for sink.version = AUTO and a
  // server whose version is not in the configuration: then one short question.
  static Result<std::unique_ptr<Engine>> open(EngineConfig config);
  ~Engine();  // abort()
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Result<std::uint32_t> add_table(TableSpec spec);

  // Takes all rows of the block, or fails. REQUIRES: a verified block of the table's schema, or a
  // raw block. Blocks while the memory budget is used up. A row that cannot be serialized fails the
  // call (the rows before it are taken), or is reported and left out when
  // sink.properties.max_filter_ratio > 0.
  Status write(std::uint32_t table, const sl_row_block& block);

  // Has lines put straight into the load that the table's rows go into, which saves a copy of them.
  // false: nothing was put there, and the next rows are for write(): the load has no room for so
  // many bytes, memory is used up, the load's rows are not separated by newlines, or the filler
  // gave none. Otherwise as write().
  Result<bool> fill_lines(std::uint32_t table, std::size_t bytes, const LineFiller& filler);

  // Waits until everything written so far is in the table.
  Status flush(std::chrono::milliseconds at_most);

  // ---- Checkpoints (docs/exactly-once.md). One call at a time, on the host's thread. With
  // at-least-once prepare() is a flush, and the state is empty.

  // Settles what earlier attempts left: commits what the states hold, and rolls back what lingers
  // under sink.label-prefix. Before the first write, after add_table; without states, too. states:
  // as prepare() gave them, of any number of writers. foreign: transactions that the state of
  // another program holds as prepared.
  Status restore(const std::vector<std::string>& states, std::chrono::milliseconds at_most,
                 const std::vector<RestoredLabel>& foreign = {});

  // Brings what the states hold, and nothing else, into the table; what is there already is left as
  // it is. Again and again, with other states each time. REQUIRES: EngineConfig::committer.
  Status commit_states(const std::vector<std::string>& states, std::chrono::milliseconds at_most,
                       const std::vector<RestoredLabel>& foreign = {});

  // Everything written so far belongs to the checkpoint (ids rise). Returns the state that the host
  // stores durably before it calls commit().
  Result<std::string> prepare(std::uint64_t checkpoint, std::chrono::milliseconds at_most);

  // Waits until the rows of the checkpoint, and of all before it, are in the table. Idempotent.
  Status commit(std::uint64_t checkpoint, std::chrono::milliseconds at_most);

  // The checkpoint was given up: its rows stay, and belong to the next one.
  void abort_checkpoint(std::uint64_t checkpoint);

  // Rolls back what is open and not prepared, flushes nothing, then ends. Also after interrupt().
  Status rollback(std::chrono::milliseconds at_most);

  // Ends the waiting of whoever waits in write, flush, restore, prepare or commit, with kCancelled,
  // and of those who come later. Only rollback and what ends the engine make sense then. Any
  // thread.
  void interrupt();

  // One step towards room for so many bytes in the budget, for a host that charges it: gives idle
  // memory back, closes an open chunk, or waits a moment. waited: how long that took in all; the
  // error says that it is too long. The host's thread.
  Status make_room(std::size_t bytes, std::chrono::milliseconds& waited);

  // failure() can be mended by restoring the newest state and replaying what came after it.
  bool must_replay() const;

  // flush, then ends. The engine is of no use afterwards.
  Status close(std::chrono::milliseconds at_most);

  // Forgets rows that are in no load yet, waits for the loads under way, then ends. For an
  // interrupted host.
  Status drain(std::chrono::milliseconds at_most);

  // Ends at once: cancels requests, joins threads. Idempotent.
  void abort();

  Status failure() const;            // ok while nothing failed
  std::string failed_label() const;  // the load that failure() is about, may be empty
  std::string failed_table() const;  // database.table of it, may be empty
  std::vector<std::string>
  unresolved_labels();  // loads whose outcome is not known; call after drain or a failure
  CounterSnapshot counters() const;
  MemoryBudget& budget();  // charge what the host buffers
  const EffectiveProperties& properties() const;

 private:
  class Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace starload
