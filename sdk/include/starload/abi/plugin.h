/* The one symbol that a plugin exports, and what it returns. */
#ifndef STARLOAD_ABI_PLUGIN_H_
#define STARLOAD_ABI_PLUGIN_H_

#include <starload/abi/semantics.h>
#include <starload/abi/serializer.h>
#include <starload/abi/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SL_KIND_SERIALIZER 1 /* functions = sl_serializer_functions */
#define SL_KIND_TRANSPORT 2  /* functions = sl_transport_functions */
#define SL_KIND_SEMANTICS 3  /* functions = sl_semantics_functions */

#define SL_PLUGIN_QUERY_SYMBOL "sl_plugin_query"

/* A plugin's static description; lives as long as the library is loaded. */
typedef struct sl_plugin {
  uint32_t struct_size;
  uint32_t abi_major; /* SL_ABI_MAJOR that it was built with */
  uint32_t abi_minor;
  int32_t kind;
  const char* name; /* [a-z0-9_]+, what the property map names */
  const char* version;
  const char* summary; /* one line */
  const sl_option* options;
  size_t option_count;
  const void* functions;
  /* Another function table by id (SL_EXT_NESTED_VALUE), or NULL; the pointer itself may be NULL.
   * [any-thread] */
  const void* (*get_extension)(const char* id);
} sl_plugin;

/* Describes the plugin. Fast, no allocation, no I/O, no effects. NULL: cannot work with this host.
 * [query-thread] */
typedef const sl_plugin* (*sl_plugin_query_fn)(uint32_t host_major, uint32_t host_minor);

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_PLUGIN_H_ */
