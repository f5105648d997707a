// SQLite functions and the collation that LARGEINT and DECIMAL text needs: sl_decimal, exact sum
// and avg, sl_add.
#pragma once

#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {

Status register_aggregate_functions(Database& database);

}  // namespace starload::devserver
