/* ABI 1.0 as numbers, held against a set of headers while this file is compiled: the frozen copy
 * (FROZEN), which has to be those numbers, or today's headers, which may have grown at the end. */
#include <starload/abi/plugin.h>

#include "tests/abi/layout_literals.h"

#if defined(__LP64__)
#ifdef FROZEN
#define SIZE(type, size) _Static_assert(sizeof(type) == size, #type);
#else
#define SIZE(type, size) _Static_assert(sizeof(type) >= size, #type);
#endif
#define MEMBER(type, member, offset) \
  _Static_assert(offsetof(type, member) == offset, #type "." #member);
#define NUMBER(name, value) _Static_assert((long long)(name) == (value), #name);

ABI_LAYOUT(SIZE, MEMBER)
ABI_NUMBERS(NUMBER)
#endif

/* What has no size in front never changes. */
_Static_assert(sizeof(sl_str) == 16 && sizeof(sl_property) == 32 && sizeof(sl_field) == 40,
               "sl_str, sl_property, sl_field");
