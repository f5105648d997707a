// The contract of serialize (abi/serializer.h) for every built-in serializer: whole rows only, at
// every capacity; the engine may go on with another sink; one bad row does not stop the others.
#include <gtest/gtest.h>

#include <random>

#include "tests/plugins/serializers/serializer_harness.h"

namespace starload::test {
namespace {

const DataType kText{.kind = SL_TYPE_VARCHAR};

std::shared_ptr<const Schema> mixed_schema() {
  const DataType list{.kind = SL_TYPE_ARRAY, .children = {kText}};
  return Schema::make({{.name = "id", .type = {.kind = SL_TYPE_BIGINT}, .target_type = ""},
                       {.name = "text", .type = kText, .target_type = ""},
                       {.name = "at",
                        .type = {.kind = SL_TYPE_TIMESTAMP, .precision = 9},
                        .target_type = ""},
                       {.name = "list", .type = list, .target_type = ""}},
                      true)
      .take();
}

RowBlock mixed_block(const std::vector<std::string>& texts) {
  const auto schema = mixed_schema();
  RowBlock block(schema);
  RowWriter writer(block);
  NestedWriter list(*schema->abi()->fields[3].type);
  std::int64_t id = 0;
  for (const std::string& text : texts) {
    writer.begin_row(SL_ROW_UPDATE_AFTER);
    writer.set_int(0, id++ * 1'000'003);
    writer.set_bytes(1, text);
    if (id % 2 == 0) writer.set_timestamp(2, id * 86'400'000, 1000);
    list.begin(2);
    list.set_bytes(0, text);
    if (id % 3 != 0) writer.set_nested(3, list.bytes());
    writer.end_row();
  }
  return block;
}

const std::vector<std::string> kTexts = {"", "a", "plain text of some length, more than 16 bytes",
                                         "a\ttab and \"quotes\"", "\u00e4\u00f6\u00fc\n\x01"};

// A raw block and a map stream would do as well; csv and json share the loop, so they stand for
// all.
class Contract : public ::testing::TestWithParam<const char*> {};

// Loads the block through sinks of that capacity, a new one whenever the serializer stops; the
// joined bodies.
std::string through_sinks(Serializer& serializer, const sl_row_block& block, std::size_t capacity,
                          bool& stuck) {
  std::string bodies;
  std::size_t row = 0;
  while (row < block.row_count) {
    FixedSink out(capacity);
    std::uint64_t in_body = 0;
    std::size_t done = 0;
    EXPECT_EQ(serializer.serialize(block, row, out.sink, in_body, done), SL_OK);
    EXPECT_EQ(in_body, done);
    stuck = done == 0;
    if (stuck) {
      EXPECT_EQ(out.sink.size, 0u);
      return bodies;
    }
    row += done;
    bodies += "<" + out.text() + ">";
  }
  return bodies;
}

std::vector<std::string> single_rows(Serializer& serializer, const sl_row_block& block) {
  std::vector<std::string> rows;
  for (std::size_t row = 0; row < block.row_count; ++row) {
    sl_row_block first = block;
    first.row_count = row + 1;
    FixedSink out(4096);
    std::uint64_t in_body = 0;
    std::size_t done = 0;
    EXPECT_EQ(serializer.serialize(first, row, out.sink, in_body, done), SL_OK);
    rows.push_back(out.text());
  }
  return rows;
}

// What a sink of that capacity has to hold: as many whole rows as fit.
std::string expected_bodies(const std::vector<std::string>& rows, const std::string& between,
                            std::size_t capacity, bool& stuck) {
  std::string bodies;
  std::string body;
  stuck = false;
  for (const std::string& row : rows) {
    const std::string joined = body.empty() ? row : body + between + row;
    if (joined.size() <= capacity) {
      body = joined;
      continue;
    }
    if (!body.empty()) bodies += "<" + body + ">";
    body = row;
    stuck = row.size() > capacity;
    if (stuck) return bodies;
  }
  return bodies + "<" + body + ">";
}

TEST_P(Contract, AtEveryCapacityWholeRowsAndAsManyAsFit) {
  const RowBlock block = mixed_block(kTexts);
  Serializer serializer(GetParam(), block.schema()->abi());
  ASSERT_EQ(serializer.create_code(), SL_OK) << serializer.message();
  const std::vector<std::string> rows = single_rows(serializer, block.abi());
  for (std::size_t capacity = 0; capacity < 900; ++capacity) {
    bool expected_stuck = false;
    bool stuck = false;
    const std::string expected =
        expected_bodies(rows, serializer.between(), capacity, expected_stuck);
    ASSERT_EQ(through_sinks(serializer, block.abi(), capacity, stuck), expected) << capacity;
    ASSERT_EQ(stuck, expected_stuck) << capacity;
  }
}

TEST_P(Contract, ContinuesABodyThatHasRows) {
  const RowBlock block = mixed_block({"x"});
  Serializer serializer(GetParam(), block.schema()->abi());
  FixedSink out(4096);
  std::uint64_t in_body = 7;
  std::size_t done = 0;
  ASSERT_EQ(serializer.serialize(block.abi(), 0, out.sink, in_body, done), SL_OK);
  EXPECT_EQ(in_body, 8u);
  EXPECT_EQ(out.text().substr(0, 1), serializer.between());
}

TEST_P(Contract, ABadRowStopsInFrontOfItAndTheRestFollows) {
  // \N is an error for CSV, \xff for JSON and for both when nested.
  const RowBlock block = mixed_block({"first", "bad \xff", "third", "fourth"});
  Serializer serializer(GetParam(), block.schema()->abi());
  FixedSink out(4096);
  std::uint64_t in_body = 0;
  std::size_t done = 99;
  ASSERT_EQ(serializer.serialize(block.abi(), 0, out.sink, in_body, done), SL_ERR_DATA);
  EXPECT_EQ(done, 1u);
  EXPECT_EQ(in_body, 1u);
  EXPECT_EQ(serializer.error().row_index, 1);
  EXPECT_EQ(out.text(), single_rows(serializer, [&] {
              sl_row_block one = block.abi();
              one.row_count = 1;
              return one;
            }())[0]);
  ASSERT_EQ(serializer.serialize(block.abi(), 2, out.sink, in_body, done), SL_OK);
  EXPECT_EQ(done, 2u);
  EXPECT_EQ(in_body, 3u);
}

TEST_P(Contract, ASinkMayMoveWhenItGrows) {
  const RowBlock block = mixed_block(kTexts);
  Serializer serializer(GetParam(), block.schema()->abi());
  std::vector<std::uint8_t> memory;
  sl_sink sink{};
  sink.struct_size = sizeof(sink);
  sink.context = &memory;
  sink.grow = [](sl_sink* self, std::size_t extra) -> std::int32_t {
    auto& bytes = *static_cast<std::vector<std::uint8_t>*>(self->context);
    std::vector<std::uint8_t> moved(self->size + extra);  // no byte more than asked
    std::copy_n(self->data, self->size, moved.begin());
    bytes.swap(moved);
    self->data = bytes.data();
    self->capacity = bytes.size();
    return SL_OK;
  };
  std::uint64_t in_body = 0;
  std::size_t done = 0;
  ASSERT_EQ(serializer.serialize(block.abi(), 0, sink, in_body, done), SL_OK);
  EXPECT_EQ(done, kTexts.size());
  EXPECT_EQ(
      serializer.before() +
          std::string(memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(sink.size)) +
          serializer.after(),
      serializer.body(block));
}

TEST_P(Contract, LongTextsAreWrittenWhole) {
  const RowBlock block = mixed_block({std::string(300'000, '"'), std::string(100'000, 'x')});
  Serializer serializer(GetParam(), block.schema()->abi());
  FixedSink out(4'000'000);
  std::uint64_t in_body = 0;
  std::size_t done = 0;
  ASSERT_EQ(serializer.serialize(block.abi(), 0, out.sink, in_body, done), SL_OK);
  const std::size_t size = out.sink.size;
  FixedSink exact(size);
  in_body = 0;
  ASSERT_EQ(serializer.serialize(block.abi(), 0, exact.sink, in_body, done), SL_OK);
  EXPECT_EQ(done, 2u);
  EXPECT_EQ(exact.sink.size, size);
}

// Bytes that verify_block lets through may mean anything; rows or errors of a row come out of them,
// nothing else.
TEST_P(Contract, BrokenValuesAreRowsOrErrorsOfARow) {
  const RowBlock good = mixed_block(kTexts);
  const sl_row_block abi = good.abi();
  Serializer serializer(GetParam(), good.schema()->abi());
  std::mt19937 random(11);
  FixedSink out(1 << 16);
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::uint8_t> bytes(abi.bytes, abi.bytes + abi.byte_count);
    for (int changes = 0; changes < 3; ++changes) {
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    }
    sl_row_block block = abi;
    block.bytes = bytes.data();
    if (!verify_block(block).is_ok()) continue;
    for (std::size_t row = 0; row < block.row_count; ++row) {
      out.sink.size = 0;
      std::uint64_t in_body = 0;
      std::size_t done = 0;
      const std::int32_t code = serializer.serialize(block, row, out.sink, in_body, done);
      ASSERT_TRUE(code == SL_OK || code == SL_ERR_DATA) << serializer.message();
      row += done;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BuiltIn, Contract, ::testing::Values("csv", "json"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace starload::test
