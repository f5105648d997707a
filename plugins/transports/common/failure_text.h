// What the message of a refused request says: a table of the server's texts. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "plugins/transports/common/verdict.h"

namespace starload::http {

// "class com.starrocks.common.DdlException: text" -> "text", and other wrappings; the class changes
// between versions.
std::string_view unwrap_message(std::string_view message);

// Nothing for a text that is not in the table. `text`: unwrapped.
std::optional<Verdict> find_failure_text(std::string_view text);

bool starts_ignore_case(std::string_view text, std::string_view start);

}  // namespace starload::http
