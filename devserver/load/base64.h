// Base64 as StarRocks reads VARBINARY from CSV: a field that is base64 holds the bytes that it
// stands for, any other field holds its own bytes. Pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

// The bytes behind a text of whole groups of four (RFC 4648, padding where it is due); nullopt =
// the text is no base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace starload::devserver
