// AddressSanitizer or ThreadSanitizer in this process: built in, or preloaded for a plugin that was
// built with it (docs/plugins.md). Any thread.
#pragma once

namespace starload::plugin_check {

bool has_sanitizer();

// AddressSanitizer's leak check, where there is one: it sees what mallinfo2 cannot see there.
bool sanitizer_finds_leaks();

}  // namespace starload::plugin_check
