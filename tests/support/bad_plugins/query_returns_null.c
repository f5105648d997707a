#include <starload/abi/plugin.h>
__attribute__((visibility("default"))) const sl_plugin* sl_plugin_query(uint32_t major,
                                                                        uint32_t minor) {
  (void)major;
  (void)minor;
  return NULL;
}
