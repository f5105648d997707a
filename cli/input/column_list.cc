#include "cli/input/column_list.h"

#include <algorithm>

#include "framework/base/text.h"
#include "framework/engine/column_list.h"

namespace starload::cli {

bool ColumnList::computes(std::string_view column) const {
  return std::any_of(computed.begin(), computed.end(),
                     [&](const std::string& name) { return equals_ignoring_case(name, column); });
}

Result<ColumnList> read_column_list(std::string_view text) {
  Result<std::vector<ColumnItem>> items = parse_column_list(text);
  if (!items) return items.status();
  ColumnList list;
  for (ColumnItem& item : *items)
    (item.is_mapping ? list.computed : list.fields).push_back(std::move(item.name));
  const auto op = std::find_if(list.fields.begin(), list.fields.end(), [](const std::string& name) {
    return equals_ignoring_case(name, kOpColumn);
  });
  if (op == list.fields.end()) return list;
  if (op + 1 != list.fields.end()) {
    return Status::config(
        "sink.properties.columns: `__op` is the last field of the rows that are sent; write it "
        "behind the other fields, or leave it out");
  }
  list.fields.erase(op);
  return list;
}

}  // namespace starload::cli
