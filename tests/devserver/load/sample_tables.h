// Tables that the load tests share.
#pragma once

#include <string>
#include <utility>

#include "devserver/storage/table.h"

namespace starload::devserver {

inline Column make_column(std::string name, TypeKind kind, bool nullable = true, int length = 0) {
  Column column;
  column.name = std::move(name);
  column.type.kind = kind;
  column.type.length = length;
  column.nullable = nullable;
  return column;
}

// db.events: id INT NOT NULL, name VARCHAR(5), score DOUBLE; DUPLICATE KEY(id)
inline Table events_table() {
  Table table;
  table.database = "db";
  table.name = "events";
  table.columns = {make_column("id", TypeKind::kInt, false),
                   make_column("name", TypeKind::kVarchar, true, 5),
                   make_column("score", TypeKind::kDouble)};
  table.columns[0].key = true;
  return table;
}

// The same as db.users with PRIMARY KEY(id)
inline Table users_table() {
  Table table = events_table();
  table.name = "users";
  table.keys_type = KeysType::kPrimary;
  return table;
}

}  // namespace starload::devserver
