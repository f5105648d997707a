/* Every struct of the ABI that starts with struct_size: X(name). C11 and C++11. */
#ifndef STARLOAD_TESTS_ABI_SIZED_STRUCTS_H_
#define STARLOAD_TESTS_ABI_SIZED_STRUCTS_H_

#include <starload/abi/plugin.h>

#define SIZED_STRUCTS(X)       \
  X(sl_error)                  \
  X(sl_sink)                   \
  X(sl_host)                   \
  X(sl_type)                   \
  X(sl_schema)                 \
  X(sl_row_block)              \
  X(sl_option)                 \
  X(sl_properties)             \
  X(sl_plugin)                 \
  X(sl_serializer_config)      \
  X(sl_body_format)            \
  X(sl_serializer_functions)   \
  X(sl_nested_value_functions) \
  X(sl_nested_value)           \
  X(sl_nested_value_host)      \
  X(sl_request)                \
  X(sl_response)               \
  X(sl_transport_config)       \
  X(sl_transport_functions)    \
  X(sl_semantics_config)       \
  X(sl_event)                  \
  X(sl_action)                 \
  X(sl_actions)                \
  X(sl_semantics_functions)

#ifdef __cplusplus
extern "C" {
#endif

/* What one compiler mode thinks of a struct. */
typedef struct layout {
  const char* name;
  size_t size;
  size_t alignment;
  size_t struct_size_offset;
} layout;

/* One list a language standard, in the order of SIZED_STRUCTS, ended by a NULL name. */
extern const layout layouts_c11[];
extern const layout layouts_cpp11[];
extern const layout layouts_cpp20[];

#ifdef __cplusplus
}
#endif
#endif /* STARLOAD_TESTS_ABI_SIZED_STRUCTS_H_ */
