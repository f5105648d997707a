/* Starload plugin ABI 1: the types that every other header of this folder uses.
 *
 * Frozen: what stands here keeps its meaning and its layout (docs/abi-policy.md says what may still
 * be added, and how). The ABI is C11 and nothing of C++ crosses it. Conventions, binding for host
 * and plugins:
 *
 *   Sizes. Every struct starts with `struct_size`, set by whoever fills the struct. A reader uses
 * only what that size covers; fields are only ever appended. `reserved` members are 0. Only sl_str,
 * sl_property and sl_field have no size: they never change.
 *
 *   Owners. Text is UTF-8 bytes with a length (sl_str). Every pointer that is handed over is
 * borrowed: valid until the call returns, unless the member says otherwise. Nobody frees what the
 * other side allocated. No pointer argument is NULL unless its comment says so.
 *
 *   Errors. A function returns SL_OK (0) or an SL_ERR_* code and then fills the caller's sl_error.
 * No exception, longjmp or signal crosses, in neither direction.
 *
 *   Threads. Each function has one of these tags:
 *   [query-thread] one call at a time in the process, while libraries are being loaded;
 *   [instance]     never two calls on one handle at a time; calls may come from different threads,
 *                  and the host makes each one see what the one before it did;
 *   [any-thread]   at any time, from any thread, several at a time.
 * Different handles run in parallel, so a plugin has no mutable globals. A thread that a plugin
 * starts is joined in destroy.
 *
 *   Life of a handle.
 *
 *       query --> create --+--> any calls --+--> destroy --> (the library may be unloaded)
 *                          |                |
 *                          |                +--> SL_ERR_FATAL: only destroy may follow
 *                          +--> an error: *out is NULL and nothing else is called
 *
 * destroy is called exactly once for each handle, in whatever state it is, and cannot fail.
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
#define SL_ABI_VERSION_TEXT "1.0"

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

/* Error details, 1024 bytes. Owner: the caller, who sets struct_size; the callee writes the rest
 * when it returns an error, and may leave it alone when it returns SL_OK. message holds
 * message_size bytes of UTF-8, at most 1000, without a secret and without row data; it is a copy,
 * so it stays valid after the plugin is unloaded. */
typedef struct sl_error {
  uint32_t struct_size;
  int32_t code;
  uint32_t flags; /* 0 */
  uint32_t message_size;
  int64_t row_index; /* index in the block for SL_ERR_DATA, else SL_NO_ROW */
  char message[1000];
} sl_error;

/* A growing output buffer. Owner of the buffer: who made the sink (a serializer never frees it, and
 * keeps no pointer into it behind the call). Appending is inline: write at data + size, add to
 * size, never beyond capacity. Only growth crosses. Thread: as the call that the sink came with. */
typedef struct sl_sink {
  uint32_t struct_size;
  uint32_t reserved;
  uint8_t* data;
  size_t size;
  size_t capacity;
  void* context; /* the owner's */
  /* Makes capacity >= size + extra and returns SL_OK; data may have moved. Any other code: the
   * buffer may not grow, and is as it was (its owner closes it and goes on with another one).
   * Called only within the call that the sink came with. [instance] */
  int32_t (*grow)(struct sl_sink* sink, size_t extra);
} sl_sink;

/* Levels of a log line. A host treats an unknown level as SL_LOG_INFO. */
#define SL_LOG_DEBUG 1
#define SL_LOG_INFO 2
#define SL_LOG_WARN 3
#define SL_LOG_ERROR 4

/* What the host offers to a plugin. Owner: the host; lives as long as any handle that was created
 * with it. Both functions may be called from create on, until destroy returns. */
typedef struct sl_host {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* Writes one line to the host's log; cannot fail. message: borrowed, without a line break, never
   * a password, an Authorization header or row data. [any-thread] */
  void (*log)(void* context, int32_t level, sl_str message);
  /* A function table by id ("starload.nested_value_host/1"), or NULL when the host does not have
   * it. The table is static and the host's; id ends with NUL. [any-thread] */
  const void* (*get_extension)(void* context, const char* id);
} sl_host;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_BASE_H_ */
