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

// What the engine is told about a table, and what the log should say about its types.
struct CheckedTable {
  TableSpec spec;
  std::vector<std::string> warnings;
};

// The error names everything that does not fit: columns, types, the primary key. job: the
// properties of the whole job.
Result<CheckedTable> check_table(DeclaredTable declared, const TableInfo& info,
                                 const PropertyMap& job);

// As the Java class TableInfo reads it.
std::string encode_table(const TableInfo& info);

}  // namespace starload::flink
