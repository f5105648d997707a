#include "benchmarks/serializers/bench_rows.h"

#include <random>

#include "framework/rows/row_writer.h"

namespace starload::bench {
namespace {

constexpr std::int64_t kNewYear2024Ms = 1'704'067'200'000;

std::string random_text(std::mt19937_64& random, std::size_t shortest, std::size_t longest) {
  static constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ0123456789_";
  std::string text(shortest + random() % (longest - shortest + 1), ' ');
  for (char& c : text) c = kLetters[random() % (sizeof(kLetters) - 1)];
  return text;
}

double random_double(std::mt19937_64& random, Doubles doubles) {
  if (doubles == Doubles::kRandom) {
    return std::uniform_real_distribution<double>(0.0, 1000.0)(random);
  }
  // The last of the five digits is not 0: a whole number is "5" for some of the peers, "5.0" for
  // others.
  return static_cast<double>(random() % 100'000'000 * 10 + 10'001) / 1e5;
}

ColumnSpec column(const char* name, DataType type) {
  return {.name = name, .type = std::move(type), .target_type = ""};
}

std::vector<ColumnSpec> columns() {
  return {column("id", {.kind = SL_TYPE_BIGINT}),
          column("name", {.kind = SL_TYPE_VARCHAR, .length = 16}),
          column("count", {.kind = SL_TYPE_INT}),
          column("price", {.kind = SL_TYPE_DECIMAL, .precision = 10, .scale = 2}),
          column("ratio", {.kind = SL_TYPE_DOUBLE}),
          column("at", {.kind = SL_TYPE_TIMESTAMP, .precision = 3}),
          column("active", {.kind = SL_TYPE_BOOLEAN}),
          column("note", {.kind = SL_TYPE_VARCHAR, .length = 32})};
}

}  // namespace

std::vector<BenchRow> make_rows(std::size_t count, Doubles doubles) {
  std::mt19937_64 random(42);
  std::vector<BenchRow> rows;
  rows.reserve(count);
  std::int64_t at = kNewYear2024Ms;
  for (std::size_t i = 0; i < count; ++i) {
    at += static_cast<std::int64_t>(random() % 5000);
    rows.push_back({.id = static_cast<std::int64_t>(random() % 1'000'000'000'000),
                    .name = random_text(random, 8, 16),
                    .count = static_cast<std::int32_t>(random() % 1'000'000'000),
                    .price_cents = static_cast<std::int64_t>(random() % 9'999'999'999),
                    .ratio = random_double(random, doubles),
                    .at_ms = at,
                    .active = (random() & 1) != 0,
                    .note = random_text(random, 20, 32)});
  }
  return rows;
}

std::shared_ptr<const Schema> bench_schema() { return Schema::make(columns(), false).take(); }

void fill_block(const std::vector<BenchRow>& rows, RowBlock& block) {
  RowWriter writer(block);
  for (const BenchRow& row : rows) {
    writer.begin_row();
    writer.set_int(0, row.id);
    writer.set_bytes(1, row.name);
    writer.set_int(2, row.count);
    writer.set_decimal(3, row.price_cents);
    writer.set_double(4, row.ratio);
    writer.set_timestamp(5, row.at_ms, 0);
    writer.set_bool(6, row.active);
    writer.set_bytes(7, row.note);
    writer.end_row();
  }
}

RowBlock make_block(const std::vector<BenchRow>& rows) {
  RowBlock block(bench_schema());
  fill_block(rows, block);
  return block;
}

}  // namespace starload::bench
