// How a StarRocks table is laid out in SQLite: names, declared types, DDL; and its definition as
// JSON text. Pure functions.
#pragma once

#include <string>

#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

// The declared type of a column. Its first word fixes SQLite's affinity, so that LARGEINT, DECIMAL
// and dates stay text: "TEXT DECIMAL(10,2)", "TEXT LARGE", "TEXT DATE", "BIGINT", "DOUBLE", "BLOB".
std::string declared_type(const Type& type);

// CREATE TABLE and, where keys may be NULL, the unique index over them.
std::string create_table_sql(const Table& table);

std::string table_to_json(const Table& table);
Result<Table> table_from_json(const std::string& json);

}  // namespace starload::devserver
