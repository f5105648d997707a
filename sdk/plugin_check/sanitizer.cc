#include "sdk/plugin_check/sanitizer.h"

#include <dlfcn.h>

// Asked by ThreadSanitizer's library when it starts, also by a preloaded one (the link options
// export it): a race ends the check that it happens in.
extern "C" __attribute__((visibility("default"), used)) const char* __tsan_default_options();
const char* __tsan_default_options() { return "halt_on_error=1"; }

namespace starload::plugin_check {

bool has_sanitizer() {
  return ::dlsym(RTLD_DEFAULT, "__asan_init") != nullptr ||
         ::dlsym(RTLD_DEFAULT, "__tsan_init") != nullptr;
}

bool sanitizer_finds_leaks() {
  void* const symbol = ::dlsym(RTLD_DEFAULT, "__lsan_do_recoverable_leak_check");
  return symbol != nullptr && reinterpret_cast<int (*)()>(symbol)() != 0;
}

}  // namespace starload::plugin_check
