// Rows written here are, byte for byte, rows written by Flink (golden/README.md).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <starload/sdk/row.hpp>

#include "framework/rows/nested_writer.h"
#include "framework/rows/row_writer.h"
#include "tests/framework/rows/row_test_util.h"

namespace starload {
namespace {

std::string golden(const std::string& name) {
  std::ifstream file(STARLOAD_GOLDEN_ROWS);
  std::string key;
  std::string bytes;
  while (file >> key >> bytes) {
    if (key == name) return bytes;
  }
  return "no golden row " + name;
}

const std::vector<DataType> kScalars = {
    scalar(SL_TYPE_BOOLEAN), scalar(SL_TYPE_TINYINT), scalar(SL_TYPE_SMALLINT),
    scalar(SL_TYPE_INT),     scalar(SL_TYPE_BIGINT),  scalar(SL_TYPE_FLOAT),
    scalar(SL_TYPE_DOUBLE),  scalar(SL_TYPE_DATE),    scalar(SL_TYPE_TIME)};

TEST(GoldenRows, ScalarsLieInTheirSlots) {
  RowBlock block(make_schema(kScalars));
  RowWriter writer(block);
  writer.begin_row();
  writer.set_bool(0, true);
  writer.set_int(1, -1);
  writer.set_int(2, -2);
  writer.set_int(3, -3);
  writer.set_int(4, -4);
  writer.set_float(5, 1.5f);
  writer.set_double(6, -2.25);
  writer.set_int(7, 19723);
  writer.set_int(8, 3661001);
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("scalars"));
}

TEST(GoldenRows, NullsAreBitsBehindTheRowKind) {
  RowBlock block(make_schema(kScalars));
  RowWriter writer(block);
  writer.begin_row(SL_ROW_DELETE);
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("nulls"));
}

TEST(GoldenRows, ShortTextsLieInTheirSlots) {
  const DataType text = scalar(SL_TYPE_VARCHAR);
  RowBlock block(make_schema({text, text, text, text, text, scalar(SL_TYPE_VARBINARY)}));
  RowWriter writer(block);
  writer.begin_row(SL_ROW_UPDATE_AFTER);
  writer.set_bytes(0, "");
  writer.set_bytes(1, "abc");
  writer.set_bytes(2, "1234567");
  writer.set_bytes(3, "12345678");
  writer.set_bytes(4, "Gr\u00fc\u00dfe aus K\u00f6ln");
  writer.set_bytes(5, std::string_view("\x00\xff\x01\x02\x03\x04\x05\x06\x07", 9));
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("texts"));
}

sdk::Int128 power_of_ten(int exponent) {
  sdk::Int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

TEST(GoldenRows, WideDecimalsAreBigEndianAndShortest) {
  RowBlock block(make_schema({decimal_type(10, 2), decimal_type(38, 18), decimal_type(38, 0),
                              decimal_type(20, 0), decimal_type(19, 0)}));
  RowWriter writer(block);
  writer.begin_row();
  writer.set_decimal(0, 1234560);
  writer.set_decimal(1, 15 * power_of_ten(17));
  writer.set_decimal(2, 1 - power_of_ten(38));
  writer.set_decimal(3, 128);
  writer.set_decimal(4, -1);
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("decimals"));
}

TEST(GoldenRows, TimestampsAreCompactUpToMilliseconds) {
  RowBlock block(make_schema({timestamp_type(3), timestamp_type(6), timestamp_type(9)}));
  RowWriter writer(block);
  writer.begin_row();
  writer.set_timestamp(0, 1700000000123, 0);
  writer.set_timestamp(1, 1700000000123, 456000);
  writer.set_timestamp(2, -1, 999999);
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("timestamps"));
}

std::vector<std::uint8_t> bytes_of(const std::string& hex_text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex_text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex_text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

// Flink reserves room for wide values that are null, so that they can be set later; writers here do
// not.
TEST(GoldenRows, ReservedRoomOfWideNullsIsRead) {
  const auto schema = make_schema({decimal_type(38, 10), timestamp_type(9)});
  const std::vector<std::uint8_t> bytes = bytes_of(golden("wide_nulls"));
  const std::uint32_t offsets[] = {0, static_cast<std::uint32_t>(bytes.size())};
  const sl_row_block block = {sizeof(sl_row_block), 0,           schema->abi(), 1, offsets,
                              bytes.data(),         bytes.size()};
  ASSERT_TRUE(verify_block(block).is_ok());
  const sdk::Row row(block, 0);
  EXPECT_TRUE(row[0].is_null());
  EXPECT_TRUE(row[1].is_null());
}

TEST(GoldenRows, NestedValuesAreLaidOutLikeFlinks) {
  const auto schema =
      make_schema({array_type(scalar(SL_TYPE_INT)), array_type(scalar(SL_TYPE_VARCHAR)),
                   map_type(scalar(SL_TYPE_VARCHAR), scalar(SL_TYPE_INT)),
                   row_type({scalar(SL_TYPE_INT), scalar(SL_TYPE_VARCHAR)}, {"number", "text"}),
                   array_type(scalar(SL_TYPE_BOOLEAN))});
  const sl_field* fields = schema->abi()->fields;
  RowBlock block(schema);
  RowWriter writer(block);
  writer.begin_row();
  NestedWriter ints(*fields[0].type);
  ints.begin(3);
  ints.set_int(0, 1);
  ints.set_int(2, 3);
  writer.set_nested(0, ints.bytes());
  NestedWriter texts(*fields[1].type);
  texts.begin(3);
  texts.set_bytes(0, "a");
  texts.set_bytes(2, "longer than seven");
  writer.set_nested(1, texts.bytes());
  NestedWriter keys = NestedWriter::array_of(*fields[2].type->children[0].type);
  keys.begin(2);
  keys.set_bytes(0, "k");
  keys.set_bytes(1, "another key");
  NestedWriter values = NestedWriter::array_of(*fields[2].type->children[1].type);
  values.begin(2);
  values.set_int(0, 7);
  std::vector<std::uint8_t> map;
  lay_out_map(keys.bytes(), values.bytes(), map);
  writer.set_nested(2, map);
  NestedWriter inner(*fields[3].type);
  inner.begin();
  inner.set_int(0, 42);
  inner.set_bytes(1, "inside a row");
  writer.set_nested(3, inner.bytes());
  NestedWriter flags(*fields[4].type);
  flags.begin(33);
  for (std::size_t i = 0; i < 32; ++i) flags.set_bool(i, i % 2 == 0);
  writer.set_nested(4, flags.bytes());
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("nested"));
  EXPECT_TRUE(verify_block(block.abi()).is_ok());
}

TEST(GoldenRows, FiftySevenFieldsNeedASecondWordOfNullBits) {
  RowBlock block(make_schema(std::vector<DataType>(57, scalar(SL_TYPE_BIGINT))));
  RowWriter writer(block);
  writer.begin_row();
  for (std::size_t i = 0; i < 57; ++i) writer.set_int(i, static_cast<std::int64_t>(i));
  writer.end_row();
  EXPECT_EQ(row_hex(block), golden("many"));
}

}  // namespace
}  // namespace starload
