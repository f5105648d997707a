// The rows that every serializer benchmark writes: eight mixed columns, as structs and as a block
// in the row format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/rows/row_block.h"

namespace starload::bench {

struct BenchRow {
  std::int64_t id;
  std::string name;  // up to 16 characters
  std::int32_t count;
  std::int64_t price_cents;  // DECIMAL(10,2)
  double ratio;
  std::int64_t at_ms;  // TIMESTAMP(3)
  bool active;
  std::string note;  // up to 32 characters
};

enum class Doubles {
  kMeasured,  // up to six digits behind the point, as sensors and prices give them
  kRandom     // all 16 or 17 digits, the worst case
};

std::vector<BenchRow> make_rows(std::size_t count, Doubles doubles);
std::shared_ptr<const Schema> bench_schema();
void fill_block(const std::vector<BenchRow>& rows, RowBlock& block);
RowBlock make_block(const std::vector<BenchRow>& rows);

}  // namespace starload::bench
