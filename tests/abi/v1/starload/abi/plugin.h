/* The one symbol that a plugin exports, what it returns, and the record by which a plugin can be
 * told without running it. */
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

/* A plugin's static description. Owner: the plugin; constant, lives as long as the library is
 * loaded. Text ends with NUL. Required: all but options, get_extension. */
typedef struct sl_plugin {
  uint32_t struct_size;
  uint32_t abi_major; /* SL_ABI_MAJOR that it was built with */
  uint32_t abi_minor;
  int32_t kind;
  const char* name; /* [a-z0-9_]+, what the property map names; the file is called NAME.so */
  const char* version;
  const char* summary; /* one line */
  const sl_option* options;
  size_t option_count;
  const void* functions; /* the table of its kind; static */
  /* Another function table by id (SL_EXT_NESTED_VALUE), or NULL when it has none of that id; the
   * table is static. id ends with NUL. The pointer itself may be NULL. [any-thread] */
  const void* (*get_extension)(const char* id);
} sl_plugin;

/* The exported function: describes the plugin. Fast, no allocation, no I/O, no effects; may be
 * called again and then returns the same. The version is the host's: a plugin uses nothing that a
 * minor above host_minor added, and a host uses nothing above the plugin's abi_minor. NULL: the
 * plugin cannot work with this host. [query-thread] */
typedef const sl_plugin* (*sl_plugin_query_fn)(uint32_t host_major, uint32_t host_minor);

/* Identity without execution: a text in an ELF section of its own, one "key=value" a line, which
 * `starload-plugin-check --info` and the host read before the library is loaded. Put the macro at
 * file scope, once; KIND is "serializer", "transport" or "semantics", NAME and VERSION are those of
 * sl_plugin; all three are literals. A plugin without the record is told by sl_plugin_query. */
#define SL_PLUGIN_IDENTITY_SECTION ".starload.plugin"
#define SL_PLUGIN_IDENTITY(KIND, NAME, VERSION)                                                 \
  __attribute__((used,                                                                          \
                 section(SL_PLUGIN_IDENTITY_SECTION))) static const char sl_plugin_identity[] = \
      "starload-plugin=1\nkind=" KIND "\nname=" NAME "\nversion=" VERSION                       \
      "\nabi=" SL_ABI_VERSION_TEXT "\n"

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_ABI_PLUGIN_H_ */
