// Aggregate functions that build, unite and count BITMAP and HLL values.
#pragma once

#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {

// bitmap_union, bitmap_intersect, bitmap_agg, bitmap_union_count, bitmap_union_int; hll_union,
// hll_union_agg, hll_raw_agg, approx_count_distinct. NULL counts for nothing.
Status register_object_aggregates(Database& database);

}  // namespace starload::devserver
