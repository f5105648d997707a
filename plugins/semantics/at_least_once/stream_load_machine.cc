#include "plugins/semantics/at_least_once/stream_load_machine.h"

#include <algorithm>

namespace starload::semantics {
namespace {

sl_action action_of(std::int32_t kind) {
  sl_action action{};
  action.kind = kind;
  return action;
}

}  // namespace

StreamLoadMachine::StreamLoadMachine(LabelNamer namer, std::uint64_t flush_interval_ms)
    : namer_(std::move(namer)), flush_interval_ms_(flush_interval_ms) {}

void StreamLoadMachine::on_event(const sl_event& event, const sdk::Actions& actions) {
  switch (event.kind) {
    case SL_EVENT_TABLE_ADDED:
      return add_table(event);
    case SL_EVENT_CHUNK_STARTED: {
      sl_action timer = action_of(SL_ACTION_SET_TIMER);
      timer.timer = event.table;
      timer.delay_ms = flush_interval_ms_;
      return actions.push(timer);
    }
    case SL_EVENT_TIMER: {
      sl_action close = action_of(SL_ACTION_CLOSE_CHUNK);
      close.table = event.timer;
      return actions.push(close);
    }
    case SL_EVENT_CHUNK_CLOSED:
      newest_chunk_ = std::max(newest_chunk_, event.chunk);
      tables_.at(event.table).waiting.push_back({event.chunk, event.rows, event.bytes});
      return start_next(event.table, actions);
    case SL_EVENT_RESPONSE:
      return on_response(event, actions);
    case SL_EVENT_RETRIES_EXHAUSTED:
      return on_exhausted(event, actions);
    case SL_EVENT_FLUSH:
    case SL_EVENT_PREPARE:
      flushes_.push_back({event.kind, event.id, newest_chunk_});
      return finish_flushes(actions);
    case SL_EVENT_COMMIT:
    case SL_EVENT_ABORT: {
      // What was flushed at the checkpoint is in the table already; there is nothing to commit or
      // take back.
      sl_action done =
          action_of(event.kind == SL_EVENT_COMMIT ? SL_ACTION_COMMITTED : SL_ACTION_ABORTED);
      done.id = event.id;
      return actions.push(done);
    }
    case SL_EVENT_RESTORE_LABEL:
      throw sdk::Error::config("the checkpoint holds the prepared transaction " +
                               std::string(sdk::view(event.label)) + " (table " +
                               std::string(sdk::view(event.database)) + "." +
                               std::string(sdk::view(event.table_name)) +
                               "), which only sink.version = V2 can commit; restore it with that");
    case SL_EVENT_RECOVER:  // nothing that a load leaves needs settling
      return actions.push(action_of(SL_ACTION_RECOVERED));
    default:  // RESTORE: at-least-once keeps no state
      return;
  }
}

void StreamLoadMachine::add_table(const sl_event& event) {
  if (event.table >= tables_.size()) tables_.resize(event.table + 1);
  Table& table = tables_[event.table];
  table.database = sdk::view(event.database);
  table.name = sdk::view(event.table_name);
  table.stem = namer_.stem(table.database, table.name);
}

void StreamLoadMachine::start_next(std::uint32_t index, const sdk::Actions& actions) {
  Table& table = tables_.at(index);
  if (table.request != 0 || table.waiting.empty()) return;
  const Chunk chunk = table.waiting.front();
  table.waiting.pop_front();
  send(index, chunk, actions);
}

void StreamLoadMachine::send(std::uint32_t index, const Chunk& chunk, const sdk::Actions& actions) {
  Table& table = tables_.at(index);
  table.request = next_request_++;
  const Load load{index, chunk, namer_.label(table.stem, next_label_id_++)};
  sl_action request = action_of(SL_ACTION_REQUEST);
  request.request = table.request;
  request.request_kind = SL_REQUEST_LOAD;
  request.table = index;
  request.label = sdk::str(load.label);
  request.chunk = chunk.id;
  request.chunk_count = 1;
  request.flags = SL_REQUEST_DECIDES;
  actions.push(request);
  loads_.emplace(table.request, load);
}

void StreamLoadMachine::on_response(const sl_event& event, const sdk::Actions& actions) {
  const auto found = loads_.find(event.request);
  if (found == loads_.end()) return;
  Load& load = found->second;
  if (load.asking) {
    on_state_answer(event.request, load, event, actions);
  } else {
    on_load_answer(event.request, load, event, actions);
  }
}

void StreamLoadMachine::on_load_answer(std::uint64_t request, Load& load, const sl_event& event,
                                       const sdk::Actions& actions) {
  const sl_response& response = *event.response;
  if (response.verdict == SL_VERDICT_OK) return finish(request, response, actions);
  if ((response.flags & SL_RESPONSE_LABEL_EXISTS) != 0 && !load.tried) {
    const Load taken = load;
    loads_.erase(request);
    end(request, actions);
    return send(taken.table, taken.chunk, actions);
  }
  load.tried = true;
  if (response.verdict == SL_VERDICT_NO) {
    if (response.retry != SL_RETRY_NEVER) return resend(request, load, actions);
    return fail(load, SL_ERR_CONFIG, 0, sdk::view(event.message), actions);
  }
  load.maybe_arrived = true;
  ask(request, load, actions);
}

void StreamLoadMachine::on_state_answer(std::uint64_t request, Load& load, const sl_event& event,
                                        const sdk::Actions& actions) {
  const sl_response& response = *event.response;
  if (response.verdict != SL_VERDICT_OK) {
    if (response.retry != SL_RETRY_NEVER) return ask(request, load, actions);
    return fail(load, SL_ERR_RETRYABLE, SL_FAIL_OUTCOME_UNKNOWN, sdk::view(event.message), actions);
  }
  switch (response.label_state) {
    case SL_LABEL_VISIBLE:
    case SL_LABEL_COMMITTED:
      return finish(request, response, actions);
    case SL_LABEL_ABORTED:
      load.maybe_arrived = false;
      return resend(request, load, actions);
    case SL_LABEL_UNKNOWN:  // never arrived, or not yet: the same label and bytes are safe
      return resend(request, load, actions);
    default:
      return ask(request, load, actions);
  }
}

void StreamLoadMachine::ask(std::uint64_t request, Load& load, const sdk::Actions& actions) {
  load.asking = true;
  sl_action retry = action_of(SL_ACTION_RETRY);
  retry.request = request;
  retry.request_kind = SL_REQUEST_LABEL_STATE;
  actions.push(retry);
}

void StreamLoadMachine::resend(std::uint64_t request, Load& load, const sdk::Actions& actions) {
  load.asking = false;
  sl_action retry = action_of(SL_ACTION_RETRY);
  retry.request = request;
  retry.request_kind = SL_REQUEST_LOAD;
  actions.push(retry);
}

void StreamLoadMachine::on_exhausted(const sl_event& event, const sdk::Actions& actions) {
  const auto found = loads_.find(event.request);
  if (found == loads_.end()) return;
  const Load& load = found->second;
  const std::string message(sdk::view(event.message));
  if (load.asking) {
    return fail(
        load, SL_ERR_RETRYABLE, SL_FAIL_OUTCOME_UNKNOWN,
        "the outcome stayed unclear within sink.label-state.timeout-ms; last answer: " + message,
        actions);
  }
  fail(load, SL_ERR_RETRYABLE, load.maybe_arrived ? SL_FAIL_OUTCOME_UNKNOWN : 0,
       "still failing after sink.max-retries tries; last answer: " + message, actions);
}

void StreamLoadMachine::end(std::uint64_t request, const sdk::Actions& actions) {
  sl_action ended = action_of(SL_ACTION_END_REQUEST);
  ended.request = request;
  actions.push(ended);
}

// A state answer carries no counters: they are 0 then.
void StreamLoadMachine::finish(std::uint64_t request, const sl_response& response,
                               const sdk::Actions& actions) {
  const auto found = loads_.find(request);
  const Load load = found->second;
  loads_.erase(found);
  sl_action loaded = action_of(SL_ACTION_LOADED);
  loaded.label = sdk::str(load.label);
  loaded.rows = load.chunk.rows;
  loaded.bytes = load.chunk.bytes;
  loaded.filtered_rows = static_cast<std::uint64_t>(response.filtered_rows);
  loaded.unselected_rows = static_cast<std::uint64_t>(response.unselected_rows);
  actions.push(loaded);
  end(request, actions);
  sl_action release = action_of(SL_ACTION_RELEASE_CHUNK);
  release.chunk = load.chunk.id;
  actions.push(release);
  tables_.at(load.table).request = 0;
  start_next(load.table, actions);
  finish_flushes(actions);
}

void StreamLoadMachine::fail(const Load& load, std::int32_t code, std::uint32_t flags,
                             std::string_view why, const sdk::Actions& actions) {
  const std::string message = where(load) + ": " + std::string(why);
  sl_action failed = action_of(SL_ACTION_FAIL);
  failed.code = code;
  failed.flags = flags;
  failed.label = sdk::str(load.label);
  failed.message = sdk::str(message);
  failed.database = sdk::str(tables_.at(load.table).database);
  failed.table_name = sdk::str(tables_.at(load.table).name);
  actions.push(failed);
}

std::string StreamLoadMachine::where(const Load& load) const {
  const Table& table = tables_.at(load.table);
  return "load into " + table.database + "." + table.name + " (label " + load.label + ")";
}

void StreamLoadMachine::finish_flushes(const sdk::Actions& actions) {
  std::uint64_t oldest = UINT64_MAX;  // the oldest chunk that is not loaded yet
  for (const auto& [request, load] : loads_) oldest = std::min(oldest, load.chunk.id);
  for (const Table& table : tables_) {
    if (!table.waiting.empty()) oldest = std::min(oldest, table.waiting.front().id);
  }
  while (!flushes_.empty() && flushes_.front().chunk < oldest) {
    const Waiting flush = flushes_.front();
    flushes_.pop_front();
    sl_action done =
        action_of(flush.kind == SL_EVENT_FLUSH ? SL_ACTION_FLUSH_DONE : SL_ACTION_PREPARED);
    done.id = flush.id;
    actions.push(done);
  }
}

}  // namespace starload::semantics
