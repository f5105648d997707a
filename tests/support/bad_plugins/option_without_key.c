#include "defect.h"
static const sl_option options[] = {
    {sizeof(sl_option), SL_OPTION_STRING, 0, 0, NULL, NULL, NULL, NULL, 0, 0, "help"}};
PLUGIN_WITH_OPTIONS(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, "option_without_key",
                    &whole_functions, options, 1)
