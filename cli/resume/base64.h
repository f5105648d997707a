// Base64 (RFC 4648, with padding), for binary bytes in a JSON file. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starload::cli {

std::string to_base64(std::string_view bytes);
std::size_t base64_size(std::size_t bytes);
void append_base64(std::string_view bytes, std::string& text);

// Strict: no line breaks, no other bytes, whole groups of four. No value: the text is not base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace starload::cli
