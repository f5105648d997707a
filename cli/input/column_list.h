// The `columns` property of a load, `id,tmp,users=to_bitmap(tmp)`, as readers see it: which fields
// the body holds, and which columns the server computes from them. Plain values; any thread.
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

// The error names what cannot be read, or a `__op` that is not the last field.
Result<ColumnList> read_column_list(std::string_view text);

}  // namespace starload::cli
