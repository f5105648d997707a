// The actions of one event, in words: what a machine tells the host to do. Lives for one on_event
// call; hands out the request ids, which are dense over the machine's life.
#pragma once

#include <cstdint>
#include <starload/sdk/semantics.hpp>
#include <string>
#include <string_view>

namespace starload::semantics {

// What a request is about: a table of the writer, or one that only a restored state names.
struct Target {
  std::uint32_t table = SL_NO_TABLE;
  std::string_view database;
  std::string_view table_name;
};

struct NewRequest {
  std::int32_t kind = 0;  // SL_REQUEST_*
  Target target;
  std::string_view label;
  std::uint64_t chunk = 0;    // 0 = none
  std::uint64_t attempt = 0;  // > 0: the n-th replacement of work that failed
  bool decides = false;       // makes rows visible
};

struct Failure {
  std::int32_t code = SL_ERR_FATAL;
  std::uint32_t flags = 0;  // SL_FAIL_*
  std::string label;
  std::string message;
  std::string database = {}, table = {};  // where it is about one table
};

struct LoadedLabel {
  std::string_view label;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t filtered_rows = 0;
  std::uint64_t unselected_rows = 0;
};

class Outbox final {
 public:
  // next_request outlives the outbox.
  Outbox(const sdk::Actions& actions, std::uint64_t& next_request)
      : actions_(actions), next_request_(next_request) {}

  std::uint64_t request(const NewRequest& wanted);
  // The same request once more after the host's back-off; kind is its own, or ask for the label.
  void again(std::uint64_t request, std::int32_t kind);
  void ask(std::uint64_t request) { again(request, SL_REQUEST_LABEL_STATE); }
  void end(std::uint64_t request);

  void close_chunk(std::uint32_t table);
  void release(std::uint64_t chunk);
  void spill(std::uint64_t chunk);
  void attach(std::uint64_t checkpoint, std::uint64_t chunk);
  void set_timer(std::uint32_t timer, std::uint64_t delay_ms);
  void log(std::int32_t level, std::string_view message);

  void loaded(const LoadedLabel& label);
  void flush_done(std::uint64_t id) { done(SL_ACTION_FLUSH_DONE, id); }
  void committed(std::uint64_t id) { done(SL_ACTION_COMMITTED, id); }
  void aborted(std::uint64_t id) { done(SL_ACTION_ABORTED, id); }
  void prepared(std::uint64_t checkpoint, std::string_view state);
  void recovered() { done(SL_ACTION_RECOVERED, 0); }
  void fail(const Failure& failure);

 private:
  void done(std::int32_t kind, std::uint64_t id);

  const sdk::Actions& actions_;
  std::uint64_t& next_request_;
};

}  // namespace starload::semantics
