// What a plugin leaves behind in this process: memory, threads, open files.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace starload::plugin_check {

// Runs `cycle` often and says what grew with it; "" when nothing did. A cycle does the same each
// time: create, use, destroy.
std::string find_leak(const std::function<void()>& cycle);

}  // namespace starload::plugin_check
