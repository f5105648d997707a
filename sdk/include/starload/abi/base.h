/* Starload plugin ABI: the types that every other header of this folder uses.
 *
 * The ABI is C11 and nothing of C++ crosses it. Conventions, binding for host and plugins:
 *   - Every struct starts with `struct_size`, set by whoever fills the struct. A reader uses only
 * what that size covers; fields are only ever appended. `reserved` members are 0.
 *   - Text is UTF-8 bytes with a length (sl_str) and is borrowed: valid until the call returns,
 * unless the member says otherwise. Nobody frees what the other side allocated.
 *   - A function returns SL_OK (0) or an SL_ERR_* code and then fills the caller's sl_error. No
 * exception, longjmp or signal crosses.
 *   - Thread tags: [query-thread] one call at a time, while libraries are being loaded. [instance]
 * never concurrent on one handle; may move between threads, which the host synchronises.
 * [any-thread] concurrent, re-entrant. Different handles run in parallel, so a plugin has no
 * mutable globals.
 *   - Life of a handle: create, then any calls, then destroy exactly once. A failed create leaves
 * *out NULL.
 */
#ifndef STARLOAD_ABI_BASE_H_
#define STARLOAD_ABI_BASE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SL_ABI_MAJOR 1u
#define SL_ABI_MINOR 0u

/* Borrowed UTF-8 text or bytes; not terminated by NUL. data may be NULL when size is 0. */
typedef struct sl_str {
  const char* data;
  size_t size;
} sl_str;

/* Result codes. A reader treats an unknown positive code as SL_ERR_FATAL. */
#define SL_OK 0
#define SL_ERR_CONFIG 1 /* an option, schema or plugin does not fit; retrying does not help */
/* one row cannot be handled; sl_error.row_index names it; the handle goes on working */
#define SL_ERR_DATA 2
#define SL_ERR_RETRYABLE 3 /* may succeed later */
#define SL_ERR_FATAL 4     /* the handle is broken; only destroy may follow */
#define SL_ERR_CANCELLED 5 /* cancel() ended the call */

#define SL_NO_ROW (-1)

/* Caller-owned error details, 1024 bytes. The callee writes everything but struct_size. message
 * holds message_size bytes of UTF-8 and no secret and no row data; it stays valid after the plugin
 * is unloaded. */
typedef struct sl_error {
  uint32_t struct_size;
  int32_t code;
  uint32_t flags; /* 0 */
  uint32_t message_size;
  int64_t row_index; /* index in the block for SL_ERR_DATA, else SL_NO_ROW */
  char message[1000];
} sl_error;

/* A growing output buffer. Appending is inline: write at data + size, add to size. Only growth
 * crosses: grow(sink, extra) makes capacity >= size + extra, possibly moving data, and returns
 * SL_OK; any other code means that the buffer may not grow (its owner closes it and continues with
 * another). The owner frees the buffer. [instance] */
typedef struct sl_sink {
  uint32_t struct_size;
  uint32_t reserved;
  uint8_t* data;
  size_t size;
  size_t capacity;
  void* context; /* the owner's */
  int32_t (*grow)(struct sl_sink* sink, size_t extra);
} sl_sink;

/* What the host offers to a plugin; lives as long as any handle of the plugin. */
#define SL_LOG_DEBUG 1
#define SL_LOG_INFO 2
#define SL_LOG_WARN 3
#define SL_LOG_ERROR 4

typedef struct sl_host {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* Writes one line to the host's log. Never a password, an Authorization header or row data.
   * [any-thread] */
  void (*log)(void* context, int32_t level, sl_str message);
  /* A function table by id ("starload.nested_value_host/1"), or NULL when the host does not have
   * it. [any-thread] */
  const void* (*get_extension)(void* context, const char* id);
} sl_host;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_BASE_H_ */
