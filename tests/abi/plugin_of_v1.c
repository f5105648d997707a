/* A serializer built against the frozen headers of ABI 1.0, or (NEWER) one of a later minor
 * version, whose structs have grown. Each row becomes its number in the block. */
#include <starload/abi/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef NEWER
#define NAME "plugin_of_v1_9"
#define MINOR 9u
#else
#define NAME "plugin_of_v1"
#define MINOR 0u
#endif

static int32_t create(const sl_serializer_config* config, void** out, sl_error* error) {
  static const char message[] = "the configuration is shorter than that of ABI 1.0";
  if (config->struct_size < sizeof *config) {
    error->message_size = (uint32_t)(sizeof message - 1);
    memcpy(error->message, message, sizeof message - 1);
    return error->code = SL_ERR_CONFIG;
  }
  config->host->log(config->host->context, SL_LOG_INFO, (sl_str){"created", 7});
  *out = malloc(1);
  return *out == NULL ? SL_ERR_FATAL : SL_OK;
}
static void destroy(void* self) { free(self); }
static int32_t body_format(void* self, sl_body_format* out, sl_error* error) {
  static const sl_property headers[] = {{{"format", 6}, {"csv", 3}}};
  (void)self, (void)error;
  out->between = out->after = (sl_str){"\n", 1};
  out->headers = headers;
  out->header_count = 1;
  return SL_OK;
}
static int32_t serialize(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                         uint64_t* rows_in_body, size_t* rows_done, sl_error* error) {
  (void)self, (void)error;
  for (*rows_done = 0; first_row + *rows_done < block->row_count; ++*rows_done) {
    char text[32];
    const int size =
        snprintf(text, sizeof text, "%s%zu", *rows_in_body > 0 ? "\n" : "", first_row + *rows_done);
    if (sink->capacity - sink->size < (size_t)size && sink->grow(sink, (size_t)size) != SL_OK)
      return SL_OK;
    memcpy(sink->data + sink->size, text, (size_t)size);
    sink->size += (size_t)size;
    ++*rows_in_body;
  }
  return SL_OK;
}

#ifdef NEWER
/* What today's host does not know lies behind what it does. */
struct functions {
  sl_serializer_functions known;
  void (*later)(void);
};
struct plugin {
  sl_plugin known;
  const char* later;
};
static const struct functions functions = {
    {sizeof(struct functions), 0, create, destroy, body_format, serialize}, abort};
#else
struct plugin {
  sl_plugin known;
};
static const sl_serializer_functions functions = {
    sizeof(sl_serializer_functions), 0, create, destroy, body_format, serialize};
#endif

__attribute__((visibility("default"))) const sl_plugin* sl_plugin_query(uint32_t major,
                                                                        uint32_t minor) {
  static const struct plugin plugin = {.known = {sizeof(struct plugin), 1, MINOR,
                                                 SL_KIND_SERIALIZER, NAME, "1.0.0", "a test", NULL,
                                                 0, &functions, NULL}};
  (void)minor;
  return major == 1 ? &plugin.known : NULL;
}
