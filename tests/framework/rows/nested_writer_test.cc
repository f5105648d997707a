#include "framework/rows/nested_writer.h"

#include <gtest/gtest.h>

#include <starload/sdk/row.hpp>

#include "framework/rows/row_writer.h"
#include "tests/framework/rows/row_test_util.h"

namespace starload {
namespace {

TEST(NestedWriter, EmptyArrayIsItsCountPaddedToAWord) {
  const auto schema = make_schema({array_type(scalar(SL_TYPE_BIGINT))});
  NestedWriter array(*schema->abi()->fields[0].type);
  array.begin(0);
  EXPECT_EQ(hex(array.bytes()), "0000000000000000");
}

TEST(NestedWriter, ElementsHaveTheirNaturalSize) {
  const auto schema = make_schema({array_type(scalar(SL_TYPE_SMALLINT))});
  NestedWriter array(*schema->abi()->fields[0].type);
  array.begin(3);
  array.set_int(0, 1);
  array.set_int(2, -1);
  EXPECT_EQ(hex(array.bytes()),
            "03000000"
            "02000000"
            "01000000ffff0000");
}

TEST(NestedWriter, RowsInArraysInRowsReadBack) {
  const DataType inner = row_type({scalar(SL_TYPE_BIGINT), decimal_type(38, 1)}, {"n", "d"});
  const auto schema = make_schema({array_type(inner)});
  const sl_type& array_type = *schema->abi()->fields[0].type;
  NestedWriter member(*array_type.children[0].type);
  NestedWriter array(array_type);
  array.begin(2);
  member.begin();
  member.set_int(0, 1LL << 40);
  member.set_decimal(1, 5);
  array.set_nested(1, member.bytes());
  RowBlock block(schema);
  RowWriter writer(block);
  writer.begin_row();
  writer.set_nested(0, array.bytes());
  writer.end_row();
  const sl_row_block abi = block.abi();
  ASSERT_TRUE(verify_block(abi).is_ok());
  const sdk::Array read = sdk::Row(abi, 0)[0].as_array();
  ASSERT_EQ(read.size(), 2u);
  EXPECT_TRUE(read[0].is_null());
  EXPECT_EQ(read[1].as_record()[0].as_int64(), 1LL << 40);
  EXPECT_TRUE(read[1].as_record()[1].as_decimal().unscaled == 5);
  EXPECT_EQ(read[1].as_record().name(1), "d");
}

}  // namespace
}  // namespace starload
