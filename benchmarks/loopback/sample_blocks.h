// The sample rows as the engine takes them.
#pragma once

#include <memory>
#include <vector>

#include "benchmarks/loopback/sample_rows.h"
#include "framework/base/status.h"
#include "framework/rows/row_block.h"

namespace starload::bench {

std::shared_ptr<const Schema> sample_schema();
std::vector<std::string> sample_columns();
std::vector<RowBlock> make_blocks(const std::vector<SampleRow>& rows,
                                  const std::shared_ptr<const Schema>& schema);

// Prints why and ends the program when a step of a benchmark itself does not work.
void require(const Status& status);

}  // namespace starload::bench
