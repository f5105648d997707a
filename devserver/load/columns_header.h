// The `columns` header: source fields in order, and mappings `column=expression`. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload::devserver {

struct ColumnMapping {
  std::string column;
  std::string expression;  // as written, trimmed; an identifier keeps its back-ticks
};

struct ColumnsHeader {
  std::vector<std::string> fields;  // without back-ticks
  std::vector<ColumnMapping> mappings;
};

Result<ColumnsHeader> parse_columns_header(std::string_view header);

// True when the expression is one bare or back-quoted identifier; `name` is then the identifier.
bool is_plain_reference(std::string_view expression, std::string& name);

}  // namespace starload::devserver
