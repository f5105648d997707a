// The eight mixed columns that the benchmarks use: about 114 bytes a row as CSV.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace starload::bench {

struct SampleRow {
  std::int64_t id;
  char name[17];  // VARCHAR(16)
  std::int32_t quantity;
  std::int64_t price_cents;  // DECIMAL(10,2)
  double ratio;
  std::int64_t time_ms;  // TIMESTAMP(3)
  bool active;
  char note[33];  // VARCHAR(32)
};

inline std::vector<SampleRow> make_sample_rows(std::size_t count) {
  std::vector<SampleRow> rows(count);
  std::uint64_t state = 42;
  const auto next = [&state] {
    return state = state * 6364136223846793005u + 1442695040888963407u;
  };
  for (std::size_t i = 0; i < count; ++i) {
    SampleRow& row = rows[i];
    row.id = static_cast<std::int64_t>(1'000'000'000 + i);
    std::snprintf(row.name, sizeof row.name, "customer-%07u",
                  static_cast<unsigned>(next() >> 45) % 9999999u);
    row.quantity = static_cast<std::int32_t>(next() >> 50);
    row.price_cents = static_cast<std::int64_t>(next() >> 38);
    row.ratio = static_cast<double>(next() >> 40) / 1000.0;
    row.time_ms = 1'700'000'000'000 + static_cast<std::int64_t>(next() >> 30);
    row.active = (next() >> 63) != 0;
    std::snprintf(row.note, sizeof row.note, "note %027llu",
                  static_cast<unsigned long long>(next()));
  }
  return rows;
}

}  // namespace starload::bench
