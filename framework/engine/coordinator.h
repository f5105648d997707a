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
#include "framework/engine/event.h"
#include "framework/engine/retry_policy.h"
#include "framework/plugin_host/handles.h"

namespace starload {

// A failure that ends the writer.
struct WriterFailure {
  Status status;
  std::string label;  // the load concerned, may be empty
  bool replay = false;
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
  virtual void flush_done(std::uint64_t id) = 0;
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

 private:
  struct Request {
    RequestJob job;
    RetryPolicy retries;
    std::int32_t last_retry_class = SL_RETRY_SOON;
    std::string last_message;
  };
  struct Due {
    RequestJob job;
    std::uint32_t timer = 0;
    bool is_timer = false;
  };

  void feed(const Event& event, std::int64_t now_ms);
  void carry_out(const Action& action, std::int64_t now_ms);
  void start_request(const Action& action);
  void retry(const Action& action, std::int64_t now_ms);
  void fail(const Action& action);

  SemanticsInstance semantics_;
  CoordinatorPort& port_;
  const RetryLimits limits_;
  Random& random_;
  std::deque<Event> caused_;  // events that actions caused, fed before anything else
  std::map<std::uint64_t, Request> requests_;
  std::multimap<std::int64_t, Due> due_;
  bool failed_ = false;
};

}  // namespace starload
