// BITMAP and HLL values of a batch for an AGGREGATE table, united by key before they are written:
// a stored set is read and written again for every row that adds to it, which takes time in the
// square of the rows when each brings one value. Pure functions.
#pragma once

#include "devserver/storage/storage.h"
#include "devserver/storage/table.h"

namespace starload::devserver {

// True when unite_objects() has something to do.
bool has_united_columns(const Table& table, const RowBatch& batch);

// Of rows that share a key the first with a value takes the union, the others empty bytes: nothing
// to add. Rows with NULL in their key stay as they are.
void unite_objects(const Table& table, RowBatch& batch);

}  // namespace starload::devserver
