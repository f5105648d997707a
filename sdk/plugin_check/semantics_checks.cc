// What every semantics has to keep: the same events give the same actions, unknown events none, and
// nothing is left behind.
#include <starload/testkit/host.hpp>

#include "framework/plugin_host/checked_calls.h"
#include "sdk/plugin_check/measure.h"
#include "sdk/plugin_check/subject.h"

namespace starload::plugin_check {
namespace {

constexpr std::int32_t kNoSuchEvent = 9999;

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
    Result<SemanticsInstance> made = SemanticsInstance::create(std::move(library), config);
    check(made.status());
    instance_ = made.take();
  }

  // The actions as text.
  std::string feed(sl_event event) {
    event.struct_size = sizeof event;
    event.database = sdk::str("db");
    event.table_name = sdk::str("t");
    std::string actions;
    const sl_actions sink{
        sizeof(sl_actions), 0, &actions, [](void* context, const sl_action* action) {
          auto& text = *static_cast<std::string*>(context);
          text += std::to_string(action->kind) + ' ' + std::to_string(action->request) + ' ' +
                  std::to_string(action->chunk) + ' ' + std::string(sdk::view(action->label)) +
                  '\n';
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

// A table, one full chunk, a flush.
std::string one_load(SemanticsDriver& driver) {
  std::string actions = driver.feed(event_of(SL_EVENT_TABLE_ADDED));
  actions += driver.feed(event_of(SL_EVENT_RECOVER));
  actions += driver.feed(event_of(SL_EVENT_CHUNK_STARTED));
  sl_event closed = event_of(SL_EVENT_CHUNK_CLOSED);
  closed.chunk = 1;
  closed.rows = 10;
  closed.bytes = 100;
  actions += driver.feed(closed);
  sl_event flush = event_of(SL_EVENT_FLUSH);
  flush.id = 1;
  return actions + driver.feed(flush);
}

Outcome check_repeatable(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  SemanticsDriver first(subject, library);
  SemanticsDriver second(subject, library);
  const std::string actions = one_load(first);
  if (one_load(second) != actions)
    return Outcome::failed("the same events give other actions the second time");
  return actions.empty() ? Outcome::failed("a full chunk and a flush lead to no action")
                         : Outcome::passed();
}

Outcome check_unknown_event(const Subject& subject) {
  SemanticsDriver driver(subject, subject.load());
  return driver.feed(event_of(kNoSuchEvent)).empty()
             ? Outcome::passed()
             : Outcome::failed("an event of an unknown kind leads to actions");
}

Outcome check_leaks(const Subject& subject) {
  const std::shared_ptr<const Library> library = subject.load();
  const std::string leak = find_leak([&] {
    SemanticsDriver driver(subject, library);
    one_load(driver);
  });
  return leak.empty() ? Outcome::passed() : Outcome::failed("it " + leak);
}

}  // namespace

void check_semantics(const Subject& subject, Report& report) {
  report.run("repeatable", [&] { return check_repeatable(subject); });
  report.run("unknown events", [&] { return check_unknown_event(subject); });
  report.run("leaks", [&] { return check_leaks(subject); });
}

}  // namespace starload::plugin_check
