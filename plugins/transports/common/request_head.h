// The head of a request, built from values that may be hostile: nothing gets through that could add
// a header, change the path or replace what the transport itself sends. Pure functions; they throw
// sdk::Error (SL_ERR_CONFIG).
#pragma once

#include <starload/abi/option.h>

#include <span>
#include <string>
#include <string_view>

#include "plugins/transports/common/endpoint.h"
#include "plugins/transports/common/secret.h"

namespace starload::http {

// [-_A-Za-z0-9]{1,128}
void check_label(std::string_view label);

// A database or table name as one percent-encoded path segment. `what`: "database" or "table".
std::string path_segment(std::string_view what, std::string_view name);

// "db: name\r\n" for a database or table name, as it is. `what`: "database" or "table".
std::string name_line(std::string_view header, std::string_view what, std::string_view name);

// "name: value\r\n" for each; refuses names that are no tokens or reserved, values with control
// characters.
std::string header_lines(std::span<const sl_property> headers);

// "Basic ..." Throws when the user name holds ':' or either holds a control character.
Secret basic_authorization(std::string_view user, const Secret& password);

// Request line, Host, the given lines, Authorization when not empty, and the blank line.
std::string request_head(std::string_view method, std::string_view path, const Endpoint& endpoint,
                         std::string_view lines, const Secret& authorization);

}  // namespace starload::http
