/* A complete, useless serializer that each plugin of this folder spoils in one way. */
#include <starload/abi/plugin.h>

static int32_t create(const sl_serializer_config* config, void** out, sl_error* error) {
  (void)config;
  (void)error;
  *out = NULL;
  return SL_ERR_CONFIG;
}
static void destroy(void* self) { (void)self; }
static int32_t body_format(void* self, sl_body_format* out, sl_error* error) {
  (void)self;
  (void)out;
  (void)error;
  return SL_ERR_CONFIG;
}
static int32_t serialize(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                         uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  (void)self, (void)block, (void)first_row, (void)sink, (void)rows_in_body, (void)rows_done,
      (void)error;
  return SL_ERR_FATAL;
}
static const sl_serializer_functions whole_functions = {
    sizeof(sl_serializer_functions), 0, create, destroy, body_format, serialize};

#define EXPORT __attribute__((visibility("default")))
#define PLUGIN(SIZE, MAJOR, KIND, NAME, FUNCTIONS)                                             \
  EXPORT const sl_plugin* sl_plugin_query(uint32_t major, uint32_t minor) {                    \
    static const sl_plugin plugin = {SIZE, MAJOR, SL_ABI_MINOR, KIND, NAME, "1.0.0", "a test", \
                                     NULL, 0,     FUNCTIONS,    NULL};                         \
    (void)major;                                                                               \
    (void)minor;                                                                               \
    (void)&whole_functions;                                                                    \
    return &plugin;                                                                            \
  }
