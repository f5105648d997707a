// Base class of semantics and the macro that makes a plugin of one. See abi/semantics.h for the
// contract.
#pragma once

#include <starload/abi/plugin.h>

#include <starload/sdk/host.hpp>
#include <starload/sdk/option.hpp>
#include <starload/sdk/properties.hpp>

namespace starload::sdk {

// Collects the actions of one on_event call.
class Actions final {
 public:
  explicit Actions(const sl_actions* actions) : actions_(actions) {}
  void push(sl_action action) const {
    action.struct_size = sizeof(sl_action);
    actions_->push(actions_->context, &action);
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
