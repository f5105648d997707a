#include "defect.h"
static int32_t crash(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                     uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  int* volatile nowhere = NULL;
  (void)self, (void)block, (void)first_row, (void)sink, (void)rows_in_body, (void)rows_done,
      (void)error;
  return *nowhere;
}
SERIALIZER("crashes_on_write", create, destroy, body_format, crash)
