/* Sound; the file decides where its libraries are searched. */
#include "defect.h"
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, NAME, &whole_functions)
