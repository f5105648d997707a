#include "plugins/semantics/common/outbox.h"

namespace starload::semantics {
namespace {

sl_action action_of(std::int32_t kind) {
  sl_action action{};
  action.kind = kind;
  return action;
}

}  // namespace

std::uint64_t Outbox::request(const NewRequest& wanted) {
  sl_action action = action_of(SL_ACTION_REQUEST);
  action.request = next_request_++;
  action.request_kind = wanted.kind;
  action.table = wanted.target.table;
  action.database = sdk::str(wanted.target.database);
  action.table_name = sdk::str(wanted.target.table_name);
  action.label = sdk::str(wanted.label);
  action.chunk = wanted.chunk;
  action.chunk_count = wanted.chunk == 0 ? 0 : 1;
  action.attempt = wanted.attempt;
  action.flags = wanted.decides ? SL_REQUEST_DECIDES : 0;
  actions_.push(action);
  return action.request;
}

void Outbox::again(std::uint64_t request, std::int32_t kind) {
  sl_action action = action_of(SL_ACTION_RETRY);
  action.request = request;
  action.request_kind = kind;
  actions_.push(action);
}

void Outbox::end(std::uint64_t request) {
  sl_action action = action_of(SL_ACTION_END_REQUEST);
  action.request = request;
  actions_.push(action);
}

void Outbox::close_chunk(std::uint32_t table) {
  sl_action action = action_of(SL_ACTION_CLOSE_CHUNK);
  action.table = table;
  actions_.push(action);
}

void Outbox::release(std::uint64_t chunk) {
  sl_action action = action_of(SL_ACTION_RELEASE_CHUNK);
  action.chunk = chunk;
  actions_.push(action);
}

void Outbox::spill(std::uint64_t chunk) {
  sl_action action = action_of(SL_ACTION_SPILL_CHUNK);
  action.chunk = chunk;
  actions_.push(action);
}

void Outbox::attach(std::uint64_t checkpoint, std::uint64_t chunk) {
  sl_action action = action_of(SL_ACTION_ATTACH_CHUNK);
  action.id = checkpoint;
  action.chunk = chunk;
  actions_.push(action);
}

void Outbox::set_timer(std::uint32_t timer, std::uint64_t delay_ms) {
  sl_action action = action_of(SL_ACTION_SET_TIMER);
  action.timer = timer;
  action.delay_ms = delay_ms;
  actions_.push(action);
}

void Outbox::log(std::int32_t level, std::string_view message) {
  sl_action action = action_of(SL_ACTION_LOG);
  action.code = level;
  action.message = sdk::str(message);
  actions_.push(action);
}

void Outbox::loaded(const LoadedLabel& label) {
  sl_action action = action_of(SL_ACTION_LOADED);
  action.label = sdk::str(label.label);
  action.rows = label.rows;
  action.bytes = label.bytes;
  action.filtered_rows = label.filtered_rows;
  action.unselected_rows = label.unselected_rows;
  actions_.push(action);
}

void Outbox::prepared(std::uint64_t checkpoint, std::string_view state) {
  sl_action action = action_of(SL_ACTION_PREPARED);
  action.id = checkpoint;
  action.state = sdk::str(state);
  actions_.push(action);
}

void Outbox::fail(const Failure& failure) {
  sl_action action = action_of(SL_ACTION_FAIL);
  action.code = failure.code;
  action.flags = failure.flags;
  action.label = sdk::str(failure.label);
  action.message = sdk::str(failure.message);
  action.database = sdk::str(failure.database);
  action.table_name = sdk::str(failure.table);
  actions_.push(action);
}

void Outbox::done(std::int32_t kind, std::uint64_t id) {
  sl_action action = action_of(kind);
  action.id = id;
  actions_.push(action);
}

}  // namespace starload::semantics
