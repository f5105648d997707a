// The error log that a reply's ErrorURL names: fetching it within limits, and reading its lines
// ("Error: <reason>. Row: <row>"). No state; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/transports/common/host_policy.h"
#include "plugins/transports/common/http_client.h"

namespace starload::http {

struct RejectedRow {
  std::string reason;
  std::string row;
};

// `cut`: the text ends somewhere in a line, which is then left out.
std::vector<RejectedRow> parse_error_log(std::string_view text, bool cut = false);

// "NULL value in non-nullable column 'a' (2 times); ...": the first few different reasons, without
// row values.
std::string summarize_reasons(const std::vector<RejectedRow>& rows);

struct ErrorLog {
  std::vector<RejectedRow> rows;
  std::string problem;  // why it was not fetched; "" = fetched
};

// GET without credentials, only from `server` (who gave the reply) and trusted hosts, at most 1 MiB
// and 5 s, no redirects.
ErrorLog fetch_error_log(HttpClient& client, const HostPolicy& policy, const Endpoint& server,
                         std::string_view url, TimePoint now, TimePoint until);

}  // namespace starload::http
