#include "devserver/load/cell_converter.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

Column column_of(TypeKind kind, int first = 0, int second = 0) {
  Column column;
  column.name = "c";
  column.type.kind = kind;
  if (kind == TypeKind::kDecimal) {
    column.type.precision = first;
    column.type.scale = second;
  } else {
    column.type.length = first;
  }
  return column;
}

// The stored value as text; "invalid" or the refusal when there is none.
std::string shown(CellConverter& converter, CellConverter::Outcome outcome, const Cell& cell) {
  if (outcome == CellConverter::Outcome::kInvalid) return "invalid";
  if (outcome == CellConverter::Outcome::kRefused) return converter.refusal();
  if (const auto* integer = std::get_if<std::int64_t>(&cell))
    return "int " + std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&cell)) return "double " + std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return "NULL";
}

std::string csv(const Column& column, std::string_view text) {
  CellConverter converter(column);
  Cell cell;
  const auto outcome = converter.from_csv(text, cell);
  return shown(converter, outcome, cell);
}

std::string json(const Column& column, std::string_view text) {
  CellConverter converter(column);
  JsonCursor cursor(text);
  JsonValue value;
  EXPECT_TRUE(cursor.read_value(value)) << text;
  Cell cell;
  const auto outcome = converter.from_json(value, cell);
  return shown(converter, outcome, cell);
}

TEST(CellConverter, HoldsIntegersToTheirType) {
  EXPECT_EQ(csv(column_of(TypeKind::kTinyint), "127"), "int 127");
  EXPECT_EQ(csv(column_of(TypeKind::kTinyint), "128"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kSmallint), "-32768"), "int -32768");
  EXPECT_EQ(csv(column_of(TypeKind::kInt), "2147483648"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kBigint), "9223372036854775807"), "int 9223372036854775807");
  EXPECT_EQ(csv(column_of(TypeKind::kBigint), ""), "invalid");
}

TEST(CellConverter, CutsDecimalsForIntegersOfUpTo32Bits) {
  EXPECT_EQ(csv(column_of(TypeKind::kInt), "1.7"), "int 1");
  EXPECT_EQ(csv(column_of(TypeKind::kTinyint), "-1.7"), "int -1");
  EXPECT_EQ(csv(column_of(TypeKind::kBigint), "1.7"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kLargeint), "1.7"), "invalid");
}

TEST(CellConverter, DecimalOverflowIsRefusedOrInvalid) {
  EXPECT_EQ(csv(column_of(TypeKind::kDecimal, 5, 2), "123.455"), "123.46");
  EXPECT_EQ(csv(column_of(TypeKind::kDecimal, 5, 2), "1234.5"),
            "Decimal '1234.50' is out of range. The type of 'c' is DECIMAL32(5, 2)'");
  EXPECT_EQ(csv(column_of(TypeKind::kDecimal, 5, 2), "999.999"),
            "Decimal '1000.00' is out of range. The type of 'c' is DECIMAL32(5, 2)'");
  EXPECT_EQ(csv(column_of(TypeKind::kDecimal, 5, 2), "12345678901"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kDecimal, 38, 0), std::string(38, '9')), std::string(38, '9'));
}

TEST(CellConverter, StringsThatAreTooLong) {
  EXPECT_EQ(csv(column_of(TypeKind::kVarchar, 3), "abc"), "abc");
  EXPECT_EQ(csv(column_of(TypeKind::kVarchar, 3), "abcd"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kVarchar, 3), "é中"), "invalid");  // five bytes
  EXPECT_EQ(json(column_of(TypeKind::kVarchar, 3), "\"abcd\""),
            "String 'abcd'(length=4) is too long. The max length of 'c' is 3");
}

TEST(CellConverter, EmptyTextIsAStringButNoNumber) {
  EXPECT_EQ(csv(column_of(TypeKind::kVarchar, 3), ""), "");
  EXPECT_EQ(csv(column_of(TypeKind::kDouble), ""), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kDate), ""), "invalid");
}

TEST(CellConverter, ScalarsGetTheirCanonicalForm) {
  EXPECT_EQ(csv(column_of(TypeKind::kBoolean), "True"), "int 1");
  EXPECT_EQ(csv(column_of(TypeKind::kLargeint), "-170141183460469231731687303715884105728"),
            "-170141183460469231731687303715884105728");
  EXPECT_EQ(csv(column_of(TypeKind::kDate), "20200102"), "2020-01-02");
  EXPECT_EQ(csv(column_of(TypeKind::kDatetime), "2020-01-02T03:04:05.5"),
            "2020-01-02 03:04:05.500000");
  EXPECT_EQ(csv(column_of(TypeKind::kDouble), "2.5"), "double 2.500000");
}

TEST(CellConverter, JsonAndNestedColumnsKeepTheirText) {
  EXPECT_EQ(csv(column_of(TypeKind::kJson), "{\"a\": 1}"), "{\"a\": 1}");
  EXPECT_EQ(csv(column_of(TypeKind::kJson), "{a"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kArray), "[1,2]"), "[1,2]");
  EXPECT_EQ(csv(column_of(TypeKind::kArray), "{}"), "invalid");
  EXPECT_EQ(csv(column_of(TypeKind::kMap), "{1:\"a\",-2:\"b\"}"), "{1:\"a\",-2:\"b\"}");
  EXPECT_EQ(csv(column_of(TypeKind::kStruct), "{\"x\":1}"), "{\"x\":1}");
  EXPECT_EQ(csv(column_of(TypeKind::kStruct), "[1]"), "invalid");
}

TEST(CellConverter, VarbinaryKeepsItsBytes) {
  EXPECT_EQ(csv(column_of(TypeKind::kVarbinary, 10), std::string_view("\x01\x02", 2)), "\x01\x02");
}

TEST(CellConverter, JsonNumbersIntoStringsKeepTheirText) {
  EXPECT_EQ(json(column_of(TypeKind::kVarchar, 20), "1.50"), "1.50");
  EXPECT_EQ(json(column_of(TypeKind::kVarchar, 20), "1e400"), "1e400");
  EXPECT_EQ(json(column_of(TypeKind::kVarchar, 20), "true"), "true");
  EXPECT_EQ(json(column_of(TypeKind::kVarchar, 20), "{\"a\": [1]}"), "{\"a\": [1]}");
}

TEST(CellConverter, JsonValuesIntoTypedColumns) {
  EXPECT_EQ(json(column_of(TypeKind::kInt), "null"), "NULL");
  EXPECT_EQ(json(column_of(TypeKind::kInt), "\"12\""), "int 12");
  EXPECT_EQ(json(column_of(TypeKind::kInt), "true"), "invalid");
  EXPECT_EQ(json(column_of(TypeKind::kInt), "99999999999"), "invalid");
  EXPECT_EQ(json(column_of(TypeKind::kBigint), "1.9"), "int 1");
  EXPECT_EQ(json(column_of(TypeKind::kBoolean), "true"), "int 1");
  EXPECT_EQ(json(column_of(TypeKind::kDecimal, 20, 3), "12345678901234567.8915"),
            "12345678901234567.892");
  EXPECT_EQ(json(column_of(TypeKind::kJson), "\"text\""), "\"text\"");
  EXPECT_EQ(json(column_of(TypeKind::kArray), "[1, \"a\"]"), "[1, \"a\"]");
}

TEST(LoadTypeText, NamesTypesAsMessagesDo) {
  EXPECT_EQ(load_type_text(column_of(TypeKind::kInt).type), "INT");
  EXPECT_EQ(load_type_text(column_of(TypeKind::kVarchar, 10).type), "VARCHAR(10)");
  EXPECT_EQ(load_type_text(column_of(TypeKind::kDecimal, 18, 4).type), "DECIMAL64(18, 4)");
  Type array;
  array.kind = TypeKind::kArray;
  array.children.push_back(column_of(TypeKind::kInt).type);
  EXPECT_EQ(load_type_text(array), "ARRAY<INT>");
}

}  // namespace
}  // namespace starload::devserver
