// Inside of Engine, shared by its source files: engine.cc (life), engine_requests.cc (what the
// coordinator asks for), engine_checkpoints.cc (what a host waits for).
//
// Three kinds of threads meet here: the host's, the event loop's and the senders'. Only what mutex_
// guards is shared between them without a lock of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>

#include "framework/engine/coordinator.h"
#include "framework/engine/engine.h"
#include "framework/engine/engine_limits.h"
#include "framework/engine/event_loop.h"
#include "framework/engine/sender_pool.h"
#include "framework/engine/writer.h"

namespace starload {

class Engine::Impl final : public CoordinatorPort {
 public:
  Impl(EngineConfig config, std::unique_ptr<PluginHost> plugins, EngineSetup setup);
  ~Impl() override { abort(); }

  Status start();
  Result<std::uint32_t> add_table(TableSpec spec);
  Status write(std::uint32_t table, const sl_row_block& block);
  Result<bool> fill_lines(std::uint32_t table, std::size_t bytes, const LineFiller& filler);
  Status flush(std::chrono::milliseconds at_most);
  Status restore(const std::vector<std::string>& states, const std::vector<RestoredLabel>& foreign,
                 std::chrono::milliseconds at_most);
  Status commit_states(const std::vector<std::string>& states,
                       const std::vector<RestoredLabel>& foreign,
                       std::chrono::milliseconds at_most);
  Result<std::string> prepare(std::uint64_t checkpoint, std::chrono::milliseconds at_most);
  Status commit(std::uint64_t checkpoint, std::chrono::milliseconds at_most);
  void abort_checkpoint(std::uint64_t checkpoint);
  Status rollback(std::chrono::milliseconds at_most);
  Status drain(std::chrono::milliseconds at_most);
  void interrupt();
  Status make_room(std::size_t bytes, std::chrono::milliseconds& waited);
  void abort();
  Status failure() const;
  std::string failed_table() const;
  std::string failed_label() const;
  bool must_replay() const;
  std::vector<std::string> unresolved_labels();
  CounterSnapshot counters() const;
  MemoryBudget& budget() { return writer_->budget(); }
  const EffectiveProperties& properties() const { return setup_.properties; }

 private:
  // CoordinatorPort, on the event loop's thread.
  void submit(const RequestJob& job) override { senders_->submit(job); }
  void close_chunk(std::uint32_t table) override;
  void release_chunk(std::uint64_t chunk) override { writer_->chunks().release(chunk); }
  void loaded(const LoadedRows& loaded) override;
  void retried() override { ++counters_.retries; }
  void spill_chunk(std::uint64_t chunk) override;
  void attach_chunk(std::uint64_t checkpoint, std::uint64_t chunk) override;
  void flush_done(std::uint64_t id) override;
  void prepared(std::uint64_t checkpoint, std::string state) override;
  void committed(std::uint64_t checkpoint) override;
  void aborted(std::uint64_t id) override;
  void recovered() override;
  void log(LogLevel level, const std::string& message) override;
  void failed(const WriterFailure& failure) override;

  ChunkUse chunk_use() const;
  bool has_transactions() const;
  SpillStore::Opener spill_opener() const;
  Status create_coordinator();
  void start_threads();
  void fail_on_exception(const std::function<void()>& step);  // on the event loop's thread

  // On a sender's thread.
  Status fill(const RequestJob& job, SenderPool::Parts& parts);
  Status fill_body(const RequestJob& job, SenderPool::Parts& parts,
                   std::shared_ptr<const LoadTarget>& target);
  void on_answer(const RequestJob& job, Event answer, std::int64_t took_ms);
  void on_rejected_row(const RequestJob& job, sl_str reason, sl_str row);

  EnvelopeOwner owner() const;
  Result<std::vector<Event>> open_states(const std::vector<std::string>& states);
  Status post_states(const std::vector<std::string>& states,
                     const std::vector<RestoredLabel>& foreign);
  bool post_open_labels();
  // Settling what earlier attempts left comes before everything else; a host that does not ask for
  // it gets it with its first call.
  void recover_once(std::uint32_t flags = 0);
  Status interruption() const;  // failure(), or that interrupt() was called
  void give_idle_memory_back();
  // Waits until `done` holds (under mutex_), the engine fails or ends, or the time is over.
  Status wait_until(std::chrono::milliseconds at_most, std::string_view what,
                    const std::function<bool()>& done);

  EngineConfig config_;
  std::unique_ptr<PluginHost> plugins_;
  EngineSetup setup_;
  HostServices host_;
  const std::uint64_t server_timeout_ms_;
  Counters counters_;
  bool may_enclose_ = false;
  bool recovery_asked_ = false;  // the host's thread only
  TransportInstance transport_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Coordinator> coordinator_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<SenderPool> senders_;
  std::vector<std::uint64_t> attached_;  // of the checkpoint being prepared; the loop's thread only

  struct Prepared {
    std::uint64_t checkpoint = 0;
    std::string state;
  };
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  Status failure_;
  std::string failed_label_;
  std::string failed_table_;
  bool must_replay_ = false;
  std::vector<std::string> unresolved_;
  std::uint64_t flushes_asked_ = 0;
  std::uint64_t flushes_done_ = 0;
  std::optional<Prepared> prepared_;        // the newest
  std::optional<std::uint64_t> committed_;  // the highest
  bool recovered_ = false;
  bool rolled_back_ = false;
  bool interrupted_ = false;
  bool ended_ = false;
};

}  // namespace starload
