/* Serializers: rows to the bytes of a load's body. */
#ifndef STARLOAD_ABI_SERIALIZER_H_
#define STARLOAD_ABI_SERIALIZER_H_

#include <starload/abi/option.h>
#include <starload/abi/rows.h>

#ifdef __cplusplus
extern "C" {
#endif

/* the transport and the server honour the `enclose` header */
#define SL_SERIALIZER_MAY_ENCLOSE 1u

/* What create gets. Borrowed until it returns, but for the members that say otherwise. */
typedef struct sl_serializer_config {
  uint32_t struct_size;
  uint32_t flags;      /* SL_SERIALIZER_* */
  const sl_host* host; /* lives as long as the handle */
  const sl_properties* properties;
  const sl_schema* schema; /* lives as long as the handle; no fields: only raw records come, and
                              only body_format is called */
} sl_serializer_config;

/* How rows are joined into a body, and which load headers the bytes need. All text lives until
 * destroy. body = before row (between row)* after */
typedef struct sl_body_format {
  uint32_t struct_size;
  uint32_t reserved;
  sl_str before;
  sl_str between;
  sl_str after;
  const sl_property* headers; /* "format" = "csv"; a user's property of the same name wins */
  size_t header_count;
} sl_body_format;

typedef struct sl_serializer_functions {
  uint32_t struct_size;
  uint32_t reserved;
  /* Makes a handle for one table: *out, the plugin's own. SL_ERR_CONFIG, naming the option or the
   * column: these properties or this schema do not fit. [any-thread] */
  int32_t (*create)(const sl_serializer_config* config, void** out, sl_error* error);
  /* Ends the handle and frees all that belongs to it. [instance] */
  void (*destroy)(void* self);
  /* Fills *out behind struct_size; the answer is always the same. The text stays the plugin's and
   * lives until destroy. [instance] */
  int32_t (*body_format)(void* self, sl_body_format* out, sl_error* error);
  /* Appends the rows first_row, first_row + 1, ... of the block to the sink, with `between` in
   * front of each row when the sink is not at a body's start (*rows_in_body > 0). Stops, with
   * SL_OK, when the block ends or when the sink does not grow. Always leaves the sink at the end of
   * a whole row. *rows_done: rows appended by this call; *rows_in_body is counted up by the same
   * number. Both are set whatever is returned.
   * SL_ERR_DATA: row error->row_index, which is first_row + *rows_done, cannot be written; the rows
   * in front of it are in the sink, and the caller may continue behind it. SL_ERR_FATAL: the handle
   * is broken. REQUIRES: first_row <= block->row_count. Block and sink are borrowed. [instance] */
  int32_t (*serialize)(void* self, const sl_row_block* block, size_t first_row, sl_sink* sink,
                       uint64_t* rows_in_body, size_t* rows_done, sl_error* error);
} sl_serializer_functions;

/* ---- Nested values: the serializer of MAP, ROW and ARRAY cells, called by other serializers
 * through the host ---- */

#define SL_EXT_NESTED_VALUE "starload.nested_value/1" /* plugin side: sl_nested_value_functions */
#define SL_EXT_NESTED_VALUE_HOST \
  "starload.nested_value_host/1" /* host side: sl_nested_value_host */

/* A plugin that can write nested values as JSON text offers this by sl_plugin.get_extension. Its
 * handles live like those of a serializer. */
typedef struct sl_nested_value_functions {
  uint32_t struct_size;
  uint32_t reserved;
  /* Makes a handle for one type. host and type live as long as the handle, properties until the
   * call returns. SL_ERR_CONFIG: the type or an option does not fit. [any-thread] */
  int32_t (*create)(const sl_host* host, const sl_properties* properties, const sl_type* type,
                    void** out, sl_error* error);
  /* Ends the handle. [instance] */
  void (*destroy)(void* self);
  /* Appends one value of the handle's type as JSON text. bytes: the nested array, map or row in the
   * row format, already checked by the host. SL_ERR_DATA leaves the sink as it was; so does
   * SL_ERR_RETRYABLE, which says that the sink did not grow. [instance] */
  int32_t (*append)(void* self, const uint8_t* bytes, size_t size, sl_sink* sink, sl_error* error);
} sl_nested_value_functions;

/* A resolved nested serializer: call functions->append(self, ...) for each cell, host->close once
 * at the end. Owner: whoever called open. */
typedef struct sl_nested_value {
  uint32_t struct_size;
  uint32_t reserved;
  const sl_nested_value_functions* functions;
  void* self;
} sl_nested_value;

typedef struct sl_nested_value_host {
  uint32_t struct_size;
  uint32_t reserved;
  /* Resolves the plugin that `sink.nested-serializer` names and creates a handle for one column's
   * type. Called once per nested column, from create(). context = sl_host.context. The caller sets
   * out->struct_size; type lives until close. An error (SL_ERR_CONFIG: no such plugin, or it cannot
   * write that type) leaves out->self NULL. [any-thread] */
  int32_t (*open)(void* context, const sl_type* type, sl_nested_value* out, sl_error* error);
  /* Ends what open gave, once; does nothing when value->self is NULL. Cannot fail. [any-thread] */
  void (*close)(void* context, sl_nested_value* value);
} sl_nested_value_host;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_SERIALIZER_H_ */
