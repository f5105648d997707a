// What every semantics has to keep: the same events give the same actions, unknown events none,
// what is asked is answered, no label is used twice, and nothing is left behind.
#include <deque>
#include <set>
#include <starload/testkit/host.hpp>
#include <thread>

#include "framework/plugin_host/checked_calls.h"
#include "sdk/plugin_check/measure.h"
#include "sdk/plugin_check/subject.h"

namespace starload::plugin_check {
namespace {

constexpr std::int32_t kNoSuchEvent = 9999;
constexpr std::uint64_t kChunks = 5;

// What is told of an action, with a copy of its label.
struct Pushed {
  sl_action action{};
  std::string label, message;
};

class SemanticsDriver final {
 public:
  SemanticsDriver(const Subject& subject, std::shared_ptr<const Library> library) {
    const PluginProperties own(library->plugin(), subject.properties(library->plugin()));
    sl_semantics_config config{};
    config.struct_size = sizeof config;
    config.transport_capabilities = SL_TRANSPORT_TRANSACTIONS;
    config.host = host_.abi();
    config.properties = own.abi();
    config.writer_count = 1;
    config.epoch = 42;
    config.memory_bytes = 64u << 20;
    config.chunk_bytes = 4u << 20;
    config.transaction_timeout_ms = 600'000;
    Result<SemanticsInstance> made = SemanticsInstance::create(library, config);
    if (!made) {  // it may want a transport without transactions
      config.transport_capabilities = 0;
      made = SemanticsInstance::create(std::move(library), config);
    }
    check(made.status());
    instance_ = made.take();
  }

  std::vector<Pushed> feed(sl_event event) {
    event.struct_size = sizeof event;
    event.database = sdk::str("db");
    event.table_name = sdk::str("t");
    std::vector<Pushed> actions;
    const sl_actions sink{sizeof(sl_actions), 0, &actions,
                          [](void* context, const sl_action* action) {
                            static_cast<std::vector<Pushed>*>(context)->push_back(
                                {*action, std::string(sdk::view(action->label)),
                                 std::string(sdk::view(action->message))});
                          }};
    sl_error error = make_plugin_error();
    const std::int32_t code = checked_on_event(instance_, event, sink, error);
    if (code != SL_OK) {
      throw std::runtime_error("on_event of kind " + std::to_string(event.kind) +
                               " failed: " + std::string(error.message, error.message_size));
    }
    return actions;
  }

 private:
  testkit::FakeHost host_;
  SemanticsInstance instance_;
};

sl_event event_of(std::int32_t kind) {
  sl_event event{};
  event.kind = kind;
  return event;
}

sl_event event_with(std::int32_t kind, std::uint64_t id) {
  sl_event event = event_of(kind);
  event.id = id;
  return event;
}

std::string as_text(const std::vector<Pushed>& actions) {
  std::string text;
  for (const Pushed& pushed : actions) {
    const sl_action& action = pushed.action;
    text += std::to_string(action.kind) + ' ' + std::to_string(action.request) + ' ' +
            std::to_string(action.chunk) + ' ' + std::to_string(action.id) + ' ' + pushed.label +
            '\n';
  }
  return text;
}

// A host whose server says yes to everything. It keeps what was pushed, in order.
class EasyHost final {
 public:
  EasyHost(const Subject& subject, std::shared_ptr<const Library> library)
      : driver_(subject, std::move(library)) {}

  void feed(const sl_event& event) {
    take(driver_.feed(event));
    while (!requests_.empty()) {
      const sl_action request = requests_.front();
      requests_.pop_front();
      sl_response response{};
      response.struct_size = sizeof response;
      response.verdict = SL_VERDICT_OK;
      response.transaction_id = 7;
      if (request.request_kind == SL_REQUEST_LABEL_STATE) response.label_state = SL_LABEL_UNKNOWN;
      sl_event answer = event_of(SL_EVENT_RESPONSE);
      answer.request = request.request;
      answer.response = &response;
      take(driver_.feed(answer));
    }
  }
  void feed_chunk(std::uint64_t number) {
    feed(event_of(SL_EVENT_CHUNK_STARTED));
    sl_event closed = event_of(SL_EVENT_CHUNK_CLOSED);
    closed.chunk = number;
    closed.rows = 10;
    closed.bytes = 100;
    feed(closed);
  }
  std::size_t count(std::int32_t kind, std::uint64_t id) const {
    std::size_t found = 0;
    for (const Pushed& pushed : pushed_)
      found += pushed.action.kind == kind && pushed.action.id == id ? 1u : 0u;
    return found;
  }
  const std::vector<Pushed>& pushed() const { return pushed_; }

 private:
  void take(const std::vector<Pushed>& actions) {
    for (const Pushed& pushed : actions) {
      const std::int32_t kind = pushed.action.kind;
      if (kind == SL_ACTION_REQUEST || kind == SL_ACTION_RETRY) requests_.push_back(pushed.action);
      if (kind == SL_ACTION_FAIL)
        throw std::runtime_error("it fails although every request succeeds: " + pushed.message);
      pushed_.push_back(pushed);
    }
  }

  SemanticsDriver driver_;
  std::deque<sl_action> requests_;
  std::vector<Pushed> pushed_;
};

// A writer's life: some chunks, a flush, more chunks, a checkpoint, its commit.
void live(EasyHost& host) {
  host.feed(event_of(SL_EVENT_TABLE_ADDED));
  host.feed(event_of(SL_EVENT_RECOVER));
  for (std::uint64_t chunk = 1; chunk <= kChunks; ++chunk) host.feed_chunk(chunk);
  host.feed(event_with(SL_EVENT_PREPARE, 1));
  host.feed(event_with(SL_EVENT_COMMIT, 1));
  for (std::uint64_t chunk = kChunks + 1; chunk <= 2 * kChunks; ++chunk) host.feed_chunk(chunk);
  host.feed(event_with(SL_EVENT_FLUSH, 2));
  host.feed(event_with(SL_EVENT_ABORT, UINT64_MAX));
}

Outcome check_repeatable(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  EasyHost first(subject, library);
  EasyHost second(subject, library);
  live(first);
  live(second);
  if (as_text(first.pushed()) != as_text(second.pushed()))
    return Outcome::failed("the same events give other actions the second time");
  return first.pushed().empty() ? Outcome::failed("chunks, checkpoints and a flush lead to nothing")
                                : Outcome::passed();
}

Outcome check_answers(const Subject& subject) {
  EasyHost host(subject, subject.load());
  live(host);
  struct Answer {
    const char* asked;
    const char* wanted;
    std::int32_t kind;
    std::uint64_t id;
  };
  for (const Answer& answer : {Answer{"RECOVER", "RECOVERED", SL_ACTION_RECOVERED, 0},
                               {"PREPARE", "PREPARED", SL_ACTION_PREPARED, 1},
                               {"COMMIT", "COMMITTED", SL_ACTION_COMMITTED, 1},
                               {"FLUSH", "FLUSH_DONE", SL_ACTION_FLUSH_DONE, 2},
                               {"ABORT", "ABORTED", SL_ACTION_ABORTED, UINT64_MAX}}) {
    const std::size_t count = host.count(answer.kind, answer.id);
    if (count == 1) continue;
    return Outcome::failed(std::string(answer.asked) + " is answered by " + std::to_string(count) +
                           " actions " + answer.wanted + " with its id, not by one");
  }
  return Outcome::passed();
}

// A label names one fixed set of bytes for ever; and what was loaded gives its memory back.
Outcome check_labels(const Subject& subject) {
  EasyHost host(subject, subject.load());
  live(host);
  std::set<std::string> loaded;
  std::set<std::uint64_t> released;
  std::uint64_t rows = 0;
  for (const Pushed& pushed : host.pushed()) {
    if (pushed.action.kind == SL_ACTION_RELEASE_CHUNK) released.insert(pushed.action.chunk);
    if (pushed.action.kind == SL_ACTION_REQUEST &&
        (pushed.label.empty() || pushed.label.size() > 128))
      return Outcome::failed("the label '" + pushed.label + "' has not 1 to 128 characters");
    if (pushed.action.kind != SL_ACTION_LOADED) continue;
    rows += pushed.action.rows;
    if (!loaded.insert(pushed.label).second)
      return Outcome::failed("the label '" + pushed.label + "' is loaded twice");
  }
  if (rows != 20 * kChunks) {
    return Outcome::failed("of " + std::to_string(20 * kChunks) + " rows " + std::to_string(rows) +
                           " are reported as LOADED");
  }
  if (released.size() == 2 * kChunks) return Outcome::passed();
  return Outcome::failed("of " + std::to_string(2 * kChunks) + " chunks only " +
                         std::to_string(released.size()) + " are released");
}

Outcome check_unknown_event(const Subject& subject) {
  SemanticsDriver driver(subject, subject.load());
  return driver.feed(event_of(kNoSuchEvent)).empty()
             ? Outcome::passed()
             : Outcome::failed("an event of an unknown kind leads to actions");
}

Outcome check_threads(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  EasyHost alone(subject, library);
  live(alone);
  const std::string expected = as_text(alone.pushed());
  std::string wrong[4];
  std::vector<std::thread> threads;
  for (std::string& mine : wrong) {
    threads.emplace_back([&] {
      try {
        for (int round = 0; round < 50; ++round) {
          EasyHost host(subject, library);
          live(host);
          if (as_text(host.pushed()) != expected)
            mine = "handles in several threads disturb each other: other actions come out";
        }
      } catch (const std::exception& error) {
        mine = error.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : wrong) {
    if (!text.empty()) return Outcome::failed(text);
  }
  return Outcome::passed();
}

Outcome check_leaks(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  const std::string leak = find_leak([&] {
    EasyHost host(subject, library);
    live(host);
  });
  return leak.empty() ? Outcome::passed() : Outcome::failed("it " + leak);
}

}  // namespace

void check_semantics(const Subject& subject, Report& report) {
  report.run("repeatable", [&] { return check_repeatable(subject); });
  report.run("answers", [&] { return check_answers(subject); });
  report.run("labels", [&] { return check_labels(subject); });
  report.run("unknown events", [&] { return check_unknown_event(subject); });
  report.run("threads", [&] { return check_threads(subject); });
  report.run("leaks", [&] { return check_leaks(subject); });
}

}  // namespace starload::plugin_check
