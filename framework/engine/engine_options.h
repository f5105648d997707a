// The engine's own option table. Plugins declare theirs; see properties/option_table.h.
#pragma once

#include <starload/abi/option.h>

#include <span>

namespace starload {

std::span<const sl_option> engine_options();

}  // namespace starload
