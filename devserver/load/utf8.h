// UTF-8 by its strict rules: no overlong forms, no surrogates, at most U+10FFFF. Pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace starload::devserver {

// Bytes of the well-formed sequence at the front of the text; 0 = malformed. REQUIRES: not empty.
std::size_t utf8_sequence_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

}  // namespace starload::devserver
