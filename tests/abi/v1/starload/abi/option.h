/* Options as data. A plugin declares a table of sl_option; the host validates the user's properties
 * against it, fills defaults, prints help and documentation from it, and hands the effective values
 * to create() as sl_properties. */
#ifndef STARLOAD_ABI_OPTION_H_
#define STARLOAD_ABI_OPTION_H_

#include <starload/abi/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SL_OPTION_STRING 1
#define SL_OPTION_BOOL 2  /* true | false */
#define SL_OPTION_INT 3   /* decimal, within [min, max] */
#define SL_OPTION_BYTES 4 /* 90mb, 64 MiB or plain bytes; given to the plugin as plain bytes */
/* "5 s", 500ms or plain milliseconds; given to the plugin as milliseconds */
#define SL_OPTION_DURATION_MS 5
#define SL_OPTION_ENUM 6   /* one of `choices`, separated by '|' */
#define SL_OPTION_SECRET 7 /* text that is never printed */
#define SL_OPTION_LIST 8   /* values separated by ';' */

#define SL_OPTION_REQUIRED 1u /* flag: no default, must be given */
/* flag: a number outside [min, max] is moved to the nearest bound, with a warning */
#define SL_OPTION_CLAMP 2u

/* One option. Owner: the plugin; all text is static, ends with NUL and lives as long as the plugin
 * is loaded. Tables are arrays whose stride is the first element's struct_size. Keys are lower-case
 * words joined by '.' and '-'; a third party's begin with a prefix of its own
 * ("serializer.NAME."). */
typedef struct sl_option {
  uint32_t struct_size;
  int32_t type;
  uint32_t flags;
  uint32_t reserved;
  const char* key;
  const char* default_value; /* NULL = none */
  const char* choices;       /* SL_OPTION_ENUM only, else NULL */
  const char* unit;          /* "ms", "bytes", "rows"; NULL = none */
  int64_t min;               /* numbers only; min == max == 0 means no range */
  int64_t max;
  const char* help;
} sl_option;

/* A key and its value; both borrowed from whoever holds the array. */
typedef struct sl_property {
  sl_str key;
  sl_str value;
} sl_property;

/* Effective properties: the user's, checked, with defaults filled in: the keys that the plugin
 * declares, and all below "sink.properties.". When a key comes twice, the last one counts. Owner:
 * the host; borrowed until create() returns. */
typedef struct sl_properties {
  uint32_t struct_size;
  uint32_t reserved;
  const sl_property* items;
  size_t count;
} sl_properties;

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_OPTION_H_ */
