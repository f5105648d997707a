/* A host as it was on the day of ABI 1.0: C, the frozen headers, nothing else. It loads a
 * serializer of today and writes three rows with it; GROWN makes it a host of a later minor
 * version, whose structs are longer than those that the plugin knows.
 *
 * usage: host_of_v1 FILE.so EXPECTED_BODY */
#include <dlfcn.h>
#include <starload/abi/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                            \
  do {                                                              \
    if (!(condition)) {                                             \
      fprintf(stderr, "line %d: %s fails\n", __LINE__, #condition); \
      exit(1);                                                      \
    }                                                               \
  } while (0)

/* A struct as a later version would have it: filled beyond what 1.0 knows. */
#ifdef GROWN
#define STRUCT(type, name)                   \
  struct {                                   \
    type known;                              \
    unsigned char later[64];                 \
  } name;                                    \
  memset(&name, 0xEE, sizeof name);          \
  memset(&name.known, 0, sizeof name.known); \
  name.known.struct_size = sizeof name
#else
#define STRUCT(type, name)       \
  struct {                       \
    type known;                  \
  } name;                        \
  memset(&name, 0, sizeof name); \
  name.known.struct_size = sizeof name
#endif

static void write_log(void* context, int32_t level, sl_str message) {
  (void)context, (void)level, (void)message;
}
static const void* no_extension(void* context, const char* id) {
  (void)context, (void)id;
  return NULL;
}
static int32_t grow(sl_sink* sink, size_t extra) {
  uint8_t* data = realloc(sink->data, sink->size + extra);
  CHECK(data != NULL);
  sink->data = data;
  sink->capacity = sink->size + extra;
  return SL_OK;
}

/* Two columns, an INT and a VARCHAR: the row kind and the null bits, then a slot each. */
static void put_row(uint8_t* row, int32_t number, const char* text) {
  memset(row, 0, 24);
  memcpy(row + 8, &number, sizeof number);
  if (text == NULL) {
    row[1] = 2; /* field 1 is null */
    return;
  }
  memcpy(row + 16, text, strlen(text));
  row[23] = (uint8_t)(0x80u | strlen(text));
}

static const sl_serializer_functions* functions_of(const sl_plugin* plugin) {
  CHECK(plugin != NULL);
  CHECK(plugin->struct_size >= offsetof(sl_plugin, get_extension));
  CHECK(plugin->abi_major == SL_ABI_MAJOR);
  CHECK(plugin->kind == SL_KIND_SERIALIZER);
  const sl_serializer_functions* functions = plugin->functions;
  CHECK(functions->struct_size >= sizeof *functions);
  CHECK(functions->create && functions->destroy && functions->body_format && functions->serialize);
  return functions;
}

/* Defaults of the plugin's own options. */
static size_t defaults(const sl_plugin* plugin, sl_property* items) {
  size_t count = 0;
  const char* at = (const char*)plugin->options;
  for (size_t i = 0; i < plugin->option_count; ++i, at += plugin->options->struct_size) {
    const sl_option* option = (const sl_option*)at;
    if (option->default_value == NULL) continue;
    items[count].key = (sl_str){option->key, strlen(option->key)};
    items[count++].value = (sl_str){option->default_value, strlen(option->default_value)};
  }
  return count;
}

int main(int argc, char** argv) {
  CHECK(argc == 3);
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(library != NULL);
  sl_plugin_query_fn query;
  *(void**)&query = dlsym(library, SL_PLUGIN_QUERY_SYMBOL);
  CHECK(query != NULL);
  const sl_plugin* plugin = query(SL_ABI_MAJOR, SL_ABI_MINOR);
  const sl_serializer_functions* functions = functions_of(plugin);

  STRUCT(sl_host, host);
  host.known.log = write_log;
  host.known.get_extension = no_extension;
  STRUCT(sl_type, number);
  number.known.kind = SL_TYPE_INT;
  number.known.nullable = 1;
  STRUCT(sl_type, text);
  text.known.kind = SL_TYPE_VARCHAR;
  text.known.nullable = 1;
  const sl_field fields[] = {{{"a", 1}, &number.known, {"", 0}}, {{"b", 1}, &text.known, {"", 0}}};
  STRUCT(sl_schema, schema);
  schema.known.format_version = SL_ROW_FORMAT_VERSION;
  schema.known.fields = fields;
  schema.known.field_count = 2;
  static sl_property items[100];
  STRUCT(sl_properties, properties);
  properties.known.items = items;
  properties.known.count = defaults(plugin, items);
  STRUCT(sl_serializer_config, config);
  config.known.host = &host.known;
  config.known.properties = &properties.known;
  config.known.schema = &schema.known;
  static sl_error error;
  error.struct_size = sizeof error;
  void* self = NULL;
  const int32_t created = functions->create(&config.known, &self, &error);
  if (created != SL_OK) fprintf(stderr, "%.*s\n", (int)error.message_size, error.message);
  CHECK(created == SL_OK && self != NULL);

  STRUCT(sl_body_format, format);
  CHECK(functions->body_format(self, &format.known, &error) == SL_OK);
  CHECK(format.known.header_count > 0);

  uint8_t bytes[3 * 24];
  put_row(bytes, 1, "one");
  put_row(bytes + 24, -2, NULL);
  put_row(bytes + 48, 3, "three");
  const uint32_t offsets[] = {0, 24, 48, 72};
  STRUCT(sl_row_block, block);
  block.known.schema = &schema.known;
  block.known.row_count = 3;
  block.known.offsets = offsets;
  block.known.bytes = bytes;
  block.known.byte_count = sizeof bytes;
  STRUCT(sl_sink, sink);
  sink.known.grow = grow;
  uint64_t in_body = 0;
  size_t done = 0;
  CHECK(functions->serialize(self, &block.known, 0, &sink.known, &in_body, &done, &error) == SL_OK);
  CHECK(done == 3 && in_body == 3);
  printf("%.*s\n", (int)sink.known.size, (const char*)sink.known.data);
  CHECK(sink.known.size == strlen(argv[2]));
  CHECK(memcmp(sink.known.data, argv[2], sink.known.size) == 0);
  functions->destroy(self);
  free(sink.known.data);
  CHECK(dlclose(library) == 0);
  return 0;
}
