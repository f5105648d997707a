#include "defect.h"
static int32_t garbage(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                       uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  const int32_t code = serialize(self, block, first_row, sink, rows_in_body, rows_done, error);
  *rows_done += 1000;
  return code;
}
SERIALIZER("garbage_rows", create, destroy, body_format, garbage)
