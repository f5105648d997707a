// Drives a machine event by event without a plugin host, and writes its actions down as text:
//
//   "begin L1 #1"  "load L1 chunk 3 #2"  "commit L1 decides #4"  "ask L1 #5"   requests
//   "again #2 load"  "again #2 ask"  "end #2"                                  a request's life
//   "release 3"  "spill 3"  "attach 3 to 7"  "close table 0"  "timer 1 480000"
//   "loaded L1 10 rows 100 bytes"  "prepared 7"  "committed 7"  "aborted 7"  "flushed 7"
//   "recovered"  "fail retryable replay L1"  "log info"
//
// Requests of a table but the first, or of none, end in " @<table>" or " @<database>.<name>".
// Labels are shortened by the texts that shorten() was given.
#pragma once

#include <starload/abi/semantics.h>

#include <cstdint>
#include <starload/sdk/semantics.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace starload::semantics {

using Log = std::vector<std::string>;

struct Answer {
  std::int32_t verdict = SL_VERDICT_OK;
  std::int32_t retry = SL_RETRY_NEVER;
  std::uint32_t flags = 0;
  std::int32_t state = SL_LABEL_NOT_ASKED;
  std::int64_t filtered = 0;
  std::int64_t unselected = 0;
  std::int64_t transaction_id = -1;
};

inline Answer ok() { return {}; }
inline Answer ok_of(std::int64_t transaction_id) {
  Answer answer;
  answer.transaction_id = transaction_id;
  return answer;
}
inline Answer no(std::int32_t retry = SL_RETRY_SOON, std::uint32_t flags = 0) {
  return {SL_VERDICT_NO, retry, flags};
}
inline Answer unknown() { return {SL_VERDICT_UNKNOWN, SL_RETRY_SOON}; }
inline Answer gone() { return no(SL_RETRY_SOON, SL_RESPONSE_TRANSACTION_LOST); }
inline Answer exists() { return no(SL_RETRY_NEVER, SL_RESPONSE_LABEL_EXISTS); }
inline Answer state(std::int32_t label_state) {
  return {SL_VERDICT_OK, SL_RETRY_NEVER, 0, label_state};
}

class ActionWriter {
 public:
  void shorten(std::string text, std::string by) {
    short_.emplace_back(std::move(text), std::move(by));
  }
  void write(const sl_action& action);
  Log take() { return std::exchange(log_, {}); }

  std::string state;    // of the last PREPARED
  std::string message;  // of the last FAIL or LOG
  Log messages;         // of all LOGs

 private:
  std::string text(sl_str label) const;
  std::string request(const sl_action& action) const;
  std::string failure(const sl_action& action) const;

  std::vector<std::pair<std::string, std::string>> short_;
  Log log_;
};

template <typename Machine>
class Driver {
 public:
  template <typename... Arguments>
  explicit Driver(Arguments&&... arguments) : machine_(std::forward<Arguments>(arguments)...) {}

  ActionWriter& out() { return out_; }

  Log send(sl_event event) {
    event.struct_size = sizeof event;
    sl_actions sink{sizeof(sl_actions), 0, &out_, [](void* context, const sl_action* action) {
                      static_cast<ActionWriter*>(context)->write(*action);
                    }};
    machine_.on_event(event, sdk::Actions(&sink));
    return out_.take();
  }
  Log of(std::int32_t kind, std::uint64_t id = 0) {
    sl_event event{};
    event.kind = kind;
    event.id = id;
    return send(event);
  }

  Log add_table(std::uint32_t table, std::string_view name, std::string_view database = "db") {
    sl_event event{};
    event.kind = SL_EVENT_TABLE_ADDED;
    event.table = table;
    event.database = sdk::str(database);
    event.table_name = sdk::str(name);
    return send(event);
  }
  Log start(std::uint32_t table = 0) {
    sl_event event{};
    event.kind = SL_EVENT_CHUNK_STARTED;
    event.table = table;
    return send(event);
  }
  Log close(std::uint64_t chunk, std::uint32_t table = 0, std::uint64_t bytes = 100) {
    sl_event event{};
    event.kind = SL_EVENT_CHUNK_CLOSED;
    event.chunk = chunk;
    event.table = table;
    event.rows = 10;
    event.bytes = bytes;
    return send(event);
  }
  Log answer(std::uint64_t request, const Answer& answer) {
    sl_response response{};
    response.struct_size = sizeof response;
    response.verdict = answer.verdict;
    response.retry = answer.retry;
    response.flags = answer.flags;
    response.label_state = answer.state;
    response.filtered_rows = answer.filtered;
    response.unselected_rows = answer.unselected;
    response.transaction_id = answer.transaction_id;
    sl_event event{};
    event.kind = SL_EVENT_RESPONSE;
    event.request = request;
    event.response = &response;
    event.message = sdk::str("the server's words");
    return send(event);
  }
  Log exhausted(std::uint64_t request) {
    sl_event event{};
    event.kind = SL_EVENT_RETRIES_EXHAUSTED;
    event.request = request;
    event.message = sdk::str("the last words");
    return send(event);
  }
  Log timer(std::uint32_t timer) {
    sl_event event{};
    event.kind = SL_EVENT_TIMER;
    event.timer = timer;
    return send(event);
  }
  Log flush(std::uint64_t id) { return of(SL_EVENT_FLUSH, id); }
  Log prepare(std::uint64_t id) { return of(SL_EVENT_PREPARE, id); }
  Log commit(std::uint64_t id) { return of(SL_EVENT_COMMIT, id); }
  Log abort(std::uint64_t id) { return of(SL_EVENT_ABORT, id); }
  Log restore(std::string_view state, std::uint64_t chunk = 0, std::uint64_t chunk_count = 0) {
    sl_event event{};
    event.kind = SL_EVENT_RESTORE;
    event.state = sdk::str(state);
    event.chunk = chunk;
    event.chunk_count = chunk_count;
    return send(event);
  }
  Log restore_label(std::string_view label, std::string_view name = "t",
                    std::string_view database = "db") {
    sl_event event{};
    event.kind = SL_EVENT_RESTORE_LABEL;
    event.database = sdk::str(database);
    event.table_name = sdk::str(name);
    event.label = sdk::str(label);
    return send(event);
  }
  Log open_label(std::string_view label, std::string_view database = "db") {
    sl_event event{};
    event.kind = SL_EVENT_OPEN_LABEL;
    event.database = sdk::str(database);
    event.label = sdk::str(label);
    return send(event);
  }
  Log recover(std::uint32_t flags = 0) {
    sl_event event{};
    event.kind = SL_EVENT_RECOVER;
    event.flags = flags;
    return send(event);
  }

 private:
  Machine machine_;
  ActionWriter out_;
};

}  // namespace starload::semantics
