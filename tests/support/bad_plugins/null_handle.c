#include "defect.h"
static int32_t nothing(const sl_serializer_config* config, void** out, sl_error* error) {
  (void)config, (void)error;
  *out = NULL;
  return SL_OK;
}
SERIALIZER("null_handle", nothing, destroy, body_format, serialize)
