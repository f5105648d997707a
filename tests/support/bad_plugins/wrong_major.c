#include "defect.h"
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR + 41, SL_KIND_SERIALIZER, "wrong_major", &whole_functions)
