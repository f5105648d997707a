// What a column gets when a row does not carry it. Thread-safe.
#pragma once

#include <string>

#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

// yyyy-MM-dd HH:mm:ss of now, local time.
std::string now_text();
std::string local_time_text(std::int64_t unix_ms);
std::string random_uuid();
std::int64_t unix_millis();

// The literal or the value of CURRENT_TIMESTAMP, now(), uuid(), uuid_numeric(); NULL for a nullable
// column without a default. A NOT NULL column without one is an error.
Result<Cell> default_cell(const Column& column);
// 0, an empty text, an empty set, the first day of all.
Cell zero_cell(const Type& type);

}  // namespace starload::devserver
