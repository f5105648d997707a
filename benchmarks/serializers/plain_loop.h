// What the serializers are measured against: a plain loop over structs with std::to_chars, and
// nlohmann::json.
#pragma once

#include <cstddef>
#include <vector>

#include "benchmarks/serializers/bench_rows.h"

namespace starload::bench {

constexpr std::size_t kPlainRowBytes = 512;  // room for one row, generously

// Writes all rows; the number of bytes. REQUIRES: room for kPlainRowBytes a row.
std::size_t plain_csv(const std::vector<BenchRow>& rows, char* out);
std::size_t plain_json(const std::vector<BenchRow>& rows, char* out);
std::size_t nlohmann_dump(const std::vector<BenchRow>& rows, char* out);

}  // namespace starload::bench
