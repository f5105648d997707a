/* A complete serializer that writes one digit a row, which each plugin of this folder spoils in one
 * way.
 */
#include <starload/abi/plugin.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED __attribute__((unused))

UNUSED static int32_t fail(sl_error* error, int32_t code, const char* message) {
  error->code = code;
  error->message_size = (uint32_t)strlen(message);
  error->row_index = SL_NO_ROW;
  memcpy(error->message, message, error->message_size);
  return code;
}

UNUSED static int32_t create(const sl_serializer_config* config, void** out, sl_error* error) {
  (void)config;
  (void)error;
  *out = malloc(1);
  return SL_OK;
}
UNUSED static void destroy(void* self) { free(self); }

UNUSED static int32_t body_format(void* self, sl_body_format* out, sl_error* error) {
  static const sl_property headers[] = {{{"format", 6}, {"csv", 3}}};
  (void)self;
  (void)error;
  out->between.data = "\n";
  out->between.size = 1;
  out->after = out->between;
  out->headers = headers;
  out->header_count = 1;
  return SL_OK;
}

UNUSED static int32_t serialize(void* self, const sl_row_block* block, size_t first_row,
                                sl_sink* sink, uint64_t* rows_in_body, size_t* rows_done,
                                sl_error* error) {
  (void)self;
  (void)error;
  *rows_done = 0;
  for (; first_row < block->row_count; ++first_row) {
    const size_t needed = *rows_in_body > 0 ? 2 : 1;
    if (sink->capacity - sink->size < needed && sink->grow(sink, needed) != SL_OK) return SL_OK;
    if (needed == 2) sink->data[sink->size++] = '\n';
    sink->data[sink->size++] = '7';
    ++*rows_in_body;
    ++*rows_done;
  }
  return SL_OK;
}

UNUSED static const sl_serializer_functions whole_functions = {
    sizeof(sl_serializer_functions), 0, create, destroy, body_format, serialize};

#ifdef __cplusplus
#define EXTERN extern "C"
#else
#define EXTERN
#endif
#define EXPORT EXTERN __attribute__((visibility("default")))
#define PLUGIN_WITH_OPTIONS(SIZE, MAJOR, KIND, NAME, FUNCTIONS, OPTIONS, COUNT)                 \
  EXPORT const sl_plugin* sl_plugin_query(uint32_t major, uint32_t minor);                      \
  const sl_plugin* sl_plugin_query(uint32_t major, uint32_t minor) {                            \
    static const sl_plugin plugin = {SIZE,     MAJOR,   SL_ABI_MINOR, KIND,      NAME, "1.0.0", \
                                     "a test", OPTIONS, COUNT,        FUNCTIONS, NULL};         \
    (void)major;                                                                                \
    (void)minor;                                                                                \
    return &plugin;                                                                             \
  }
#define PLUGIN(SIZE, MAJOR, KIND, NAME, FUNCTIONS) \
  PLUGIN_WITH_OPTIONS(SIZE, MAJOR, KIND, NAME, FUNCTIONS, NULL, 0)
/* Only one function is spoilt. */
#define SERIALIZER(NAME, CREATE, DESTROY, BODY_FORMAT, SERIALIZE)                   \
  static const sl_serializer_functions spoilt = {                                   \
      sizeof(sl_serializer_functions), 0, CREATE, DESTROY, BODY_FORMAT, SERIALIZE}; \
  PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, NAME, &spoilt)
