// Semantics for tests of the coordinator: does what the test writes into an OPEN_LABEL event's
// label, one action a line, and logs every other event. Words of an action:
//
//   request ID KIND [table=N] [chunk=N] [attempt=N] [decides]   retry ID KIND   end ID
//   spill CHUNK   release CHUNK   attach CHECKPOINT CHUNK   prepared ID STATE   committed ID
//   aborted ID   flushed ID   recovered   timer N MS   log LEVEL WORD   fail CODE FLAGS LABEL
//   unknown
#include <cstdint>
#include <map>
#include <sstream>
#include <starload/sdk/semantics.hpp>
#include <string>

namespace {

namespace sdk = starload::sdk;

class Puppet final : public sdk::Semantics {
 public:
  explicit Puppet(const sl_semantics_config&) {}

  void on_event(const sl_event& event, const sdk::Actions& actions) override {
    if (event.kind == SL_EVENT_OPEN_LABEL)
      return play(std::string(sdk::view(event.label)), actions);
    std::string line = "event " + std::to_string(event.kind) + " request " +
                       std::to_string(event.request) + " " + std::string(sdk::view(event.message));
    sl_action log{};
    log.kind = SL_ACTION_LOG;
    log.code = SL_LOG_INFO;
    log.message = sdk::str(line);
    actions.push(log);
  }

 private:
  static void play(const std::string& script, const sdk::Actions& actions) {
    std::istringstream lines(script);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string verb;
      words >> verb;
      act(verb, words, actions);
    }
  }

  static void act(const std::string& verb, std::istringstream& words, const sdk::Actions& actions) {
    sl_action action{};
    std::string text;
    if (verb == "request" || verb == "retry" || verb == "end") {
      action.kind = verb == "request" ? SL_ACTION_REQUEST
                    : verb == "retry" ? SL_ACTION_RETRY
                                      : SL_ACTION_END_REQUEST;
      words >> action.request >> action.request_kind;
      action.label = sdk::str("label");
      for (std::string word; words >> word;) request_word(word, action);
    } else if (verb == "attach") {
      action.kind = SL_ACTION_ATTACH_CHUNK;
      words >> action.id >> action.chunk;
    } else if (verb == "spill" || verb == "release") {
      action.kind = verb == "spill" ? SL_ACTION_SPILL_CHUNK : SL_ACTION_RELEASE_CHUNK;
      words >> action.chunk;
    } else if (verb == "timer") {
      action.kind = SL_ACTION_SET_TIMER;
      words >> action.timer >> action.delay_ms;
    } else if (verb == "log") {
      action.kind = SL_ACTION_LOG;
      words >> action.code >> text;
      action.message = sdk::str(text);
    } else if (verb == "fail") {
      action.kind = SL_ACTION_FAIL;
      words >> action.code >> action.flags >> text;
      action.label = sdk::str(text);
      action.message = sdk::str("it broke");
    } else {
      static const std::map<std::string, std::int32_t> kinds = {
          {"prepared", SL_ACTION_PREPARED},   {"committed", SL_ACTION_COMMITTED},
          {"aborted", SL_ACTION_ABORTED},     {"flushed", SL_ACTION_FLUSH_DONE},
          {"recovered", SL_ACTION_RECOVERED}, {"unknown", 999}};
      action.kind = kinds.at(verb);
      words >> action.id >> text;
      action.state = sdk::str(text);
    }
    actions.push(action);
  }

  static void request_word(const std::string& word, sl_action& action) {
    const auto number = [&](std::size_t from) { return std::stoull(word.substr(from)); };
    if (word.starts_with("table=")) action.table = static_cast<std::uint32_t>(number(6));
    if (word.starts_with("chunk=")) action.chunk = number(6), action.chunk_count = 1;
    if (word.starts_with("attempt=")) action.attempt = number(8);
    if (word == "decides") action.flags = SL_REQUEST_DECIDES;
  }
};

constexpr sl_option kOptions[] = {
    sdk::option({.key = "puppet.unused", .help = "a plugin declares at least one option"})};

}  // namespace

STARLOAD_EXPORT_SEMANTICS("puppet", "1.0.0", "does what a test says", kOptions, Puppet)
