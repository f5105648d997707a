// Expressions of the `columns` and `where` headers in SQLite's dialect. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "devserver/sql/query_context.h"
#include "framework/base/status.h"

namespace starload::devserver {

struct LoadExpression {
  std::string sql;
  Type type;
};

// `column=text`, over the source fields; the failure is worded as the server does.
Result<LoadExpression> compile_mapping(const std::string& column, const std::string& text,
                                       const std::vector<ColumnInfo>& fields);

// The `where` header, over the table's columns.
Result<LoadExpression> compile_where(const std::string& text,
                                     const std::vector<ColumnInfo>& columns);

// True when the text has the name in it as a word, without regard to case.
bool mentions(const std::string& text, std::string_view name);

}  // namespace starload::devserver
