#include "defect.h"
static int32_t create_transport(const sl_transport_config* config, void** out, sl_error* error) {
  (void)config, (void)error;
  *out = malloc(1);
  return SL_OK;
}
static int32_t execute(void* self, const sl_request* request, sl_response* response,
                       sl_error* error) {
  (void)self, (void)request, (void)error;
  response->verdict = 77;
  return SL_OK;
}
static void cancel(void* self) { (void)self; }
static const sl_transport_functions functions = {
    sizeof(sl_transport_functions), 0, create_transport, destroy, execute, cancel};
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_TRANSPORT, "bad_verdict", &functions)
