// Text for HTML pages: whatever comes from outside goes through escaped(). Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace starload::devserver {

// The text as it may stand between tags and inside quoted attributes. Bytes that are no UTF-8
// become U+FFFD, control characters are shown as \xNN.
std::string escaped(std::string_view text);
// The same with at most so many bytes of the text, and how many there are.
std::string escaped_start(std::string_view text, std::size_t max_bytes);
// A segment of a URL's path.
std::string url_segment(std::string_view text);

// 1234567 as 1,234,567.
std::string grouped(std::int64_t number);
// 1536 as 1.5 KiB.
std::string byte_count(std::int64_t bytes);
// 1500 ms as 1.5 s.
std::string duration(std::int64_t milliseconds);

}  // namespace starload::devserver
