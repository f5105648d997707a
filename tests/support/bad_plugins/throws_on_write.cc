#include <stdexcept>

#include "defect.h"
static int32_t throwing(void*, const sl_row_block*, size_t, sl_sink*, uint64_t*, size_t*,
                        sl_error*) {
  throw std::runtime_error("a row too many");
}
SERIALIZER("throws_on_write", create, destroy, body_format, throwing)
