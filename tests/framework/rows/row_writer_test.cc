#include "framework/rows/row_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <starload/sdk/row.hpp>

#include "tests/framework/rows/row_test_util.h"

namespace starload {
namespace {

TEST(RowWriter, LargeintLiesLittleEndianInTheVariablePart) {
  RowBlock block(make_schema({scalar(SL_TYPE_LARGEINT)}));
  RowWriter writer(block);
  writer.begin_row();
  writer.set_largeint(0, -2);
  writer.end_row();
  EXPECT_EQ(row_hex(block),
            "0000000000000000"
            "1000000010000000"
            "feffffffffffffffffffffffffffffff");
}

TEST(RowWriter, DiscardedRowLeavesNothing) {
  RowBlock block(make_schema({scalar(SL_TYPE_VARCHAR)}));
  RowWriter writer(block);
  writer.begin_row();
  writer.set_bytes(0, "a text that is not inline");
  writer.discard_row();
  EXPECT_EQ(block.row_count(), 0u);
  EXPECT_EQ(block.byte_count(), 0u);
}

TEST(RowWriter, FieldsMaySetInAnyOrderAndReadBack) {
  RowBlock block(make_schema({scalar(SL_TYPE_VARCHAR), decimal_type(38, 2), timestamp_type(9),
                              scalar(SL_TYPE_DOUBLE), scalar(SL_TYPE_LARGEINT),
                              scalar(SL_TYPE_TINYINT), scalar(SL_TYPE_FLOAT)}));
  RowWriter writer(block);
  for (int i = 0; i < 2; ++i) {
    writer.begin_row(SL_ROW_DELETE);
    writer.set_float(6, 0.5f);
    writer.set_int(5, -128);
    writer.set_largeint(4, std::numeric_limits<sdk::Int128>::min());
    writer.set_double(3, 1e300);
    writer.set_timestamp(2, -1, 999'999);
    writer.set_decimal(1, -123456);
    writer.set_bytes(0, "Gr\u00fc\u00dfe aus K\u00f6ln");
    writer.end_row();
  }
  const sl_row_block abi = block.abi();
  ASSERT_TRUE(verify_block(abi).is_ok());
  const sdk::Row row(abi, 1);
  EXPECT_TRUE(row.is_delete());
  EXPECT_EQ(row.index(), 1u);
  EXPECT_EQ(row[0].as_string(), "Gr\u00fc\u00dfe aus K\u00f6ln");
  EXPECT_TRUE(row[1].as_decimal().unscaled == -123456);
  EXPECT_EQ(row[1].as_decimal().scale, 2);
  EXPECT_EQ(row[2].as_timestamp().epoch_ms, -1);
  EXPECT_EQ(row[2].as_timestamp().nanos_of_ms, 999'999);
  EXPECT_EQ(row[3].as_double(), 1e300);
  EXPECT_TRUE(row[4].as_largeint() == std::numeric_limits<sdk::Int128>::min());
  EXPECT_EQ(row[5].as_int64(), -128);
  EXPECT_EQ(row[6].as_double(), 0.5);
  EXPECT_EQ(row.name(6), "c6");
}

TEST(RowBlock, RawBlockHoldsRecordsAsTheyAre) {
  RowBlock block(nullptr);
  block.append_raw("1\tx");
  block.append_raw("");
  block.append_raw("2\ty");
  const sl_row_block abi = block.abi();
  EXPECT_EQ(abi.flags, SL_BLOCK_RAW);
  EXPECT_EQ(abi.row_count, 3u);
  EXPECT_EQ(abi.offsets[1], 3u);
  EXPECT_EQ(abi.offsets[2], 3u);
  EXPECT_EQ(abi.offsets[3], 6u);
  EXPECT_TRUE(verify_block(abi).is_ok());
}

TEST(RowBlock, LinesEndWithANewlineThatIsNotTheirs) {
  RowBlock block(nullptr);
  block.append_line("1\tx");
  block.append_line("");
  const sl_row_block abi = block.abi();
  EXPECT_EQ(abi.flags, SL_BLOCK_RAW | kBlockOfLines);
  EXPECT_EQ(abi.row_count, 2u);
  EXPECT_EQ(abi.offsets[1], 4u);
  EXPECT_EQ(abi.offsets[2], 5u);
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(abi.bytes), abi.byte_count), "1\tx\n\n");
  block.clear();
  EXPECT_EQ(block.abi().flags, SL_BLOCK_RAW);
}

TEST(RowBlock, ClearKeepsTheMemory) {
  RowBlock block(nullptr);
  block.append_raw(std::string(1000, 'x'));
  const std::size_t held = block.capacity_bytes();
  block.clear();
  EXPECT_EQ(block.row_count(), 0u);
  EXPECT_EQ(block.byte_count(), 0u);
  EXPECT_EQ(block.capacity_bytes(), held);
}

}  // namespace
}  // namespace starload
