// Semantics under test, driven as a host drives them, through their ABI: events in, actions out.
// Link the plugin's sources into the test program:
//
//   Semantics semantics({{"sink.label-prefix", "p"}});
//   semantics.recover();
//   const TestActions sent = semantics.chunk(1);        // a chunk is full
//   sent.names()                                        // "REQUEST"
//   semantics.answer(sent.back().action.request, SL_VERDICT_OK)
//
// There is one table, db.t. What the plugin answers with an error is thrown as Failure. One thread.
#pragma once

#include <starload/abi/plugin.h>

#include <starload/testkit/call.hpp>
#include <starload/testkit/host.hpp>
#include <starload/testkit/properties.hpp>
#include <string>
#include <vector>

namespace starload::testkit {

// A copy of what was pushed; its texts are in the strings, not in `action`.
struct TestAction {
  sl_action action{};
  std::string label, message, state;
};

class TestActions final {
 public:
  // "REQUEST SET_TIMER", in the order in which they were pushed.
  std::string names() const {
    std::string text;
    for (const TestAction& pushed : all) text += (text.empty() ? "" : " ") + name(pushed);
    return text;
  }
  const TestAction& back() const { return all.at(all.size() - 1); }

  std::vector<TestAction> all;

 private:
  static std::string name(const TestAction& pushed) {
    static const char* const kNames[] = {
        "?",         "CLOSE_CHUNK", "REQUEST",     "RETRY",       "RELEASE_CHUNK",
        "LOADED",    "SET_TIMER",   "FLUSH_DONE",  "FAIL",        "PREPARED",
        "COMMITTED", "ABORTED",     "END_REQUEST", "SPILL_CHUNK", "ATTACH_CHUNK",
        "RECOVERED", "LOG"};
    const auto kind = static_cast<std::size_t>(pushed.action.kind);
    return kNames[kind < sizeof kNames / sizeof kNames[0] ? kind : 0];
  }
};

// What a host says of itself.
struct TestWriter {
  std::uint32_t transport_capabilities = 0;  // SL_TRANSPORT_*
  std::uint32_t writer_index = 0;
  std::uint32_t writer_count = 1;
  std::uint64_t epoch = 42;
};

class Semantics final {
 public:
  explicit Semantics(const TestProperties::Pairs& properties = {}, const TestWriter& writer = {})
      : Semantics(sl_plugin_query(SL_ABI_MAJOR, SL_ABI_MINOR), properties, writer) {}

  Semantics(const sl_plugin* plugin, const TestProperties::Pairs& properties,
            const TestWriter& writer = {})
      : functions_(static_cast<const sl_semantics_functions*>(plugin->functions)) {
    const TestProperties effective(plugin->options, plugin->option_count, properties);
    sl_semantics_config config{};
    config.struct_size = sizeof config;
    config.transport_capabilities = writer.transport_capabilities;
    config.host = host.abi();
    config.properties = effective.abi();
    config.writer_index = writer.writer_index;
    config.writer_count = writer.writer_count;
    config.epoch = writer.epoch;
    config.memory_bytes = 64u << 20;
    config.chunk_bytes = 4u << 20;
    config.transaction_timeout_ms = 600'000;
    check_call([&](sl_error* error) { return functions_->create(&config, &self_, error); });
    feed(of(SL_EVENT_TABLE_ADDED));
  }
  ~Semantics() { functions_->destroy(self_); }
  Semantics(const Semantics&) = delete;
  Semantics& operator=(const Semantics&) = delete;

  // An event of that kind, for its other members to be filled in.
  static sl_event of(std::int32_t kind) {
    sl_event event{};
    event.struct_size = sizeof event;
    event.kind = kind;
    event.database = {"db", 2};
    event.table_name = {"t", 1};
    return event;
  }

  TestActions feed(const sl_event& event) {
    TestActions actions;
    const sl_actions sink{sizeof(sl_actions), 0, &actions, &keep};
    check_call([&](sl_error* error) { return functions_->on_event(self_, &event, &sink, error); });
    return actions;
  }

  TestActions recover() { return feed(of(SL_EVENT_RECOVER)); }
  // The chunk of that number, from 1 on, got its first row, and was closed.
  TestActions chunk(std::uint64_t number, std::uint64_t rows = 10) {
    feed(of(SL_EVENT_CHUNK_STARTED));
    sl_event closed = of(SL_EVENT_CHUNK_CLOSED);
    closed.chunk = number;
    closed.rows = rows;
    closed.bytes = rows * 10;
    return feed(closed);
  }
  // FLUSH, PREPARE, COMMIT, ABORT.
  TestActions ask(std::int32_t kind, std::uint64_t id) {
    sl_event event = of(kind);
    event.id = id;
    return feed(event);
  }
  // What became of a request. retry: SL_RETRY_*; label_state: SL_LABEL_*; flags: SL_RESPONSE_*.
  TestActions answer(std::uint64_t request, std::int32_t verdict,
                     std::int32_t retry = SL_RETRY_NEVER, std::int32_t label_state = 0,
                     std::uint32_t flags = 0) {
    sl_response response{};
    response.struct_size = sizeof response;
    response.verdict = verdict;
    response.retry = retry;
    response.label_state = label_state;
    response.flags = flags;
    response.transaction_id = -1;
    sl_event event = of(SL_EVENT_RESPONSE);
    event.request = request;
    event.response = &response;
    if (verdict != SL_VERDICT_OK) event.message = {"the server's words", 18};
    return feed(event);
  }
  TestActions exhaust(std::uint64_t request) {
    sl_event event = of(SL_EVENT_RETRIES_EXHAUSTED);
    event.request = request;
    event.message = {"the last answer", 15};
    return feed(event);
  }

  FakeHost host;

 private:
  static void keep(void* context, const sl_action* action) {
    TestAction copy{*action, text(action->label), text(action->message), text(action->state)};
    copy.action.label = copy.action.message = copy.action.state = {nullptr, 0};
    static_cast<TestActions*>(context)->all.push_back(std::move(copy));
  }

  const sl_semantics_functions* functions_;
  void* self_ = nullptr;
};

}  // namespace starload::testkit
