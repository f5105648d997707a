#include "framework/engine/event.h"

namespace starload {
namespace {

sl_str to_abi(const std::string& text) { return {text.data(), text.size()}; }

std::string to_string(sl_str text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

}  // namespace

sl_event Event::abi() const {
  sl_event event{};
  event.struct_size = sizeof event;
  event.kind = kind;
  event.table = table;
  event.timer = timer;
  event.chunk = chunk;
  event.request = request;
  event.id = id;
  event.rows = rows;
  event.bytes = bytes;
  event.database = to_abi(database);
  event.table_name = to_abi(table_name);
  event.message = to_abi(message);
  event.state = to_abi(state);
  event.label = to_abi(label);
  event.chunk_count = chunk_count;
  event.flags = flags;
  event.response = kind == SL_EVENT_RESPONSE ? &response : nullptr;
  return event;
}

Action::Action(const sl_action& action)
    : abi(action),
      label(to_string(action.label)),
      message(to_string(action.message)),
      state(to_string(action.state)),
      database(to_string(action.database)),
      table_name(to_string(action.table_name)) {
  abi.label = {};
  abi.message = {};
  abi.state = {};
  abi.database = {};
  abi.table_name = {};
}

}  // namespace starload
