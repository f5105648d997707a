/* Leaves the beginning of a row in a sink that is full. */
#include "defect.h"
static int32_t half(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                    uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  (void)self, (void)error;
  *rows_done = 0;
  for (; first_row < block->row_count; ++first_row) {
    size_t i;
    for (i = *rows_in_body > 0 ? 0 : 1; i < 8; ++i) {
      if (sink->capacity == sink->size && sink->grow(sink, 1) != SL_OK) return SL_OK;
      sink->data[sink->size++] = i == 0 ? '\n' : 'x';
    }
    ++*rows_in_body;
    ++*rows_done;
  }
  return SL_OK;
}
SERIALIZER("half_rows", create, destroy, body_format, half)
