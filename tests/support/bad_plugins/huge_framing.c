#include "defect.h"
static int32_t huge(void* self, sl_body_format* out, sl_error* error) {
  const int32_t code = body_format(self, out, error);
  out->between.size = (size_t)1 << 60;
  return code;
}
SERIALIZER("huge_framing", create, destroy, huge, serialize)
