// Base64 (RFC 4648, with padding): binary bytes in a JSON file, VARBINARY in CSV. Pure functions;
// any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starload {

std::string to_base64(std::string_view bytes);
std::size_t base64_size(std::size_t bytes);
void append_base64(std::string_view bytes, std::string& text);

// No line breaks, no other bytes, whole groups of four; bits that belong to no byte are not looked
// at. No value: the text is not base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace starload
