// LIKE of the statements that list things. Pure.
#pragma once

#include <string_view>

namespace starload::devserver {

// % and _; a backslash takes the next character as it is.
bool like_matches(std::string_view text, std::string_view pattern, bool ignore_case);

}  // namespace starload::devserver
