// Names of databases, tables and columns: quoting, suggesting, printing. Pure functions; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace starload {

// `na``me`: back-quoted, back-quotes doubled.
std::string quote_identifier(std::string_view name);

// The candidates nearest to name (by edit distance, ignoring case), best first; none that is too
// far away.
std::vector<std::string> similar_names(std::string_view name,
                                       const std::vector<std::string>& candidates,
                                       std::size_t limit = 3);

// "; did you mean 'a' or 'b'?" or an empty text.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

// For messages: control characters replaced, cut at max_bytes (on a character border) with "...".
std::string printable(std::string_view text, std::size_t max_bytes = 200);

}  // namespace starload
