// The `columns` property of a load, `id,tmp,users=to_bitmap(tmp)`: what fields the body holds, and
// which columns the server computes from them. Plain values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload::cli {

struct ColumnList {
  std::vector<std::string> fields;    // of the body, in order, without a last `__op`
  std::vector<std::string> computed;  // left sides of the expressions

  bool computes(std::string_view column) const;  // ignoring case
};

// Commas inside quotes, parentheses and behind a backslash do not separate. The error names the
// part that cannot be read.
Result<ColumnList> parse_column_list(std::string_view text);

}  // namespace starload::cli
