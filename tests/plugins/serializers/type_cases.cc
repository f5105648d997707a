#include "tests/plugins/serializers/type_cases.h"

namespace starload::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr sdk::Int128 kMaxLargeint = std::numeric_limits<sdk::Int128>::max();
constexpr sdk::Int128 kMinLargeint = std::numeric_limits<sdk::Int128>::min();
constexpr std::int64_t kLastMs = 253'402'300'799'999;   // 9999-12-31 23:59:59.999
constexpr std::int64_t kFirstMs = -62'167'219'200'000;  // 0000-01-01 00:00:00

sdk::Int128 nines(int digits) {
  sdk::Int128 value = 0;
  while (digits-- > 0) value = value * 10 + 9;
  return value;
}

TypeCase bool_case(std::string name, bool value, std::string text, std::string nested) {
  return type_case(
      std::move(name), {.kind = SL_TYPE_BOOLEAN}, [value](auto& w) { w.set_bool(0, value); }, text,
      text, std::move(nested));
}

TypeCase largeint_case(std::string name, sdk::Int128 value, std::string text) {
  return type_case(
      std::move(name), {.kind = SL_TYPE_LARGEINT}, [value](auto& w) { w.set_largeint(0, value); },
      text, text, text);
}

std::vector<TypeCase> number_cases() {
  return {
      bool_case("True", true, "1", "true"),
      bool_case("False", false, "0", "false"),
      int_case("Tinyint", SL_TYPE_TINYINT, 7, "7"),
      int_case("TinyintLeast", SL_TYPE_TINYINT, -128, "-128"),
      int_case("SmallintLeast", SL_TYPE_SMALLINT, -32768, "-32768"),
      int_case("SmallintGreatest", SL_TYPE_SMALLINT, 32767, "32767"),
      int_case("IntLeast", SL_TYPE_INT, INT32_MIN, "-2147483648"),
      int_case("IntGreatest", SL_TYPE_INT, INT32_MAX, "2147483647"),
      int_case("BigintZero", SL_TYPE_BIGINT, 0, "0"),
      int_case("BigintLeast", SL_TYPE_BIGINT, INT64_MIN, "-9223372036854775808"),
      int_case("BigintGreatest", SL_TYPE_BIGINT, INT64_MAX, "9223372036854775807"),
      largeint_case("Largeint", -5, "-5"),
      largeint_case("LargeintLeast", kMinLargeint, "-170141183460469231731687303715884105728"),
      largeint_case("LargeintGreatest", kMaxLargeint, "170141183460469231731687303715884105727"),
      float_case("Float", 0.1f, "0.1"),
      float_case("FloatGreatest", 3.4028235e38f, "3.4028235e+38"),
      float_case("FloatNan", std::numeric_limits<float>::quiet_NaN(), "NaN", "null"),
      double_case("Double", 12345.678, "12345.678"),
      double_case("DoubleWhole", 200000.0, "200000.0"),
      double_case("DoubleTiny", 5e-324, "5e-324"),
      double_case("DoubleGreatest", 1.7976931348623157e308, "1.7976931348623157e+308"),
      double_case("DoubleMinusZero", -0.0, "-0.0"),
      double_case("DoubleNan", std::numeric_limits<double>::quiet_NaN(), "NaN", "null"),
      double_case("DoubleInfinity", kInfinity, "Infinity", "null"),
      double_case("DoubleMinusInfinity", -kInfinity, "-Infinity", "null"),
      decimal_case("Decimal", 10, 2, 1234560, "12345.60"),
      decimal_case("DecimalSmall", 18, 7, 1, "0.0000001"),
      decimal_case("DecimalZero", 38, 18, 0, "0.000000000000000000"),
      decimal_case("DecimalGreatest", 38, 0, nines(38), std::string(38, '9')),
      decimal_case("DecimalLeast", 38, 38, -nines(38), "-0." + std::string(38, '9'))};
}

std::vector<TypeCase> time_cases() {
  return {
      int_case("Date", SL_TYPE_DATE, 19723, "2024-01-01", "\"2024-01-01\""),
      int_case("DateFirst", SL_TYPE_DATE, -719528, "0000-01-01", "\"0000-01-01\""),
      int_case("DateLast", SL_TYPE_DATE, 2932896, "9999-12-31", "\"9999-12-31\""),
      int_case("Time", SL_TYPE_TIME, 3'661'000, "01:01:01", "\"01:01:01\""),
      int_case("TimeLast", SL_TYPE_TIME, 86'399'999, "23:59:59.999", "\"23:59:59.999\""),
      timestamp_case("Timestamp3", SL_TYPE_TIMESTAMP, 3, 1'700'000'000'123, 0,
                     "2023-11-14 22:13:20.123000"),
      timestamp_case("TimestampMidnight", SL_TYPE_TIMESTAMP, 0, 1'704'067'200'000, 0,
                     "2024-01-01 00:00:00"),
      timestamp_case("Timestamp9", SL_TYPE_TIMESTAMP, 9, 1'700'000'000'123, 456'789,
                     "2023-11-14 22:13:20.123456"),
      timestamp_case("TimestampFirst", SL_TYPE_TIMESTAMP, 3, kFirstMs, 0, "0000-01-01 00:00:00"),
      timestamp_case("TimestampLast", SL_TYPE_TIMESTAMP, 6, kLastMs, 999'000,
                     "9999-12-31 23:59:59.999999"),
      timestamp_case("TimestampLtz", SL_TYPE_TIMESTAMP_LTZ, 3, 1'700'000'000'000, 0,
                     "2023-11-14 22:13:20")};
}

std::vector<TypeCase> text_cases() {
  return {text_case("Char", SL_TYPE_CHAR, "abc", "abc", "\"abc\""),
          text_case("Varchar", SL_TYPE_VARCHAR, "longer than seven", "longer than seven",
                    "\"longer than seven\""),
          text_case("VarcharUtf8", SL_TYPE_VARCHAR, "Gr\u00fc\u00dfe, \u4e16\u754c",
                    "Gr\u00fc\u00dfe, \u4e16\u754c", "\"Gr\u00fc\u00dfe, \u4e16\u754c\""),
          text_case("VarcharControl", SL_TYPE_VARCHAR, "a\x01\\b", "a\x01\\b", "\"a\\u0001\\\\b\""),
          text_case("Binary", SL_TYPE_BINARY, "abc", "YWJj", "\"abc\"", "\"YWJj\""),
          text_case("Varbinary", SL_TYPE_VARBINARY, "some bytes",
                    "c29tZSBieXRlcw==", "\"some bytes\"", "\"c29tZSBieXRlcw==\"")};
}

std::vector<TypeCase> null_cases() {
  std::vector<TypeCase> cases;
  for (std::int32_t kind = SL_TYPE_BOOLEAN; kind <= SL_TYPE_TIMESTAMP_LTZ; ++kind) {
    DataType type{.kind = kind};
    if (kind == SL_TYPE_DECIMAL) type.precision = 38;
    if (kind >= SL_TYPE_TIME) type.precision = 9;
    cases.push_back(null_case("NullOfType" + std::to_string(kind), type));
  }
  cases.push_back(null_case("NullOfTypeNull", {.kind = SL_TYPE_NULL}));
  return cases;
}

}  // namespace

std::vector<TypeCase> type_cases() {
  std::vector<TypeCase> all;
  for (const auto& part : {number_cases(), time_cases(), text_cases(), null_cases()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace starload::test
