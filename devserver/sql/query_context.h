// What the translation of a query asks its session for. Implementations throw SqlError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "devserver/storage/table.h"

namespace starload::devserver {

struct ColumnInfo {
  std::string name;
  Type type;
};

// A table that a query reads: its quoted name in SQLite and its columns.
struct SourceTable {
  std::string sqlite_name;
  std::string database;
  std::vector<ColumnInfo> columns;
};

class QueryContext {
 public:
  virtual ~QueryContext() = default;
  // An empty database means the current one. Throws 5501, 5502 or 1046.
  virtual SourceTable find_source(const std::string& database, const std::string& table) = 0;
  virtual std::string current_database() const = 0;
  virtual std::string current_user() const = 0;
  virtual std::string starrocks_version() const = 0;  // what current_version() gives
  virtual std::int64_t connection_id() const = 0;
  // A system variable ("autocommit") or, with `user`, a user variable; throws 1193 when there is
  // none.
  virtual Cell variable(const std::string& name, bool user) const = 0;
};

}  // namespace starload::devserver
