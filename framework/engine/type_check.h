// May a value of the rows' type go into a column of the table's? What the server converts without
// loss is fine; what it would turn into NULL, cut or shift is told before the first row is sent.
// Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "framework/catalog/column_type.h"
#include "framework/rows/schema.h"

namespace starload {

struct TypeFindings {
  std::vector<std::string> problems;  // it must not be loaded
  std::vector<std::string> warnings;  // values may exist that the column does not hold
};

// Compares the types, nested ones member by member. A finding begins with the column and the path
// inside of it ("column 'a': a.b[] is ..."), gives both types, and says what to do.
void check_type_fits(const std::string& column, const DataType& rows, const ColumnType& table,
                     TypeFindings& findings);

// "DECIMAL(10,2)", "ARRAY<ROW<a INT>>".
std::string type_text(const DataType& type);

// bitmap, hll and percentile: they take an expression's value only.
bool needs_expression(const std::string& column_type);
// "to_bitmap(uid)": the usual expression of such a column.
std::string usual_expression(const std::string& column_type, const DataType* rows,
                             const std::string& source);

}  // namespace starload
