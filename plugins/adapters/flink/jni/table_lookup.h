// A table as the job declares it against what the server says about it. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/catalog/table_info.h"
#include "framework/engine/table_spec.h"

namespace starload::flink {

struct DeclaredTable {
  std::string database;
  std::string table;
  std::optional<std::vector<ColumnSpec>> columns;       // none: raw records
  std::optional<std::vector<std::string>> primary_key;  // none: not declared
  PropertyMap properties;                               // of this table alone

  std::string name() const { return database + "." + table; }
};

// As the Java class TableConfig encodes it.
Result<DeclaredTable> read_declared_table(std::string_view encoded);

// What the engine is told. The error names all columns that the table does not have, or both
// primary keys. maps_columns: the user's `columns` header says what becomes of the fields, whose
// names need not be the table's.
Result<TableSpec> check_table(DeclaredTable declared, const TableInfo& info, bool maps_columns);

// As the Java class TableInfo reads it.
std::string encode_table(const TableInfo& info);

}  // namespace starload::flink
