#include "benchmarks/parts/type_columns.h"

#include <utility>

#include "framework/rows/nested_writer.h"

namespace starload::bench {
namespace {

constexpr std::int64_t kNewYear2024Ms = 1'704'067'200'000;
constexpr std::int64_t kYearMs = 31'536'000'000;
constexpr std::size_t kElements = 4;  // of an ARRAY and a MAP

std::int64_t below(std::mt19937_64& random, std::int64_t limit) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
}

// Both signs, all lengths up to that of the limit.
std::int64_t integer(std::mt19937_64& random, std::int64_t limit) {
  const std::int64_t digits = 10 * below(random, limit / 10 + 1) + 1;
  return (random() & 3) == 0 ? -below(random, digits) : below(random, digits);
}

double measured(std::mt19937_64& random) {
  return static_cast<double>(below(random, 1'000'000'000)) / 1e5;
}

std::string text(std::mt19937_64& random, std::size_t shortest, std::size_t longest) {
  std::string out(shortest + random() % (longest - shortest + 1), ' ');
  for (char& c : out) c = static_cast<char>('a' + random() % 26);
  return out;
}

// About one byte in ten needs care in CSV, in JSON or in both.
std::string special_text(std::mt19937_64& random, std::size_t shortest, std::size_t longest) {
  std::string out = text(random, shortest, longest);
  for (char& c : out) c = random() % 10 == 0 ? "\"\\\n\t"[random() % 4] : c;
  return out;
}

TypeColumn plain(std::string name, DataType type, SetField set, std::string target = "") {
  return {std::move(name), std::move(type), std::move(target),
          [set = std::move(set)](const sl_schema&) { return set; }};
}

TypeColumn integers(std::string name, std::int32_t kind, std::int64_t limit) {
  return plain(std::move(name), {.kind = kind}, [limit](auto& row, auto field, auto& random) {
    row.set_int(field, integer(random, limit));
  });
}

TypeColumn decimals(std::string name, std::int32_t precision, std::int32_t scale, int words) {
  return plain(std::move(name), {.kind = SL_TYPE_DECIMAL, .precision = precision, .scale = scale},
               [words](auto& row, auto field, auto& random) {
                 sdk::Int128 unscaled = integer(random, 9'999'999'999);
                 for (int i = 1; i < words; ++i) unscaled = unscaled * 1'000'000'000 + 123'456'789;
                 row.set_decimal(field, unscaled);
               });
}

TypeColumn times(std::string name, std::int32_t kind, std::int32_t precision) {
  const std::int32_t nanos = precision > 3 ? 456'000 : 0;
  return plain(std::move(name), {.kind = kind, .precision = precision},
               [nanos](auto& row, auto field, auto& random) {
                 row.set_timestamp(field, kNewYear2024Ms + below(random, kYearMs), nanos);
               });
}

template <typename MakeText>
TypeColumn texts(std::string name, DataType type, MakeText make, std::size_t shortest,
                 std::size_t longest, std::string target = "") {
  return plain(
      std::move(name), std::move(type),
      [make, shortest, longest](auto& row, auto field, auto& random) {
        row.set_bytes(field, make(random, shortest, longest));
      },
      std::move(target));
}

SetField array_setter(const sl_schema& schema) {
  const auto array = std::make_shared<NestedWriter>(*schema.fields[0].type);
  return [array](RowWriter& row, std::size_t field, std::mt19937_64& random) {
    array->begin(kElements);
    for (std::size_t i = 0; i < kElements; ++i) array->set_int(i, integer(random, 1'000'000));
    row.set_nested(field, array->bytes());
  };
}

SetField row_setter(const sl_schema& schema) {
  const auto record = std::make_shared<NestedWriter>(*schema.fields[0].type);
  return [record](RowWriter& row, std::size_t field, std::mt19937_64& random) {
    record->begin();
    record->set_int(0, integer(random, 1'000'000));
    record->set_bytes(1, text(random, 4, 16));
    row.set_nested(field, record->bytes());
  };
}

SetField map_setter(const sl_schema& schema) {
  struct Map {
    NestedWriter keys, values;
    std::vector<std::uint8_t> bytes;
  };
  const sl_field* of = schema.fields[0].type->children;
  const auto map = std::make_shared<Map>(
      Map{NestedWriter::array_of(*of[0].type), NestedWriter::array_of(*of[1].type), {}});
  return [map](RowWriter& row, std::size_t field, std::mt19937_64& random) {
    map->keys.begin(kElements);
    map->values.begin(kElements);
    for (std::size_t i = 0; i < kElements; ++i) {
      map->keys.set_bytes(i, text(random, 3, 8));
      map->values.set_int(i, integer(random, 1'000'000));
    }
    lay_out_map(map->keys.bytes(), map->values.bytes(), map->bytes);
    row.set_nested(field, map->bytes);
  };
}

std::vector<TypeColumn> make_type_columns() {
  const DataType number = {.kind = SL_TYPE_INT};
  const DataType key = {.kind = SL_TYPE_VARCHAR, .nullable = false};
  std::vector<TypeColumn> columns = {
      plain("boolean", {.kind = SL_TYPE_BOOLEAN},
            [](auto& row, auto field, auto& random) { row.set_bool(field, random() & 1); }),
      integers("tinyint", SL_TYPE_TINYINT, 127),
      integers("smallint", SL_TYPE_SMALLINT, 32'767),
      integers("int", SL_TYPE_INT, 2'000'000'000),
      integers("bigint", SL_TYPE_BIGINT, 900'000'000'000'000'000),
      plain("largeint", {.kind = SL_TYPE_LARGEINT},
            [](auto& row, auto field, auto& random) {
              row.set_largeint(field, sdk::Int128{integer(random, 900'000'000'000'000'000)} *
                                          1'000'000'000'000'007);
            }),
      plain("float", {.kind = SL_TYPE_FLOAT},
            [](auto& row, auto field, auto& random) {
              row.set_float(field, static_cast<float>(below(random, 1'000'000)) / 100.0f);
            }),
      plain("double", {.kind = SL_TYPE_DOUBLE},
            [](auto& row, auto field, auto& random) { row.set_double(field, measured(random)); }),
      decimals("decimal-10-2", 10, 2, 1),
      decimals("decimal-38-10", 38, 10, 3),
      plain("date", {.kind = SL_TYPE_DATE},
            [](auto& row, auto field, auto& random) { row.set_int(field, below(random, 30'000)); }),
      plain("time", {.kind = SL_TYPE_TIME, .precision = 3},
            [](auto& row, auto field, auto& random) {
              row.set_int(field, below(random, 86'400'000));
            }),
      times("timestamp-3", SL_TYPE_TIMESTAMP, 3),
      times("timestamp-6", SL_TYPE_TIMESTAMP, 6),
      times("timestamp-ltz-3", SL_TYPE_TIMESTAMP_LTZ, 3),
      texts("char-8", {.kind = SL_TYPE_CHAR, .length = 8}, &text, 8, 8),
      texts("varchar-7", {.kind = SL_TYPE_VARCHAR, .length = 7}, &text, 1, 7),
      texts("varchar-32", {.kind = SL_TYPE_VARCHAR, .length = 32}, &text, 8, 32),
      texts("varchar-1000", {.kind = SL_TYPE_VARCHAR, .length = 1000}, &text, 200, 1000),
      texts("varchar-32-special", {.kind = SL_TYPE_VARCHAR, .length = 32}, &special_text, 8, 32),
      texts("varbinary-32", {.kind = SL_TYPE_VARBINARY, .length = 32}, &text, 8, 32, "varbinary"),
  };
  columns.push_back(
      {"array-int", {.kind = SL_TYPE_ARRAY, .children = {number}}, "", &array_setter});
  columns.push_back(
      {"map-varchar-int", {.kind = SL_TYPE_MAP, .children = {key, number}}, "", &map_setter});
  columns.push_back({"row-int-varchar",
                     {.kind = SL_TYPE_ROW,
                      .children = {number, {.kind = SL_TYPE_VARCHAR}},
                      .child_names = {"count", "name"}},
                     "",
                     &row_setter});
  return columns;
}

}  // namespace

const std::vector<TypeColumn>& type_columns() {
  static const std::vector<TypeColumn> columns = make_type_columns();
  return columns;
}

std::shared_ptr<const Schema> schema_of(const TypeColumn& column) {
  std::vector<ColumnSpec> specs;
  for (std::size_t i = 0; i < kTypeColumns; ++i)
    specs.push_back({"column" + std::to_string(i), column.type, column.target_type});
  return Schema::make(std::move(specs), false).take();
}

void write_rows(const TypeColumn& column, std::size_t rows, RowBlock& block) {
  std::mt19937_64 random(42);
  const SetField set = column.setter(*block.schema()->abi());
  RowWriter writer(block);
  for (std::size_t row = 0; row < rows; ++row) {
    writer.begin_row();
    for (std::size_t field = 0; field < kTypeColumns; ++field) set(writer, field, random);
    writer.end_row();
  }
}

}  // namespace starload::bench
