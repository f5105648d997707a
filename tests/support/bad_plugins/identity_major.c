/* Told before it is loaded: a constructor would end the process. */
#include "defect.h"
#undef SL_ABI_VERSION_TEXT
#define SL_ABI_VERSION_TEXT "2.0"
SL_PLUGIN_IDENTITY("serializer", "identity_major", "1.0.0");
__attribute__((constructor)) static void never_run(void) { abort(); }
PLUGIN(sizeof(sl_plugin), 2, SL_KIND_SERIALIZER, "identity_major", &whole_functions)
