#include <gtest/gtest.h>

#include "tests/plugins/serializers/serializer_harness.h"

namespace starload::test {
namespace {

const DataType kText{.kind = SL_TYPE_VARCHAR};
const DataType kInt{.kind = SL_TYPE_INT};

std::shared_ptr<const Schema> two_columns(bool has_op) {
  return Schema::make(
             {{.name = "id", .type = kInt, .target_type = ""},
              {.name = "a \"quoted\" name that is long", .type = kText, .target_type = ""}},
             has_op)
      .take();
}

std::string text_value(const std::string& value, const std::string& target_type = "") {
  return one_value(
      "json", kText, [&](RowWriter& writer) { writer.set_bytes(0, value); }, target_type);
}

TEST(Json, HeadersAndFraming) {
  Serializer json("json", two_columns(false)->abi());
  const PropertyMap expected = {{"format", "json"}, {"strip_outer_array", "true"}};
  EXPECT_EQ(json.headers(), expected);
  EXPECT_EQ(json.before(), "[");
  EXPECT_EQ(json.between(), ",");
  EXPECT_EQ(json.after(), "]");
}

TEST(Json, AJsonRootLeavesNoOuterArrayToStrip) {
  const SerializerOptions options{.properties = {{"sink.properties.json_root", "$.envelope"}}};
  Serializer json("json", two_columns(false)->abi(), options);
  const PropertyMap expected = {{"format", "json"}};
  EXPECT_EQ(json.headers(), expected);
}

TEST(Json, RowsAreObjectsWithEscapedKeysAndWithoutNulls) {
  const auto schema = two_columns(false);
  RowBlock block(schema);
  RowWriter writer(block);
  for (int row = 0; row < 3; ++row) {
    writer.begin_row();
    if (row < 2) writer.set_int(0, row);
    if (row == 1) writer.set_bytes(1, "x");
    writer.end_row();
  }
  Serializer json("json", schema->abi());
  EXPECT_EQ(json.body(block),
            "[{\"id\":0},{\"id\":1,\"a \\\"quoted\\\" name that is long\":\"x\"},{\"id\":null}]");
}

TEST(Json, OpIsAKeyOfPrimaryKeyTables) {
  const auto schema = two_columns(true);
  const auto body = [&](std::uint8_t kind) {
    Serializer json("json", schema->abi());
    return json.body(one_row(
        schema, [](RowWriter& writer) { writer.set_int(0, 1); }, kind));
  };
  EXPECT_EQ(body(SL_ROW_INSERT), "[{\"id\":1,\"__op\":0}]");
  EXPECT_EQ(body(SL_ROW_UPDATE_BEFORE), "[{\"id\":1,\"__op\":1}]");
  EXPECT_EQ(body(SL_ROW_UPDATE_AFTER), "[{\"id\":1,\"__op\":0}]");
  EXPECT_EQ(body(SL_ROW_DELETE), "[{\"id\":1,\"__op\":1}]");
}

TEST(Json, ADeletionNeedsAPrimaryKey) {
  const auto schema = two_columns(false);
  Serializer json("json", schema->abi());
  EXPECT_EQ(
      json.body(one_row(
          schema, [](RowWriter&) {}, SL_ROW_UPDATE_BEFORE)),
      "2: the row is a deletion and the table has no primary key; only PRIMARY KEY tables take "
      "deletions (row 0)");
}

TEST(Json, TextsAreEscaped) {
  EXPECT_EQ(text_value("say \"hi\"\n\tback\\slash"),
            "[{\"v\":\"say \\\"hi\\\"\\n\\tback\\\\slash\"}]");
  EXPECT_EQ(text_value("\\N"), "[{\"v\":\"\\\\N\"}]");
  EXPECT_EQ(text_value(""), "[{\"v\":\"\"}]");
}

TEST(Json, InvalidUtf8IsAnErrorOfTheRow) {
  EXPECT_EQ(text_value("a text with a bad byte \xff"),
            "2: column 'v': the value is not valid UTF-8, which JSON needs; load binary data with "
            "'sink.properties.format' = 'csv' (row 0)");
}

TEST(Json, JsonTextPassesUntouched) {
  const std::string document = "{\"b\" : 1, \"a\":null,\"b\":1e400}";
  for (const char* target : {"json", "array", "array<int(11)>", "map", "struct"}) {
    EXPECT_EQ(text_value(document, target), "[{\"v\":" + document + "}]");
  }
  EXPECT_EQ(text_value(document, "varchar"),
            "[{\"v\":\"{\\\"b\\\" : 1, \\\"a\\\":null,\\\"b\\\":1e400}\"}]");
}

TEST(Json, MalformedJsonTextIsAnErrorOfTheRow) {
  EXPECT_EQ(text_value("{\"a\":", "json"),
            "2: column 'v': the text is no JSON, which the table's column wants (row 0)");
  EXPECT_EQ(text_value("", "json"), "2: column 'v': an empty text is no JSON; use NULL (row 0)");
}

TEST(Json, NestedColumnsNeedANestedSerializer) {
  const DataType array{.kind = SL_TYPE_ARRAY, .children = {kText}};
  EXPECT_EQ(
      one_value("json", array, [](RowWriter&) {}, "", {.nested_host = false}),
      "1: column 'v' is an ARRAY, MAP or ROW: this host offers no serializer for nested values; "
      "set 'sink.nested-serializer' to a plugin that writes them (map_row_json)");
}

TEST(Json, RawDocumentsPassUntouchedAndOthersAreErrors) {
  RowBlock block(nullptr);
  block.append_raw("{\"a\": 1}");
  block.append_raw(" {\"a\":2} ");
  Serializer json("json", nullptr);
  EXPECT_EQ(json.body(block), "[{\"a\": 1}, {\"a\":2} ]");
  block.append_raw("[1]");
  EXPECT_EQ(json.body(block), "2: the record is no JSON object (row 2)");
}

TEST(Json, AnUnknownZoneIsRefused) {
  Serializer json("json", two_columns(false)->abi(),
                  {.properties = {{"sink.timezone", "Nowhere"}}});
  EXPECT_EQ(json.create_code(), SL_ERR_CONFIG);
}

}  // namespace
}  // namespace starload::test
