#include "defect.h"
static int32_t throwing(void*, const sl_row_block*, size_t, sl_sink*, uint64_t*, size_t*,
                        sl_error*) {
  throw 123;
}
SERIALIZER("throws_a_number", create, destroy, body_format, throwing)
