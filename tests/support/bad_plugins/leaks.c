#include "defect.h"
static int32_t leaking(const sl_serializer_config* config, void** out, sl_error* error) {
  (void)config, (void)error;
  *out = malloc(1000);
  return SL_OK;
}
static void forget(void* self) { (void)self; }
SERIALIZER("leaks", leaking, forget, body_format, serialize)
