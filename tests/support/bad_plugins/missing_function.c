#include "defect.h"
static const sl_serializer_functions no_serialize = {
    sizeof(sl_serializer_functions), 0, create, destroy, body_format, NULL};
PLUGIN(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, "missing_function", &no_serialize)
