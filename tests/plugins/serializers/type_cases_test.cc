// Every type of the row format through the three serializers, as literal bytes.
#include "tests/plugins/serializers/type_cases.h"

#include <gtest/gtest.h>

namespace starload::test {
namespace {

class EveryType : public ::testing::TestWithParam<TypeCase> {};

// A second column, so that nothing is special about a row of one field.
std::shared_ptr<const Schema> two_columns(const DataType& type) {
  return Schema::make({{.name = "v", .type = type, .target_type = ""},
                       {.name = "n", .type = {.kind = SL_TYPE_INT}, .target_type = ""}},
                      false)
      .take();
}

RowBlock block_of(const TypeCase& value) {
  return one_row(two_columns(value.type), [&](RowWriter& writer) {
    value.fill(writer);
    writer.set_int(1, 1);
  });
}

TEST_P(EveryType, IsWrittenAsCsv) {
  const RowBlock block = block_of(GetParam());
  Serializer csv("csv", block.schema()->abi());
  EXPECT_EQ(csv.body(block), GetParam().csv + "\t1\n");
}

TEST_P(EveryType, IsWrittenAsJson) {
  const RowBlock block = block_of(GetParam());
  Serializer json("json", block.schema()->abi());
  const std::string member = GetParam().json.empty() ? "" : "\"v\":" + GetParam().json + ",";
  EXPECT_EQ(json.body(block), "[{" + member + "\"n\":1}]");
}

TEST_P(EveryType, IsWrittenAsNestedValue) {
  const DataType row{.kind = SL_TYPE_ROW, .children = {GetParam().type}, .child_names = {"v"}};
  const auto schema = Schema::make({{.name = "r", .type = row, .target_type = ""}}, false).take();
  NestedWriter member(*schema->abi()->fields[0].type);
  member.begin();
  GetParam().fill_nested(member);
  const RowBlock block =
      one_row(schema, [&](RowWriter& writer) { writer.set_nested(0, member.bytes()); });
  Serializer map_row("map_row_json", schema->abi());
  EXPECT_EQ(map_row.body(block), "[{\"v\":" + GetParam().nested + "}]");
}

TEST_P(EveryType, IsWrittenAsArrayElement) {
  const DataType array{.kind = SL_TYPE_ARRAY, .children = {GetParam().type}};
  const auto schema = Schema::make({{.name = "a", .type = array, .target_type = ""}}, false).take();
  NestedWriter elements(*schema->abi()->fields[0].type);
  elements.begin(2);
  GetParam().fill_nested(elements);
  const RowBlock block =
      one_row(schema, [&](RowWriter& writer) { writer.set_nested(0, elements.bytes()); });
  Serializer json("json", schema->abi());
  EXPECT_EQ(json.body(block), "[{\"a\":[" + GetParam().nested + ",null]}]");
}

INSTANTIATE_TEST_SUITE_P(Types, EveryType, ::testing::ValuesIn(type_cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace starload::test
