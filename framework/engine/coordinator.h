// The single owner of a writer's label state machine: feeds events to the semantics plugin and
// carries its actions out.
//
// Plain single-threaded logic without threads, sockets or clocks of its own: time comes in as an
// argument and effects go out through CoordinatorPort, so the same code runs under the engine's
// event loop and under a simulation.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "framework/base/clock.h"
#include "framework/base/log.h"
#include "framework/engine/event.h"
#include "framework/engine/retry_policy.h"
#include "framework/plugin_host/handles.h"

namespace starload {

// A failure that ends the writer.
struct WriterFailure {
  Status status;
  std::string label;  // the load concerned, may be empty
  bool replay = false;
  std::string table = {};  // database.table, may be empty
};

// Rows that are in the table now.
struct LoadedRows {
  std::string label;
  std::uint64_t rows = 0;  // as sent; filtered and unselected rows among them
  std::uint64_t bytes = 0;
  std::uint64_t filtered_rows = 0;
  std::uint64_t unselected_rows = 0;
};

class CoordinatorPort {
 public:
  virtual ~CoordinatorPort() = default;
  // Starts a try; its answer comes back as an SL_EVENT_RESPONSE.
  virtual void submit(const RequestJob& job) = 0;
  // Closes a table's open chunk; an SL_EVENT_CHUNK_CLOSED follows in order, unless it is empty.
  virtual void close_chunk(std::uint32_t table) = 0;
  virtual void release_chunk(std::uint64_t chunk) = 0;
  virtual void loaded(const LoadedRows& loaded) = 0;
  virtual void retried() = 0;
  // Moves a closed chunk's bytes out of memory.
  virtual void spill_chunk(std::uint64_t chunk) = 0;
  // The chunk's bytes belong into the state of the prepared() that follows for this checkpoint.
  virtual void attach_chunk(std::uint64_t checkpoint, std::uint64_t chunk) = 0;
  virtual void flush_done(std::uint64_t id) = 0;
  virtual void prepared(std::uint64_t checkpoint, std::string state) = 0;
  virtual void committed(std::uint64_t checkpoint) = 0;
  virtual void aborted(std::uint64_t id) = 0;
  virtual void recovered() = 0;
  virtual void log(LogLevel level, const std::string& message) = 0;
  virtual void failed(const WriterFailure& failure) = 0;
};

class Coordinator final {
 public:
  // port and random outlive the coordinator.
  Coordinator(SemanticsInstance semantics, CoordinatorPort& port, const RetryLimits& limits,
              Random& random);

  // Feeds one event, and those that its actions cause, to the plugin.
  void handle(Event event, std::int64_t now_ms);
  // Starts pending tries and timers that are due.
  void run_due(std::int64_t now_ms);
  // When run_due should be called next; INT64_MAX = never.
  std::int64_t next_due_ms() const;
  // Labels of requests without a verdict that decide whether rows are in the table.
  std::vector<std::string> unresolved_labels() const;
  bool idle() const { return requests_.empty(); }
  bool failed() const { return failed_; }
  // From now on nothing happens any more: the host has found a failure of its own.
  void give_up() { failed_ = true; }

 private:
  // The last answer that was not OK: what the next pause and the final message depend on.
  struct Refusal {
    std::int32_t retry_class = SL_RETRY_SOON;
    std::string message;
  };
  struct Request {
    RequestJob job;
    RetryPolicy retries;
    bool sent = false;
    Refusal last;
  };
  struct Due {
    RequestJob job;
    std::uint32_t timer = 0;
    bool is_timer = false;
  };

  void feed(const Event& event, std::int64_t now_ms);
  void carry_out(const Action& action, std::int64_t now_ms);
  void carry_out_checkpoint(const Action& action);
  void set_timer(const Action& action, std::int64_t now_ms);
  void note_answer(const Event& event);
  void start_request(const Action& action, std::int64_t now_ms);
  void submit(const RequestJob& job);
  void exhausted(std::uint64_t request, const std::string& message);
  void retry(const Action& action, std::int64_t now_ms);
  void fail(const Action& action);

  SemanticsInstance semantics_;
  CoordinatorPort& port_;
  const RetryLimits limits_;
  Random& random_;
  std::deque<Event> caused_;  // events that actions caused, fed before anything else
  std::map<std::uint64_t, Request> requests_;
  std::map<std::uint32_t, Refusal> refusals_;  // by table: what a replacement makes good
  std::multimap<std::int64_t, Due> due_;
  bool failed_ = false;
};

}  // namespace starload
