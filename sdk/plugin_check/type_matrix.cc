#include "sdk/plugin_check/type_matrix.h"

#include <cstdint>
#include <limits>

namespace starload::plugin_check {
namespace {

using testkit::items;
using testkit::pairs;
using testkit::Value;

template <typename T>
std::vector<Value> whole_numbers() {
  return {0, 1, -1, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}
template <typename T>
std::vector<Value> fractions() {
  using Limits = std::numeric_limits<T>;
  std::vector<Value> values;
  for (const T number : {T{0}, T{-0.0}, static_cast<T>(0.1), T{-1.5f}, Limits::max(),
                         Limits::lowest(), Limits::min(), Limits::denorm_min(), Limits::infinity(),
                         -Limits::infinity(), Limits::quiet_NaN()})
    values.emplace_back(static_cast<double>(number));
  return values;
}

// Text that is short, long, in several scripts, with separators, quotes and no UTF-8 at all.
std::vector<Value> texts() {
  using std::string;
  return {"",
          "a",
          "seven77",
          "eight888",
          "a\tb|c,d;e",
          "line\nbreak\r\n",
          "\"'`\\\\",
          "\\N",
          "null",
          "\xE4\xBD\xA0\xE5\xA5\xBD",
          "\xF0\x9F\x99\x82",
          string("\0x\0", 3),
          string("\xFF\xFE\x80", 3),
          string(1000, 'x')};
}

void add_numbers(std::vector<MatrixColumn>& all) {
  using namespace testkit;
  all.push_back({"BOOLEAN", boolean(), {true, false}});
  all.push_back({"TINYINT", tinyint(), whole_numbers<std::int8_t>()});
  all.push_back({"SMALLINT", smallint(), whole_numbers<std::int16_t>()});
  all.push_back({"INT", integer(), whole_numbers<std::int32_t>()});
  all.push_back({"BIGINT", bigint(), whole_numbers<std::int64_t>()});
  all.push_back({"LARGEINT",
                 largeint(),
                 {0, -1, "170141183460469231731687303715884105727",
                  "-170141183460469231731687303715884105728"}});
  all.push_back({"FLOAT", float32(), fractions<float>()});
  all.push_back({"DOUBLE", float64(), fractions<double>()});
  all.push_back({"DECIMAL(1, 0)", decimal(1, 0), {"0", "9", "-9"}});
  all.push_back({"DECIMAL(18, 4)", decimal(18, 4), {"0.0001", "99999999999999.9999", "-1"}});
  all.push_back({"DECIMAL(38, 10)",
                 decimal(38, 10),
                 {"0", "-0.0000000001", "9999999999999999999999999999.9999999999"}});
  all.push_back({"DECIMAL(38, 38)", decimal(38, 38), {"0.00000000000000000000000000000000000001"}});
}

void add_times(std::vector<MatrixColumn>& all) {
  using namespace testkit;
  constexpr auto kMin = std::numeric_limits<std::int32_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int32_t>::max();
  all.push_back({"DATE", date(), {"1970-01-01", "0000-01-01", "9999-12-31", kMin, kMax}});
  all.push_back({"TIME", time_of_day(3), {"00:00:00", "23:59:59.999", -1, kMax}});
  const std::vector<Value> instants = {"1970-01-01",
                                       "1969-12-31 23:59:59.999",
                                       "0001-01-01 00:00:00",
                                       "9999-12-31 23:59:59.999",
                                       std::numeric_limits<std::int64_t>::min(),
                                       std::numeric_limits<std::int64_t>::max()};
  std::vector<Value> finer = instants;
  finer.emplace_back("2024-02-29 12:30:00.000001");
  finer.emplace_back("2024-02-29 12:30:00.999999999");
  all.push_back({"TIMESTAMP(3)", timestamp(3), instants});
  all.push_back({"TIMESTAMP(6)", timestamp(6), finer});
  all.push_back({"TIMESTAMP_LTZ(3)", timestamp_ltz(3), instants});
  all.push_back({"TIMESTAMP_LTZ(9)", timestamp_ltz(9), finer});
}

void add_nested(std::vector<MatrixColumn>& all) {
  using namespace testkit;
  all.push_back({"ARRAY<INT>", array(integer()), {items({}), items({1, nullptr, -1})}});
  all.push_back({"ARRAY<VARCHAR>", array(varchar()), {items({"", "a longer text", nullptr})}});
  all.push_back({"MAP<VARCHAR, DOUBLE>",
                 map(varchar(), float64()),
                 {pairs({}), pairs({{"a", 1.5}, {"a longer key", nullptr}})}});
  all.push_back({"ROW<BIGINT, VARCHAR>",
                 record({{"id", bigint()}, {"name", varchar()}}),
                 {items({1, "x"}), items({nullptr, nullptr})}});
  all.push_back({"ARRAY<MAP<VARCHAR, ARRAY<INT>>>",
                 array(map(varchar(), array(integer()))),
                 {items({pairs({{"k", items({1})}})})}});
}

}  // namespace

std::vector<MatrixColumn> type_matrix() {
  using namespace testkit;
  std::vector<MatrixColumn> all;
  add_numbers(all);
  all.push_back({"CHAR(10)", character(10), texts()});
  all.push_back({"VARCHAR", varchar(), texts()});
  all.push_back({"BINARY(10)", binary(10), texts()});
  all.push_back({"VARBINARY", varbinary(), texts()});
  add_times(all);
  add_nested(all);
  all.push_back({"NULL", null_type(), {}});
  return all;
}

}  // namespace starload::plugin_check
