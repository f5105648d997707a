#include "defect.h"
int nobody_defines_this(void);
static void needs_it(void* self) {
  free(self);
  (void)nobody_defines_this();
}
SERIALIZER("undefined_symbol", create, needs_it, body_format, serialize)
