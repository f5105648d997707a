// What Stream Load and the transaction interface share: who may load, how good the rows must be,
// where the client reads about the bad ones. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "devserver/access/access_control.h"
#include "devserver/http/http_message.h"
#include "devserver/load/error_log.h"
#include "devserver/load/row_reader.h"
#include "framework/base/status.h"

namespace starload::devserver {

// The BE's own check of the Authorization header.
Result<UserIdentity> log_in(const HttpRequest& request, const AccessControl& access);
// The BE's refusal of a user without INSERT on the table.
Status check_insert(const AccessControl& access, const UserIdentity& user,
                    std::string_view database, std::string_view table);

// `too many filtered rows`, when there are.
Status check_filter_ratio(const RowCounts& counts, double max_filter_ratio);

// The text of a load that brought no row.
std::string empty_load_text(bool since_4_0);

// Empty = no row was filtered. be_address: host:port.
std::string error_log_url(const ErrorLog& log, std::string_view be_address);
// host:path of the rejected-record file; empty = none.
std::string rejected_record_path(const ErrorLog& log, std::string_view be_address);

// The major number of "3.5.0"; 0 = none.
int major_version(std::string_view version);

}  // namespace starload::devserver
