/* What no host can contain; only starload-plugin-check, which looks on from another process. */
#include "defect.h"
__attribute__((constructor)) static void crash(void) { abort(); }
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, "crashes_at_load", &whole_functions)
