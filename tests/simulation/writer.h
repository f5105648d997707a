// One writer: a real coordinator with a real semantics plugin, and what the engine does around
// them: chunks, memory, timers. Its host is the job.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/engine/coordinator.h"
#include "tests/simulation/fake_network.h"

namespace starload::simulation {

struct TableName {
  std::string database, name;
};

// A closed load that a checkpoint's state holds.
struct StoredChunk {
  TableName table;
  std::vector<Row> rows;
};

// What a writer gave its host at a checkpoint.
struct StoredState {
  std::string state;
  std::vector<StoredChunk> chunks;
};

struct WriterSize {
  std::size_t chunk_rows = 1;
  std::size_t memory_rows = 16;
  bool chunks_are_kept = false;  // as WriterLimits of the engine says
};

class Writer final : public CoordinatorPort, public std::enable_shared_from_this<Writer> {
 public:
  static constexpr std::size_t kRowBytes = 100;

  struct Host {
    std::function<void()> recovered;
    std::function<void(std::uint64_t checkpoint, StoredState state)> prepared;
    std::function<void(std::uint64_t checkpoint)> committed;
    std::function<void(const WriterFailure& failure)> failed;
  };

  Writer(std::string name, FakeNetwork& network, Timeline& timeline, Dice& dice, Trace& trace,
         const WriterSize& size, Host host)
      : name_(std::move(name)),
        network_(network),
        timeline_(timeline),
        trace_(trace),
        size_(size),
        host_(std::move(host)),
        dice_(dice) {}

  void start(SemanticsInstance semantics, const RetryLimits& limits);
  void add_table(TableName name);
  void restore(const StoredState& state);
  void open_label(const std::string& database, const std::string& label);
  void recover(std::uint32_t flags);
  // Takes the row; false: no memory now.
  bool write(std::size_t table, const Row& row);
  void prepare(std::uint64_t checkpoint);
  void commit(std::uint64_t checkpoint);
  void abort(std::uint64_t id);
  void kill();         // nothing of it happens any more
  void forget_host();  // it lives on, and nobody listens
  bool is_dead() const { return dead_; }
  std::size_t tables() const { return tables_.size(); }

 private:
  struct Chunk {
    TableName table;
    std::vector<Row> rows;
    bool in_memory = true;
  };
  struct Table {
    TableName name;
    std::vector<Row> open;
  };

  void submit(const RequestJob& job) override;
  void close_chunk(std::uint32_t table) override;
  void release_chunk(std::uint64_t chunk) override;
  void loaded(const LoadedRows&) override {}
  void retried() override {}
  void spill_chunk(std::uint64_t chunk) override;
  void attach_chunk(std::uint64_t, std::uint64_t chunk) override { attached_.push_back(chunk); }
  void flush_done(std::uint64_t) override {}
  void prepared(std::uint64_t checkpoint, std::string state) override;
  void committed(std::uint64_t checkpoint) override;
  void aborted(std::uint64_t) override {}
  void recovered() override;
  void log(LogLevel, const std::string& message) override { trace_.note(message, name_); }
  void failed(const WriterFailure& failure) override;

  void handle(Event event);
  void run_due();
  void schedule_wake();
  void answer(std::uint64_t request, const Answer& answer);
  void make_room();
  std::size_t rows_in_memory() const;
  // Tells the host, unless it does not listen any more; never from within the coordinator.
  void tell(std::function<void(const Host& host)> news);

  const std::string name_;
  FakeNetwork& network_;
  Timeline& timeline_;
  Trace& trace_;
  const WriterSize size_;
  Host host_;
  Dice& dice_;
  std::unique_ptr<Coordinator> coordinator_;
  std::deque<Event> events_;
  bool handling_ = false;
  bool dead_ = false;
  bool listened_to_ = true;
  Time wake_at_ = INT64_MAX;
  std::vector<Table> tables_;
  std::map<std::uint64_t, Chunk> chunks_;
  std::vector<std::uint64_t> attached_;
  std::uint64_t next_chunk_ = 1;
};

}  // namespace starload::simulation
