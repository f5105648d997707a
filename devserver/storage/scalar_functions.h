// The scalar functions of StarRocks' SQL that SQLite lacks or has with another meaning, registered
// on the connection. The SQL layer maps names to these.
#pragma once

#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {

Status register_scalar_functions(Database& database);

}  // namespace starload::devserver
