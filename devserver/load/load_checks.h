// What the headers of a load may ask of a table, with StarRocks' texts. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "devserver/load/load_headers.h"
#include "devserver/storage/table.h"
#include "framework/base/status.h"

namespace starload::devserver {

Status check_duplicates(const ColumnsHeader& header);
Status check_partial_update(const LoadOptions& options, const Table& table);
Status check_merge_condition(const LoadOptions& options, const Table& table);
Status check_negative(const LoadOptions& options, const Table& table);
// BITMAP and HLL take what their functions give; `given` nullptr = a field.
Status check_object_column(const Column& column, const Type* given);

}  // namespace starload::devserver
