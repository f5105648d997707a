// Hostile bytes: every reader stays inside the block once verify_block has passed it.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <starload/sdk/sink.hpp>

#include "framework/rows/nested_writer.h"
#include "framework/rows/row_writer.h"
#include "tests/framework/rows/row_test_util.h"
#include "tests/framework/rows/walk_rows.h"

namespace starload {
namespace {

// One row of one column, whose slot is set by hand.
class OneSlot {
 public:
  OneSlot(DataType type, std::uint64_t slot, std::size_t variable_bytes = 16)
      : schema_(make_schema({std::move(type)})), bytes_(16 + variable_bytes) {
    std::memcpy(bytes_.data() + 8, &slot, sizeof(slot));
    offsets_[1] = static_cast<std::uint32_t>(bytes_.size());
  }
  std::string fault() const { return verify_block(block()).message(); }
  sl_row_block block() const {
    return {sizeof(sl_row_block), 0, schema_->abi(), 1, offsets_, bytes_.data(), bytes_.size()};
  }
  std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  std::shared_ptr<const Schema> schema_;
  std::vector<std::uint8_t> bytes_;
  std::uint32_t offsets_[2] = {0, 0};
};

constexpr std::uint64_t at(std::uint64_t offset, std::uint64_t size) { return offset << 32 | size; }

constexpr const char* kOutside =
    "row 0, column 'c0' is not laid out as docs/row-format.md says: a value lies outside its row; "
    "the program that wrote the block is at fault";

TEST(VerifyBlock, RefusesTextOutsideItsRow) {
  EXPECT_EQ(OneSlot(scalar(SL_TYPE_VARCHAR), at(16, 16)).fault(), "");
  EXPECT_EQ(OneSlot(scalar(SL_TYPE_VARCHAR), at(16, 17)).fault(), kOutside);
  EXPECT_EQ(OneSlot(scalar(SL_TYPE_VARCHAR), at(33, 0)).fault(), kOutside);
  EXPECT_EQ(OneSlot(scalar(SL_TYPE_VARCHAR), at(0x7fffffff, 0xffffffff)).fault(), kOutside);
}

TEST(VerifyBlock, RefusesAnInlineTextOfMoreThanSevenBytes) {
  EXPECT_EQ(OneSlot(scalar(SL_TYPE_VARCHAR), 0x87ull << 56).fault(), "");
  EXPECT_EQ(OneSlot(scalar(SL_TYPE_VARCHAR), 0x88ull << 56).fault(),
            "row 0, column 'c0' is not laid out as docs/row-format.md says: a value has an "
            "impossible length; the program that wrote the block is at fault");
}

TEST(VerifyBlock, RefusesBadWideValues) {
  EXPECT_EQ(OneSlot(decimal_type(38, 0), at(16, 16)).fault(), "");
  EXPECT_NE(OneSlot(decimal_type(38, 0), at(16, 17), 32).fault(), "");
  EXPECT_NE(OneSlot(decimal_type(38, 0), at(16, 0)).fault(), "");
  EXPECT_NE(OneSlot(scalar(SL_TYPE_LARGEINT), at(16, 8)).fault(), "");
  EXPECT_EQ(OneSlot(timestamp_type(9), at(24, 999'999)).fault(), "");
  EXPECT_NE(OneSlot(timestamp_type(9), at(24, 1'000'000)).fault(), "");
  EXPECT_EQ(OneSlot(timestamp_type(9), at(25, 0)).fault(), kOutside);
}

TEST(VerifyBlock, RefusesAnArrayThatClaimsMoreElementsThanItHas) {
  OneSlot row(array_type(scalar(SL_TYPE_BIGINT)), at(16, 16));
  row.bytes()[16] = 1;
  EXPECT_EQ(row.fault(), "");
  row.bytes()[16] = 2;
  EXPECT_NE(row.fault(), "");
  std::memset(row.bytes().data() + 16, 0xff, 4);
  EXPECT_NE(row.fault(), "");
}

TEST(VerifyBlock, RefusesAMapWithMoreKeysThanValues) {
  OneSlot row(map_type(scalar(SL_TYPE_INT), scalar(SL_TYPE_INT)), at(16, 32), 32);
  row.bytes()[16] = 16;  // bytes of the keys
  row.bytes()[20] = 1;   // one key
  EXPECT_NE(row.fault(), "");
  row.bytes()[36] = 1;  // one value
  EXPECT_EQ(row.fault(), "");
}

TEST(VerifyBlock, RefusesValuesThatShareBytes) {
  const DataType text = scalar(SL_TYPE_VARCHAR);
  const auto schema = make_schema({text, text});
  RowBlock block(schema);
  RowWriter writer(block);
  writer.begin_row();
  writer.set_bytes(0, "a text of sixteen");
  writer.set_bytes(1, "x");
  writer.end_row();
  EXPECT_TRUE(verify_block(block.abi()).is_ok());
  std::memcpy(block.bytes().data() + 16, block.bytes().data() + 8, 8);
  EXPECT_FALSE(verify_block(block.abi()).is_ok());
}

TEST(VerifyBlock, RefusesOffsetsThatFallOrLeaveTheBlock) {
  OneSlot row(scalar(SL_TYPE_BIGINT), 1);
  const std::uint32_t falling[] = {16, 8};
  sl_row_block block = row.block();
  block.offsets = falling;
  EXPECT_EQ(verify_block(block).message(),
            "row 0 is not laid out as docs/row-format.md says: its end lies outside the block; the "
            "program that wrote the block is at fault");
  const std::uint32_t beyond[] = {0, 33};
  block.offsets = beyond;
  EXPECT_FALSE(verify_block(block).is_ok());
  const std::uint32_t cut[] = {0, 15};
  block.offsets = cut;
  EXPECT_FALSE(verify_block(block).is_ok());
}

TEST(VerifyBlock, RefusesLinesWithoutTheirEnd) {
  RowBlock block(nullptr);
  block.append_line("a record");
  block.append_line("");
  EXPECT_TRUE(verify_block(block.abi()));
  block.end_row();
  EXPECT_NE(verify_block(block.abi()).message().find("line 2"), std::string::npos);
}

TEST(VerifyBlock, RefusesAnUnknownRowKindAndAnotherFormatVersion) {
  OneSlot row(scalar(SL_TYPE_BIGINT), 1);
  row.bytes()[0] = 4;
  EXPECT_FALSE(verify_block(row.block()).is_ok());
  row.bytes()[0] = 3;
  sl_row_block block = row.block();
  sl_schema newer = *block.schema;
  newer.format_version = 2;
  block.schema = &newer;
  EXPECT_EQ(verify_block(block).message(),
            "the block's rows are in row format 2, this build reads format 1");
}

RowBlock nested_block() {
  const DataType text = scalar(SL_TYPE_VARCHAR);
  const auto schema =
      make_schema({text, array_type(text), map_type(text, array_type(scalar(SL_TYPE_INT))),
                   row_type({text, decimal_type(38, 4), timestamp_type(9)}, {"a", "b", "c"}),
                   scalar(SL_TYPE_LARGEINT)});
  const sl_field* fields = schema->abi()->fields;
  RowBlock block(schema);
  RowWriter writer(block);
  for (int row = 0; row < 3; ++row) {
    writer.begin_row();
    writer.set_bytes(0, "a text outside its slot");
    NestedWriter texts(*fields[1].type);
    texts.begin(3);
    texts.set_bytes(0, "short");
    texts.set_bytes(1, "an element that is longer");
    writer.set_nested(1, texts.bytes());
    NestedWriter keys = NestedWriter::array_of(*fields[2].type->children[0].type);
    keys.begin(1);
    keys.set_bytes(0, "key");
    NestedWriter numbers(*fields[2].type->children[1].type);
    numbers.begin(5);
    numbers.set_int(3, 77);
    NestedWriter values = NestedWriter::array_of(*fields[2].type->children[1].type);
    values.begin(1);
    values.set_nested(0, numbers.bytes());
    std::vector<std::uint8_t> map;
    lay_out_map(keys.bytes(), values.bytes(), map);
    writer.set_nested(2, map);
    NestedWriter inner(*fields[3].type);
    inner.begin();
    inner.set_bytes(0, "inner text");
    inner.set_decimal(1, -5);
    inner.set_timestamp(2, 1, 2);
    writer.set_nested(3, inner.bytes());
    writer.set_largeint(4, 5);
    writer.end_row();
  }
  return block;
}

// The bytes lie in memory of exactly their size, so that a sanitizer sees any read beyond.
TEST(VerifyBlock, BrokenBytesAreRefusedOrReadInside) {
  const RowBlock good = nested_block();
  const sl_row_block abi = good.abi();
  std::mt19937 random(7);
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::uint8_t> bytes(abi.bytes, abi.bytes + abi.byte_count);
    for (unsigned changes = random() % 4 + 1; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    }
    sl_row_block block = abi;
    block.bytes = bytes.data();
    if (!verify_block(block).is_ok()) continue;
    ++accepted;
    walk_rows(block);
  }
  EXPECT_GT(accepted, 100u);
}

}  // namespace
}  // namespace starload
