#include "tests/plugins/semantics/common/driver.h"

namespace starload::semantics {
namespace {

const char* kind_name(std::int32_t kind) {
  switch (kind) {
    case SL_REQUEST_LOAD:
      return "load";
    case SL_REQUEST_LABEL_STATE:
      return "ask";
    case SL_REQUEST_BEGIN:
      return "begin";
    case SL_REQUEST_PREPARE:
      return "prepare";
    case SL_REQUEST_COMMIT:
      return "commit";
    case SL_REQUEST_ROLLBACK:
      return "rollback";
    default:
      return "?";
  }
}

std::string number(std::uint64_t value) { return std::to_string(value); }

}  // namespace

std::string ActionWriter::text(sl_str label) const {
  std::string result(sdk::view(label));
  for (const auto& [from, to] : short_) {
    if (result.starts_with(from)) return to + result.substr(from.size());
  }
  return result;
}

std::string ActionWriter::request(const sl_action& action) const {
  std::string line = std::string(kind_name(action.request_kind)) + " " + text(action.label);
  if (action.chunk_count > 0) line += " chunk " + number(action.chunk);
  if (action.attempt > 0) line += " attempt " + number(action.attempt);
  if ((action.flags & SL_REQUEST_DECIDES) != 0) line += " decides";
  line += " #" + number(action.request);
  if (action.table == SL_NO_TABLE) {
    line += " @" + std::string(sdk::view(action.database)) + "." +
            std::string(sdk::view(action.table_name));
  } else if (action.table != 0) {
    line += " @" + number(action.table);
  }
  return line;
}

std::string ActionWriter::failure(const sl_action& action) const {
  constexpr const char* kCodes[] = {"ok", "config", "data", "retryable", "fatal"};
  std::string line = std::string("fail ") + kCodes[action.code];
  if ((action.flags & SL_FAIL_OUTCOME_UNKNOWN) != 0) line += " unknown";
  if ((action.flags & SL_FAIL_REPLAY) != 0) line += " replay";
  return line + " " + text(action.label);
}

void ActionWriter::write(const sl_action& action) {
  switch (action.kind) {
    case SL_ACTION_REQUEST:
      return log_.push_back(request(action));
    case SL_ACTION_RETRY:
      return log_.push_back("again #" + number(action.request) + " " +
                            kind_name(action.request_kind));
    case SL_ACTION_END_REQUEST:
      return log_.push_back("end #" + number(action.request));
    case SL_ACTION_CLOSE_CHUNK:
      return log_.push_back("close table " + number(action.table));
    case SL_ACTION_RELEASE_CHUNK:
      return log_.push_back("release " + number(action.chunk));
    case SL_ACTION_SPILL_CHUNK:
      return log_.push_back("spill " + number(action.chunk));
    case SL_ACTION_ATTACH_CHUNK:
      return log_.push_back("attach " + number(action.chunk) + " to " + number(action.id));
    case SL_ACTION_SET_TIMER:
      return log_.push_back("timer " + number(action.timer) + " " + number(action.delay_ms));
    case SL_ACTION_LOADED:
      log_.push_back("loaded " + text(action.label) + " " + number(action.rows) + " rows " +
                     number(action.bytes) + " bytes");
      if (action.filtered_rows > 0) log_.back() += " " + number(action.filtered_rows) + " filtered";
      return;
    case SL_ACTION_FLUSH_DONE:
      return log_.push_back("flushed " + number(action.id));
    case SL_ACTION_PREPARED:
      state = sdk::view(action.state);
      return log_.push_back("prepared " + number(action.id));
    case SL_ACTION_COMMITTED:
      return log_.push_back("committed " + number(action.id));
    case SL_ACTION_ABORTED:
      return log_.push_back("aborted " + number(action.id));
    case SL_ACTION_RECOVERED:
      return log_.push_back("recovered");
    case SL_ACTION_FAIL:
      message = sdk::view(action.message);
      return log_.push_back(failure(action));
    case SL_ACTION_LOG:
      messages.emplace_back(sdk::view(action.message));
      message = messages.back();
      return log_.push_back(action.code == SL_LOG_INFO ? "log info" : "log warn");
    default:
      return log_.push_back("?" + number(static_cast<std::uint64_t>(action.kind)));
  }
}

}  // namespace starload::semantics
