// Which table columns an input's fields go to. Plain values; any thread may use its own copy.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/input/cell_parser.h"
#include "cli/input/column_list.h"
#include "cli/input/row_operations.h"
#include "framework/base/status.h"
#include "framework/catalog/table_info.h"
#include "framework/rows/schema.h"

namespace starload::cli {

// How rows are read and laid out. Fields stand in the input's order, cells in that of the rows that
// are sent.
struct RowPlan {
  static constexpr std::size_t kNotLoaded = static_cast<std::size_t>(-1);

  std::shared_ptr<const Schema> schema;
  std::vector<CellColumn> cells;
  std::vector<std::string> field_names;    // as the input spells them (header, keys)
  std::vector<std::size_t> cell_of_field;  // kNotLoaded: only says what the row does
  bool is_in_order = true;  // field i is cell i, there are no others and no operations
  std::optional<OperationPlan> operations;
  bool is_whole_table = false;  // all of the table's columns in the table's order
  std::string columns_header;  // `a`,`b`: for the `columns` property where it is needed, else empty
};

struct MappingOptions {
  // The job's `columns` property: its fields are sent in its order; names that the table does not
  // have are temporary columns, read as text; missing columns may be computed.
  std::optional<ColumnList> columns = std::nullopt;
  bool partial_update = false;  // only key columns have to be there
  std::string op_column = {};   // --op-column; empty = none
  std::shared_ptr<const Condition> delete_where = nullptr;
  bool has_operations = false;  // the format itself says what a row does (Debezium)

  bool needs_keys() const {
    return partial_update || has_operations || !op_column.empty() || delete_where != nullptr;
  }
};

// "PRIMARY KEY" and the like, for messages.
const char* model_text(KeysModel model);

// Names are matched ignoring case; no names = all of the table's columns (or the fields of the
// `columns` property) by position. Errors name the column, the table and the nearest name: a column
// that the table does not have, a name given twice, a generated column, a NOT NULL column without
// default that the file lacks; with operations a table without PRIMARY KEY, and a field of an
// operation that the input lacks. `source` is the file's name.
Result<std::shared_ptr<const RowPlan>> map_columns(const std::vector<std::string>& names,
                                                   const TableInfo& table,
                                                   const std::string& source,
                                                   const MappingOptions& options = {});

}  // namespace starload::cli
