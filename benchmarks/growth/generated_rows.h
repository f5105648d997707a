// Rows of any number of columns, for curves over columns, tables and rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/rows/row_block.h"

namespace starload::bench {

// The eight types of the sample rows, again and again: BIGINT, VARCHAR(16), INT, DECIMAL(10,2),
// DOUBLE, TIMESTAMP(3), BOOLEAN, VARCHAR(32).
std::shared_ptr<const Schema> generated_schema(std::size_t columns);
std::vector<std::string> generated_columns(std::size_t columns);

// Blocks that are written again and again; each is about as large, whatever the number of columns.
std::vector<RowBlock> generated_blocks(const std::shared_ptr<const Schema>& schema,
                                       std::size_t columns);

}  // namespace starload::bench
