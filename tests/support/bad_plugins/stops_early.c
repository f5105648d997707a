/* Leaves rows out although the sink would grow, for ever. */
#include "defect.h"
static int32_t lazy(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                    uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  (void)self, (void)block, (void)first_row, (void)sink, (void)rows_in_body, (void)error;
  *rows_done = 0;
  return SL_OK;
}
SERIALIZER("stops_early", create, destroy, body_format, lazy)
