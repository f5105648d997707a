/* Keeps in a global what belongs to a handle. */
#include "defect.h"
static char text[16];
static int32_t shared(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                      uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  (void)self, (void)error;
  *rows_done = 0;
  for (; first_row < block->row_count; ++first_row) {
    static unsigned calls;
    const size_t needed = sizeof text;
    text[0] = (char)('0' + __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED) % 10);
    if (sink->capacity - sink->size < needed && sink->grow(sink, needed) != SL_OK) return SL_OK;
    if (*rows_in_body > 0) sink->data[sink->size++] = '\n';
    sink->data[sink->size++] = (uint8_t)text[0];
    ++*rows_in_body;
    ++*rows_done;
  }
  return SL_OK;
}
SERIALIZER("shared_state", create, destroy, body_format, shared)
