// The row format: building a block, reading its fields, checking a block that somebody else wrote;
// "bytes" over "rows" is the size of a row.
#include <starload/sdk/row.hpp>

#include "benchmarks/parts/bench_case.h"
#include "benchmarks/parts/type_columns.h"
#include "benchmarks/serializers/bench_rows.h"

namespace starload::bench {
namespace {

constexpr std::size_t kRows = 10'000;
constexpr std::size_t kTypeRows = 4'000;

using Block = std::shared_ptr<const RowBlock>;
using MakeBlock = std::function<Block()>;

Block mixed_block() {
  return std::make_shared<RowBlock>(make_block(make_rows(kRows, Doubles::kMeasured)));
}

MakeBlock block_of(const TypeColumn& column) {
  return [&column]() -> Block {
    const auto block = std::make_shared<RowBlock>(schema_of(column));
    write_rows(column, kTypeRows, *block);
    return block;
  };
}

std::uint64_t value_of(const sdk::Field& field);

std::uint64_t sum_of(const sdk::Array& array) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < array.size(); ++i) sum += value_of(array[i]);
  return sum;
}

std::uint64_t sum_of(const sdk::Record& record) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < record.size(); ++i) sum += value_of(record[i]);
  return sum;
}

// Something that no compiler can know without reading the field.
std::uint64_t value_of(const sdk::Field& field) {
  if (field.is_null()) return 0;
  switch (field.type().kind) {
    case SL_TYPE_BOOLEAN:
      return field.as_bool() ? 1 : 0;
    case SL_TYPE_LARGEINT:
      return static_cast<std::uint64_t>(field.as_largeint());
    case SL_TYPE_FLOAT:
    case SL_TYPE_DOUBLE:
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(field.as_double()));
    case SL_TYPE_DECIMAL:
      return static_cast<std::uint64_t>(field.as_decimal().unscaled);
    case SL_TYPE_TIMESTAMP:
    case SL_TYPE_TIMESTAMP_LTZ:
      return static_cast<std::uint64_t>(field.as_timestamp().epoch_ms);
    case SL_TYPE_CHAR:
    case SL_TYPE_VARCHAR:
    case SL_TYPE_BINARY:
    case SL_TYPE_VARBINARY: {
      const std::string_view text = field.as_string();
      return text.size() + (text.empty() ? 0 : static_cast<unsigned char>(text.back()));
    }
    case SL_TYPE_ARRAY:
      return sum_of(field.as_array());
    case SL_TYPE_MAP:
      return sum_of(field.as_map().keys()) + sum_of(field.as_map().values());
    case SL_TYPE_ROW:
      return sum_of(field.as_record());
    default:
      return static_cast<std::uint64_t>(field.as_int64());
  }
}

void add_read(const std::string& name, std::size_t rows, MakeBlock make) {
  add_case("row-read-" + name + "/starload", rows, [make] {
    return [block = make()] {
      const sl_row_block view = block->abi();
      std::uint64_t sum = 0;
      for (std::size_t row = 0; row < view.row_count; ++row) {
        const sdk::Row fields(view, row);
        for (std::size_t field = 0; field < fields.size(); ++field) sum += value_of(fields[field]);
      }
      benchmark::DoNotOptimize(sum);
      return view.byte_count;
    };
  });
}

void add_verify(const std::string& name, std::size_t rows, MakeBlock make) {
  add_case("row-verify-" + name + "/starload", rows, [make] {
    return [block = make()] {
      const Status status = verify_block(block->abi());
      if (!status) std::abort();
      return block->byte_count();
    };
  });
}

// One block that is filled again and again, as hosts do.
void add_write() {
  add_case("row-write-mixed/starload", kRows, [] {
    const auto rows = std::make_shared<std::vector<BenchRow>>(make_rows(kRows, Doubles::kMeasured));
    const auto block = std::make_shared<RowBlock>(bench_schema());
    return [rows, block] {
      block->clear();
      fill_block(*rows, *block);
      return block->byte_count();
    };
  });
}

}  // namespace

void add_cases() {
  add_write();
  add_read("mixed", kRows, &mixed_block);
  add_verify("mixed", kRows, &mixed_block);
  for (const TypeColumn& column : type_columns()) {
    add_read(column.name, kTypeRows, block_of(column));
    add_verify(column.name, kTypeRows, block_of(column));
  }
}

}  // namespace starload::bench

int main(int argc, char** argv) {
  return starload::bench::run_cases(argc, argv, &starload::bench::add_cases);
}
