// Turns a cell's text into the typed value of its column. One owner, one thread; no allocation for
// cells that fit.
//
// Spaces around numbers, dates and booleans are ignored; text columns keep every byte. Whole
// numbers are range-checked; DECIMAL rounds surplus fraction digits half away from zero and refuses
// surplus digits before the point. VARBINARY is read as hexadecimal (optional 0x). ARRAY, MAP and
// STRUCT are read from JSON, member by member where the server tells their types; JSON is checked
// and passed on as it stands.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input/cell_column.h"
#include "cli/input/nested_parser.h"
#include "cli/input/scalar_parser.h"
#include "framework/catalog/table_info.h"
#include "framework/rows/row_writer.h"
#include "framework/rows/schema.h"

namespace starload::cli {

// How a column's cells are read and what they become in a row. The error names a type that no file
// can hold as text (BITMAP, HLL, PERCENTILE) and the way out.
struct CellPlan {
  CellColumn cell;
  ColumnSpec spec;
};
Result<CellPlan> plan_cell(const ColumnInfo& column);

class CellParser final {
 public:
  // schema: of the rows; field i is read by columns[i].
  CellParser(std::vector<CellColumn> columns, std::shared_ptr<const Schema> schema);

  // Writes the field. false: the value does not fit; reason() says why.
  bool parse(std::size_t field, std::string_view text, RowWriter& writer) {
    const CellColumn& column = columns_[field];
    if (column.is_json()) return parse_json(field, text, writer);
    return scalars_.parse(column, field, text, writer) || refuse(field, text);
  }
  // Leaves the field NULL. false: the column is NOT NULL.
  bool parse_null(std::size_t field);
  // Leaves a field of a row that is deleted NULL, or writes some value where NULL is not allowed:
  // the server wants rows that would fit, and looks at the key only.
  void fill_for_deletion(std::size_t field, RowWriter& writer);
  // Whether an empty, unquoted cell is an empty text rather than NULL.
  bool keeps_empty(std::size_t field) const { return columns_[field].kind == CellKind::kText; }

  const std::vector<CellColumn>& columns() const { return columns_; }
  const std::string& reason() const { return reason_; }

 private:
  bool parse_json(std::size_t field, std::string_view text, RowWriter& writer);
  bool refuse(std::size_t field, std::string_view text);
  bool not_a_value(std::size_t field, std::string_view text, const char* expected);

  std::vector<CellColumn> columns_;
  std::shared_ptr<const Schema> schema_;
  std::vector<std::unique_ptr<NestedParser>> nested_;  // by field; null = none
  ScalarParser scalars_;
  std::string reason_;
};

}  // namespace starload::cli
