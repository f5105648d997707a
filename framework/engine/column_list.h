// sink.properties.columns taken apart: `a,b,tmp,c=to_bitmap(tmp)`. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload {

inline constexpr char kOpColumn[] = "__op";

struct ColumnItem {
  std::string name;         // without its back-ticks
  bool is_mapping = false;  // name=expression; else a field of the rows
};

// The items in their order. The error names what is wrong: an item without a name, a quote or a
// parenthesis that is not closed.
Result<std::vector<ColumnItem>> parse_column_list(std::string_view text);

// Ignoring case, as the server compares.
const ColumnItem* find_item(const std::vector<ColumnItem>& items, std::string_view name);

}  // namespace starload
