#include <gtest/gtest.h>

#include "tests/plugins/serializers/serializer_harness.h"

namespace starload::test {
namespace {

const DataType kText{.kind = SL_TYPE_VARCHAR};
const DataType kInt{.kind = SL_TYPE_INT};

DataType map_of(DataType key, DataType value) {
  return {.kind = SL_TYPE_MAP, .children = {std::move(key), std::move(value)}};
}

std::shared_ptr<const Schema> one_column(DataType type, bool has_op = false) {
  return Schema::make({{.name = "m", .type = std::move(type), .target_type = ""}}, has_op).take();
}

// A map of two entries, whose keys and values are set by the functions.
std::vector<std::uint8_t> two_entries(const sl_type& map,
                                      const std::function<void(NestedWriter&)>& keys,
                                      const std::function<void(NestedWriter&)>& values) {
  NestedWriter key_writer = NestedWriter::array_of(*map.children[0].type);
  key_writer.begin(2);
  keys(key_writer);
  NestedWriter value_writer = NestedWriter::array_of(*map.children[1].type);
  value_writer.begin(2);
  values(value_writer);
  std::vector<std::uint8_t> bytes;
  lay_out_map(key_writer.bytes(), value_writer.bytes(), bytes);
  return bytes;
}

std::string map_body(DataType key, const std::function<void(NestedWriter&)>& keys,
                     bool has_op = false, std::uint8_t kind = SL_ROW_INSERT) {
  const auto schema = one_column(map_of(std::move(key), kInt), has_op);
  const auto bytes = two_entries(*schema->abi()->fields[0].type, keys,
                                 [](NestedWriter& values) { values.set_int(1, 5); });
  Serializer serializer("map_row_json", schema->abi());
  return serializer.body(one_row(
      schema, [&](RowWriter& writer) { writer.set_nested(0, bytes); }, kind));
}

void set_texts(NestedWriter& keys) {
  keys.set_bytes(0, "z");
  keys.set_bytes(1, "a \"key\"");
}

TEST(MapRowJson, MapsKeepTheirOrderAndTheirNulls) {
  EXPECT_EQ(map_body(kText, set_texts), "[{\"z\":null,\"a \\\"key\\\"\":5}]");
}

TEST(MapRowJson, KeysAreAlwaysTexts) {
  EXPECT_EQ(map_body(kInt,
                     [](NestedWriter& keys) {
                       keys.set_int(0, -1);
                       keys.set_int(1, 2);
                     }),
            "[{\"-1\":null,\"2\":5}]");
  EXPECT_EQ(map_body({.kind = SL_TYPE_DATE},
                     [](NestedWriter& keys) {
                       keys.set_int(0, 0);
                       keys.set_int(1, 19723);
                     }),
            "[{\"1970-01-01\":null,\"2024-01-01\":5}]");
  EXPECT_EQ(map_body({.kind = SL_TYPE_BOOLEAN},
                     [](NestedWriter& keys) {
                       keys.set_bool(0, true);
                       keys.set_bool(1, false);
                     }),
            "[{\"true\":null,\"false\":5}]");
}

TEST(MapRowJson, ANullKeyIsAnErrorOfTheRow) {
  EXPECT_EQ(map_body(kText, [](NestedWriter& keys) { keys.set_bytes(0, "a"); }),
            "2: a map has a NULL key, which JSON cannot carry (row 0)");
}

TEST(MapRowJson, OpBecomesOneMoreMember) {
  EXPECT_EQ(map_body(kText, set_texts, true, SL_ROW_DELETE),
            "[{\"z\":null,\"a \\\"key\\\"\":5,\"__op\":1}]");
  const auto schema = one_column(map_of(kText, kInt), true);
  NestedWriter none = NestedWriter::array_of(*schema->abi()->fields[0].type->children[0].type);
  none.begin(0);
  std::vector<std::uint8_t> empty;
  lay_out_map(none.bytes(), none.bytes(), empty);
  Serializer serializer("map_row_json", schema->abi());
  EXPECT_EQ(serializer.body(one_row(schema, [&](RowWriter& w) { w.set_nested(0, empty); })),
            "[{\"__op\":0}]");
}

TEST(MapRowJson, DeepNestingKeepsShape) {
  const DataType inner{.kind = SL_TYPE_ROW,
                       .children = {kInt, {.kind = SL_TYPE_ARRAY, .children = {kText}}},
                       .child_names = {"n", "list"}};
  const DataType type = map_of(kText, inner);
  const auto schema = one_column(type);
  const sl_type& map = *schema->abi()->fields[0].type;
  const sl_type& row = *map.children[1].type;
  NestedWriter list(*row.children[1].type);
  list.begin(2);
  list.set_bytes(1, "x");
  NestedWriter member(row);
  member.begin();
  member.set_nested(1, list.bytes());
  const auto bytes = two_entries(
      map, set_texts, [&](NestedWriter& values) { values.set_nested(0, member.bytes()); });
  Serializer serializer("map_row_json", schema->abi());
  EXPECT_EQ(serializer.body(one_row(schema, [&](RowWriter& w) { w.set_nested(0, bytes); })),
            "[{\"z\":{\"n\":null,\"list\":[null,\"x\"]},\"a \\\"key\\\"\":null}]");
}

TEST(MapRowJson, TakesOneMapOrRowColumnOnly) {
  const auto schema = Schema::make({{.name = "a", .type = kInt, .target_type = ""}}, false).take();
  Serializer serializer("map_row_json", schema->abi());
  EXPECT_EQ(serializer.create_code(), SL_ERR_CONFIG);
  EXPECT_EQ(serializer.message(),
            "the serializer map_row_json takes a stream with one column of type MAP or ROW; for "
            "other streams set 'sink.properties.format' to csv or json");
}

TEST(MapRowJson, MapsWithNestedKeysAreRefused) {
  const auto schema = one_column(map_of({.kind = SL_TYPE_ARRAY, .children = {kInt}}, kInt));
  Serializer serializer("map_row_json", schema->abi());
  EXPECT_EQ(serializer.message(), "a MAP whose keys are nested values cannot be written as JSON");
}

TEST(MapRowJson, AFullSinkLeavesTheNestedSinkAsItWas) {
  const Library library("map_row_json");
  const auto& functions = *static_cast<const sl_nested_value_functions*>(
      library.plugin().get_extension(SL_EXT_NESTED_VALUE));
  const auto schema = one_column(map_of(kText, kInt));
  const sl_type& map = *schema->abi()->fields[0].type;
  const auto bytes =
      two_entries(map, set_texts, [](NestedWriter& values) { values.set_int(1, 5); });
  const sl_properties none = {sizeof(sl_properties), 0, nullptr, 0};
  const std::string expected = "{\"z\":null,\"a \\\"key\\\"\":5}";
  void* self = nullptr;
  sl_error error{};
  error.struct_size = sizeof(error);
  ASSERT_EQ(functions.create(nullptr, &none, &map, &self, &error), SL_OK);
  for (std::size_t capacity = 0; capacity <= expected.size(); ++capacity) {
    FixedSink out(capacity);
    const std::int32_t code = functions.append(self, bytes.data(), bytes.size(), &out.sink, &error);
    EXPECT_EQ(code, capacity == expected.size() ? SL_OK : SL_ERR_RETRYABLE);
    EXPECT_EQ(out.text(), capacity == expected.size() ? expected : "");
  }
  functions.destroy(self);
  EXPECT_EQ(library.plugin().get_extension("starload.something_else/1"), nullptr);
}

}  // namespace
}  // namespace starload::test
