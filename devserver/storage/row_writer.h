// Writes a batch of rows into one table by the rules of its model, inside a transaction that the
// caller holds.
#pragma once

#include <cstdint>

#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/storage.h"

namespace starload::devserver {

// DUPLICATE appends, UNIQUE and PRIMARY replace by key, AGGREGATE merges; op 1 deletes by key
// (PRIMARY). next_auto_increment: the counter of the table's AUTO_INCREMENT column, moved on.
Status write_batch(Database& database, const Table& table, const RowBatch& batch,
                   std::int64_t* next_auto_increment);

}  // namespace starload::devserver
