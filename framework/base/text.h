// Small helpers on text that several parts need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace starload {

std::string to_lower(std::string_view text);  // ASCII
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text,
                               char separator);  // trimmed, empty parts left out
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// The candidate nearest to `word` by edit distance, or "" when none is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace starload
