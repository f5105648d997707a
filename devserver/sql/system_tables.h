// information_schema: its tables are filled into SQLite's memory when a query names them, so that
// any WHERE, JOIN and ORDER BY works on them.
#pragma once

#include <string>
#include <vector>

#include "devserver/sql/query_context.h"
#include "devserver/storage/storage.h"

namespace starload::devserver {

class Session;

// A table in memory: its columns and its rows of now.
struct MemoryTable {
  std::vector<ColumnInfo> columns;
  std::vector<std::vector<Cell>> rows;
};

// Names as they appear in SHOW TABLES FROM information_schema.
std::vector<std::string> system_table_names();
// Throws 5502 for an unknown name (which is not case-sensitive).
SourceTable open_system_table(Session& session, const std::string& name);
// Puts a table of the session into SQLite's memory under this name and returns how to read it.
SourceTable store_memory_table(Session& session, const std::string& name, const MemoryTable& table);

}  // namespace starload::devserver
