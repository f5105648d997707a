#include "devserver/storage/object_union.h"

#include <gtest/gtest.h>

#include "devserver/storage/bitmap.h"
#include "devserver/storage/hyper_log_log.h"

namespace starload::devserver {
namespace {

Column column_of(const char* name, TypeKind kind, Aggregation aggregation) {
  Column column;
  column.name = name;
  column.type.kind = kind;
  column.aggregation = aggregation;
  column.key = aggregation == Aggregation::kNone;
  return column;
}

// k INT, b BITMAP, h HLL
Table sets_table() {
  Table table;
  table.keys_type = KeysType::kAggregate;
  table.columns = {column_of("k", TypeKind::kInt, Aggregation::kNone),
                   column_of("b", TypeKind::kBitmap, Aggregation::kBitmapUnion),
                   column_of("h", TypeKind::kHll, Aggregation::kHllUnion)};
  return table;
}

Cell bitmap(const char* text) { return Bitmap::from_text(text)->serialized(); }

Cell hll(std::initializer_list<std::uint64_t> hashes) {
  HyperLogLog set;
  for (const std::uint64_t hash : hashes) set.add_hash(hash);
  return set.serialized();
}

Cell key(std::int64_t value) { return value; }

TEST(ObjectUnion, TheFirstRowOfAKeyTakesAll) {
  RowBatch batch;
  batch.columns = {0, 1, 2};
  batch.rows = {{key(1), Cell(), hll({1})},
                {key(1), bitmap("5"), hll({2})},
                {key(2), bitmap("7"), Cell()},
                {key(1), bitmap("6,5"), hll({1})}};
  ASSERT_TRUE(has_united_columns(sets_table(), batch));
  unite_objects(sets_table(), batch);
  EXPECT_EQ(batch.rows[0], (std::vector<Cell>{key(1), Cell(), hll({1, 2})}));
  EXPECT_EQ(batch.rows[1], (std::vector<Cell>{key(1), bitmap("5,6"), std::string()}));
  EXPECT_EQ(batch.rows[2], (std::vector<Cell>{key(2), bitmap("7"), Cell()}));
  EXPECT_EQ(batch.rows[3], (std::vector<Cell>{key(1), std::string(), std::string()}));
}

TEST(ObjectUnion, RowsWithoutAKeyStayAsTheyAre) {
  RowBatch batch;
  batch.columns = {0, 1};
  batch.rows = {{Cell(), bitmap("5")}, {Cell(), bitmap("6")}, {key(1), std::string("no bitmap")}};
  const std::vector<std::vector<Cell>> before = batch.rows;
  unite_objects(sets_table(), batch);
  EXPECT_EQ(batch.rows, before);
}

TEST(ObjectUnion, OnlyForAggregateTablesWithSuchColumns) {
  RowBatch batch;
  batch.columns = {0};
  batch.rows = {{key(1)}, {key(1)}};
  EXPECT_FALSE(has_united_columns(sets_table(), batch));
  batch.columns = {1};
  batch.rows = {{bitmap("5")}, {bitmap("5")}};
  EXPECT_FALSE(has_united_columns(sets_table(), batch)) << "the key is a default value";
  Table other = sets_table();
  other.keys_type = KeysType::kDuplicate;
  batch.columns = {0, 1};
  EXPECT_FALSE(has_united_columns(other, batch));
}

}  // namespace
}  // namespace starload::devserver
