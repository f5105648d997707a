// Queries and temporary tables on a SQLite connection that the caller has to itself.
#pragma once

#include <string>
#include <vector>

#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/storage.h"
#include "framework/base/status.h"

namespace starload::devserver {

// One statement, with all its rows.
Result<QueryResult> run_query(Database& database, const std::string& sql);

// Makes the table anew in memory, with these rows; on failure the old one stays.
Status replace_temporary_table(Database& database, const std::string& name,
                               const std::vector<std::string>& columns,
                               const std::vector<std::string>& declarations,
                               const std::vector<std::vector<Cell>>& rows);

}  // namespace starload::devserver
