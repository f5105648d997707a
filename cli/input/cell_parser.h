// Turns a cell's text into the typed value of its column. One owner, one thread; no allocation for
// cells that fit.
//
// Spaces around numbers, dates and booleans are ignored; text columns keep every byte. Whole
// numbers are range-checked; DECIMAL rounds surplus fraction digits half away from zero and refuses
// surplus digits before the point. VARBINARY is read as hexadecimal (optional 0x). JSON, ARRAY, MAP
// and STRUCT are checked as JSON text and passed on as they stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/catalog/table_info.h"
#include "framework/rows/row_writer.h"
#include "framework/rows/schema.h"

namespace starload::cli {

enum class CellKind : std::uint8_t {
  kBool,
  kInt,
  kLargeint,
  kFloat,
  kDouble,
  kDecimal,
  kDate,
  kDateTime,
  kText,
  kJson,
  kArray,
  kMap,
  kStruct,
  kBinary,
};

struct CellColumn {
  std::string name;
  std::string type_text;  // for messages: "VARCHAR(20)"
  CellKind kind = CellKind::kText;
  std::int64_t minimum = 0;  // kInt
  std::int64_t maximum = 0;  // kInt
  std::int64_t length = 0;   // kText: bytes, 0 = not limited
  int precision = 0;         // kDecimal
  int scale = 0;             // kDecimal
  bool nullable = true;
  bool is_key = false;  // of a PRIMARY KEY table
};

// How a column's cells are read and what they become in a row. The error names a type that no file
// can hold as text (BITMAP, HLL, PERCENTILE) and the way out.
struct CellPlan {
  CellColumn cell;
  ColumnSpec spec;
};
Result<CellPlan> plan_cell(const ColumnInfo& column);

class CellParser final {
 public:
  explicit CellParser(std::vector<CellColumn> columns);

  // Writes the field. false: the value does not fit; reason() says why.
  bool parse(std::size_t field, std::string_view text, RowWriter& writer);
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
  bool parse_int(std::size_t field, std::string_view text, RowWriter& writer);
  bool parse_text(std::size_t field, std::string_view text, RowWriter& writer);
  bool parse_time(std::size_t field, std::string_view text, RowWriter& writer);
  bool parse_json(std::size_t field, std::string_view text, RowWriter& writer);
  bool parse_binary(std::size_t field, std::string_view text, RowWriter& writer);
  bool parse_number(std::size_t field, std::string_view text, RowWriter& writer);
  bool not_a_value(std::size_t field, std::string_view text, std::string_view expected);
  bool out_of_range(std::size_t field, std::string_view text);

  std::vector<CellColumn> columns_;
  std::string scratch_;
  std::string reason_;
};

}  // namespace starload::cli
