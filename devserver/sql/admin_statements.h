// ADMIN SET FRONTEND CONFIG, ADMIN SHOW FRONTEND CONFIG and SHOW PROC. Stateless.
#pragma once

#include <string>

#include "devserver/sql/session.h"
#include "devserver/sql/sql_engine.h"
#include "devserver/sql/system_tables.h"
#include "devserver/sql/token_reader.h"

namespace starload::devserver {

// What follows ADMIN. Throws SqlError.
SqlResult execute_admin(Session& session, TokenReader& reader);

// The rows below a path of SHOW PROC. Throws SqlError for a path that is not there.
MemoryTable proc_table(const Session& session, const std::string& path);

}  // namespace starload::devserver
