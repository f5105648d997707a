#include "defect.h"
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, "Bad Name", &whole_functions)
