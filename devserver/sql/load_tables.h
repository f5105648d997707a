// information_schema.loads and load_tracking_logs: the loads of tables that the user has any
// privilege on. Stateless; throw SqlError.
#pragma once

#include "devserver/sql/session.h"
#include "devserver/sql/system_tables.h"

namespace starload::devserver {

MemoryTable loads_table(Session& session);
// The log of rejected rows; it needs SELECT or INSERT on the table.
MemoryTable load_tracking_logs_table(Session& session);

}  // namespace starload::devserver
