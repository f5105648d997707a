// What the serializers are measured against: a plain loop over structs with std::to_chars, fmt, and
// nlohmann::json. All write the same rows: CSV the same bytes, JSON the same values.
#pragma once

#include <cstddef>
#include <vector>

#include "benchmarks/serializers/bench_rows.h"

namespace starload::bench {

constexpr std::size_t kPlainRowBytes = 512;  // room for one row, generously

// Each writes all rows; the number of bytes. JSON: "[", then each object with a comma behind it.
// REQUIRES: room for kPlainRowBytes a row and one byte more.
using PeerLoop = std::size_t (*)(const std::vector<BenchRow>&, char* out);

std::size_t plain_csv(const std::vector<BenchRow>& rows, char* out);
std::size_t plain_json(const std::vector<BenchRow>& rows, char* out);
std::size_t fmt_csv(const std::vector<BenchRow>& rows, char* out);
std::size_t fmt_json(const std::vector<BenchRow>& rows, char* out);
std::size_t nlohmann_json(const std::vector<BenchRow>& rows, char* out);

}  // namespace starload::bench
