// A built-in transport with one defect on top, for the test of the crash harness: it must find each
// of them. Compiled once for each defect; takes the built-in's name, so that sink.plugin-path puts
// it in its place.
//
//   DEFECT_REUSED_LABEL     all loads of an epoch get the same label, and "Label Already Exists" is
//                           taken for success
//   DEFECT_SWALLOWED_COMMIT a commit that did not succeed is reported as done
//   DEFECT_LOST_LOAD        a load whose outcome is not known is reported as done
//   DEFECT_REPEATED_LOAD    a load of a transaction whose outcome is not known is reported as not
//                           done, so that it is sent again
#include <dlfcn.h>
#include <starload/abi/plugin.h>

#include <string>
#include <string_view>

namespace {

const sl_plugin* real_plugin() {
  static const sl_plugin* const plugin = [] {
    void* library = ::dlopen(REAL_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return static_cast<const sl_plugin*>(nullptr);
    const auto query =
        reinterpret_cast<sl_plugin_query_fn>(::dlsym(library, SL_PLUGIN_QUERY_SYMBOL));
    return query(SL_ABI_MAJOR, SL_ABI_MINOR);
  }();
  return plugin;
}

const sl_transport_functions* real_functions() {
  return static_cast<const sl_transport_functions*>(real_plugin()->functions);
}

[[maybe_unused]] void pretend_success(sl_response* response) {
  response->verdict = SL_VERDICT_OK;
  response->flags = 0;
}

#if defined(DEFECT_REUSED_LABEL)
std::int32_t execute(void* self, const sl_request* request, sl_response* response,
                     sl_error* error) {
  const std::string_view label(request->label.data, request->label.size);
  const std::string shortened(label.substr(0, label.rfind('-')));
  sl_request changed = *request;
  changed.label = {shortened.data(), shortened.size()};
  const std::int32_t code = real_functions()->execute(self, &changed, response, error);
  if ((response->flags & SL_RESPONSE_LABEL_EXISTS) != 0) pretend_success(response);
  return code;
}
#else
std::int32_t execute(void* self, const sl_request* request, sl_response* response,
                     sl_error* error) {
  const std::int32_t code = real_functions()->execute(self, request, response, error);
#if defined(DEFECT_SWALLOWED_COMMIT)
  if (request->kind == SL_REQUEST_COMMIT) pretend_success(response);
#elif defined(DEFECT_LOST_LOAD)
  if (request->kind == SL_REQUEST_LOAD && response->verdict == SL_VERDICT_UNKNOWN) {
    pretend_success(response);
  }
#elif defined(DEFECT_REPEATED_LOAD)
  if (request->kind == SL_REQUEST_LOAD && response->verdict == SL_VERDICT_UNKNOWN) {
    response->verdict = SL_VERDICT_NO;
    response->retry = SL_RETRY_SOON;
  }
#else
#error "which defect?"
#endif
  return code;
}
#endif

}  // namespace

extern "C" __attribute__((visibility("default"))) const sl_plugin* sl_plugin_query(std::uint32_t,
                                                                                   std::uint32_t) {
  if (real_plugin() == nullptr) return nullptr;
  static const sl_transport_functions functions = [] {
    sl_transport_functions changed = *real_functions();
    changed.execute = &execute;
    return changed;
  }();
  static const sl_plugin plugin = [] {
    sl_plugin changed = *real_plugin();
    changed.functions = &functions;
    return changed;
  }();
  return &plugin;
}
