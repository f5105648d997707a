// Base class of transports and the macro that makes a plugin of one. See abi/transport.h for the
// contract.
#pragma once

#include <starload/abi/plugin.h>

#include <memory>
#include <starload/sdk/host.hpp>
#include <starload/sdk/option.hpp>
#include <starload/sdk/properties.hpp>
#include <string>
#include <utility>

namespace starload::sdk {

// Constructed as T(const sl_transport_config&). execute and cancel may be called from any thread at
// the same time.
class Transport {
 public:
  virtual ~Transport() = default;
  // Fills response, and for NO and UNKNOWN sets message. Throws Error::config for a request that
  // can never be sent.
  virtual void execute(const sl_request& request, sl_response& response, std::string& message) = 0;
  virtual void cancel() noexcept = 0;
};

// The three verdicts of execute(), in words. why: what happened and where; shown to the user.
inline void answer_ok(sl_response& response) { response.verdict = SL_VERDICT_OK; }
// Proven: nothing was or will be done. retry: SL_RETRY_*; flags: SL_RESPONSE_*.
inline void answer_no(sl_response& response, std::string& message, std::string why,
                      std::int32_t retry, std::uint32_t flags = 0) {
  response.verdict = SL_VERDICT_NO;
  response.retry = retry;
  response.flags |= flags;
  message = std::move(why);
}
// The request may have arrived: what became of it, only the label's state tells.
inline void answer_unknown(sl_response& response, std::string& message, std::string why) {
  response.verdict = SL_VERDICT_UNKNOWN;
  response.retry = SL_RETRY_SOON;
  message = std::move(why);
}

template <typename T>
struct TransportEntry {
  static std::int32_t create(const sl_transport_config* config, void** out, sl_error* error) {
    *out = nullptr;
    return barrier(error, [&] {
      *out = static_cast<Transport*>(new T(*config));
      return SL_OK;
    });
  }
  static void destroy(void* self) { delete static_cast<Transport*>(self); }
  static std::int32_t execute(void* self, const sl_request* request, sl_response* response,
                              sl_error* error) {
    return barrier(error, [&] {
      std::string message;
      static_cast<Transport*>(self)->execute(*request, *response, message);
      fill_error(error, SL_OK, message);
      return SL_OK;
    });
  }
  static void cancel(void* self) { static_cast<Transport*>(self)->cancel(); }
};

}  // namespace starload::sdk

// NAME, VERSION, SUMMARY: literals; CAPABILITIES: SL_TRANSPORT_*; OPTIONS: an array of sl_option.
#define STARLOAD_EXPORT_TRANSPORT(NAME, VERSION, SUMMARY, CAPABILITIES, OPTIONS, TYPE)   \
  SL_PLUGIN_IDENTITY("transport", NAME, VERSION);                                        \
  extern "C" __attribute__((visibility("default"))) const sl_plugin* sl_plugin_query(    \
      std::uint32_t, std::uint32_t) {                                                    \
    using Entry = ::starload::sdk::TransportEntry<TYPE>;                                 \
    static constexpr sl_transport_functions functions = {sizeof(sl_transport_functions), \
                                                         CAPABILITIES,                   \
                                                         &Entry::create,                 \
                                                         &Entry::destroy,                \
                                                         &Entry::execute,                \
                                                         &Entry::cancel};                \
    static constexpr sl_plugin plugin = {                                                \
        sizeof(sl_plugin), SL_ABI_MAJOR, SL_ABI_MINOR,                                   \
        SL_KIND_TRANSPORT, NAME,         VERSION,                                        \
        SUMMARY,           OPTIONS,      sizeof(OPTIONS) / sizeof((OPTIONS)[0]),         \
        &functions,        nullptr};                                                     \
    return &plugin;                                                                      \
  }
