// Which table columns a file's columns go to. Plain values; any thread may use its own copy.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/input/cell_parser.h"
#include "framework/base/status.h"
#include "framework/catalog/table_info.h"
#include "framework/rows/schema.h"

namespace starload::cli {

// How rows are read and laid out. Columns stand in the file's order.
struct RowPlan {
  std::shared_ptr<const Schema> schema;
  std::vector<CellColumn> cells;
  std::vector<std::string> source_names;  // as the file spells them (header, keys)
  bool is_whole_table = false;            // all of the table's columns in the table's order
  std::string columns_header;  // `a`,`b`: for the `columns` property where it is needed, else empty
};

struct MappingOptions {
  // The job has a `columns` property: names that the table does not have are temporary columns,
  // read as text, and missing columns may be computed.
  bool has_column_expressions = false;
};

// Names are matched ignoring case; no names = all of the table's columns by position. Errors name
// the column, the table and the nearest name: a column that the table does not have, a name given
// twice, a generated column, a NOT NULL column without default that the file lacks. `source` is the
// file's name.
Result<std::shared_ptr<const RowPlan>> map_columns(const std::vector<std::string>& names,
                                                   const TableInfo& table,
                                                   const std::string& source,
                                                   const MappingOptions& options = {});

}  // namespace starload::cli
