// Base class of semantics and the macro that makes a plugin of one. See abi/semantics.h for the
// contract.
#pragma once

#include <starload/abi/plugin.h>

#include <starload/sdk/host.hpp>
#include <starload/sdk/option.hpp>
#include <starload/sdk/properties.hpp>

namespace starload::sdk {

// An action of that kind, for its other members to be filled in.
inline sl_action action(std::int32_t kind) {
  sl_action made{};
  made.struct_size = sizeof(sl_action);
  made.kind = kind;
  return made;
}

// Collects the actions of one on_event call: any by push, the usual ones in words.
class Actions final {
 public:
  explicit Actions(const sl_actions* actions) : actions_(actions) {}
  void push(sl_action action) const {
    action.struct_size = sizeof(sl_action);
    actions_->push(actions_->context, &action);
  }

  void set_timer(std::uint32_t timer, std::uint64_t delay_ms) const {
    sl_action set = action(SL_ACTION_SET_TIMER);
    set.timer = timer;
    set.delay_ms = delay_ms;
    push(set);
  }
  void close_chunk(std::uint32_t table) const {
    sl_action close = action(SL_ACTION_CLOSE_CHUNK);
    close.table = table;
    push(close);
  }
  void release_chunk(std::uint64_t chunk) const {
    sl_action release = action(SL_ACTION_RELEASE_CHUNK);
    release.chunk = chunk;
    push(release);
  }
  // The request again, or (SL_REQUEST_LABEL_STATE) the question what became of its label.
  void retry(std::uint64_t request, std::int32_t request_kind) const {
    sl_action again = action(SL_ACTION_RETRY);
    again.request = request;
    again.request_kind = request_kind;
    push(again);
  }
  void end_request(std::uint64_t request) const {
    sl_action end = action(SL_ACTION_END_REQUEST);
    end.request = request;
    push(end);
  }
  // SL_ACTION_FLUSH_DONE, PREPARED (without a state), COMMITTED, ABORTED, RECOVERED.
  void done(std::int32_t kind, std::uint64_t id) const {
    sl_action answer = action(kind);
    answer.id = id;
    push(answer);
  }
  // code: SL_ERR_*; flags: SL_FAIL_*. The writer is broken.
  void fail(std::int32_t code, std::string_view message, std::string_view label = {},
            std::uint32_t flags = 0) const {
    sl_action failed = action(SL_ACTION_FAIL);
    failed.code = code;
    failed.message = str(message);
    failed.label = str(label);
    failed.flags = flags;
    push(failed);
  }

 private:
  const sl_actions* actions_;
};

// Constructed as T(const sl_semantics_config&). One thread at a time; no I/O, no clock, no random
// numbers.
class Semantics {
 public:
  virtual ~Semantics() = default;
  virtual void on_event(const sl_event& event, const Actions& actions) = 0;
};

template <typename T>
struct SemanticsEntry {
  static std::int32_t create(const sl_semantics_config* config, void** out, sl_error* error) {
    *out = nullptr;
    return barrier(error, [&] {
      *out = static_cast<Semantics*>(new T(*config));
      return SL_OK;
    });
  }
  static void destroy(void* self) { delete static_cast<Semantics*>(self); }
  static std::int32_t on_event(void* self, const sl_event* event, const sl_actions* actions,
                               sl_error* error) {
    return barrier(error, [&] {
      static_cast<Semantics*>(self)->on_event(*event, Actions(actions));
      return SL_OK;
    });
  }
};

}  // namespace starload::sdk

#define STARLOAD_EXPORT_SEMANTICS(NAME, VERSION, SUMMARY, OPTIONS, TYPE)                       \
  SL_PLUGIN_IDENTITY("semantics", NAME, VERSION);                                              \
  extern "C" __attribute__((visibility("default"))) const sl_plugin* sl_plugin_query(          \
      std::uint32_t, std::uint32_t) {                                                          \
    using Entry = ::starload::sdk::SemanticsEntry<TYPE>;                                       \
    static constexpr sl_semantics_functions functions = {                                      \
        sizeof(sl_semantics_functions), 0, &Entry::create, &Entry::destroy, &Entry::on_event}; \
    static constexpr sl_plugin plugin = {                                                      \
        sizeof(sl_plugin), SL_ABI_MAJOR, SL_ABI_MINOR,                                         \
        SL_KIND_SEMANTICS, NAME,         VERSION,                                              \
        SUMMARY,           OPTIONS,      sizeof(OPTIONS) / sizeof((OPTIONS)[0]),               \
        &functions,        nullptr};                                                           \
    return &plugin;                                                                            \
  }
