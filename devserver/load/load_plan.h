// How the fields of a load's records become columns of the table. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "devserver/load/load_headers.h"
#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

inline constexpr const char* kOpColumn = "__op";

struct LoadPlan {
  std::vector<std::string> fields;   // what a record holds, in order; CSV by position, JSON by key
  std::vector<int> columns;          // indexes into Table::columns that rows carry, in order
  std::vector<int> field_of_column;  // for each of `columns`: its field
  int op_field = -1;                 // the field that holds __op
  std::optional<std::uint8_t> op_constant;
};

// Checks the options against the table, with StarRocks' texts.
Result<LoadPlan> plan_load(const LoadOptions& options, LoadFormat format, const Table& table);

}  // namespace starload::devserver
