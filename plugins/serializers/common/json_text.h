// JSON strings, base64, and a check of ready-made JSON text. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace starload::serializers {

// A byte of text may need six in a JSON string (\u001f).
constexpr std::size_t kMaxJsonExpansion = 6;

// Writes the text, escaped, without the quotes; the new end, or nullptr when it is not UTF-8. `out`
// has room for json_string_size(text), or for 6 bytes a byte, and 16 scratch bytes behind.
// readable_end: how far reading behind the text is allowed.
char* write_json_string(std::string_view text, const char* readable_end, char* out);

// Bytes of the escaped text, at least.
std::size_t json_string_size(std::string_view text);

// Whether this is one JSON value, at most 512 levels deep, with white space around it.
bool is_json(std::string_view text);

constexpr std::size_t base64_size(std::size_t size) { return (size + 2) / 3 * 4; }
char* write_base64(std::string_view bytes, char* out);  // with padding

}  // namespace starload::serializers
