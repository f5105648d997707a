#include "defect.h"
static const sl_option options[] = {
    {8, SL_OPTION_STRING, 0, 0, "serializer.short.key", NULL, NULL, NULL, 0, 0, "help"}};
PLUGIN_WITH_OPTIONS(sizeof(sl_plugin), SL_ABI_MAJOR, SL_KIND_SERIALIZER, "short_options",
                    &whole_functions, options, 1)
