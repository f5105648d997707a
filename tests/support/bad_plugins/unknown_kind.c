#include "defect.h"
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, 77, "unknown_kind", &whole_functions)
