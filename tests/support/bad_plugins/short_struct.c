#include "defect.h"
PLUGIN(16, SL_ABI_MAJOR, SL_KIND_SERIALIZER, "short_struct", &whole_functions)
