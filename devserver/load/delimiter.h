// CSV delimiters as the column_separator and row_delimiter headers write them. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "framework/base/status.h"

namespace starload::devserver {

// Turns a header value into the delimiter's bytes: `\x01` and `0x01` are hex, `\t` and `\n` are
// unescaped. `name` is how messages call it: "column separator" or "row delimiter".
Result<std::string> parse_delimiter(std::string_view header_value, std::string_view name);

// For messages: ',' -> ',' in quotes, tab -> '\t', newline -> '\n', what cannot be printed ->
// '0x01'.
std::string printable_delimiter(std::string_view delimiter);

}  // namespace starload::devserver
