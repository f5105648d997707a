#include <gtest/gtest.h>

#include "tests/plugins/serializers/serializer_harness.h"

namespace starload::test {
namespace {

const DataType kText{.kind = SL_TYPE_VARCHAR};
const DataType kInt{.kind = SL_TYPE_INT};

std::shared_ptr<const Schema> columns(std::vector<DataType> types, bool has_op = false) {
  std::vector<ColumnSpec> specs;
  for (DataType& type : types) {
    specs.push_back({.name = "c" + std::to_string(specs.size()), .type = type, .target_type = ""});
  }
  return Schema::make(std::move(specs), has_op).take();
}

// Two text columns, the first with this value.
std::string text_body(const std::string& value, SerializerOptions options = {}) {
  const auto schema = columns({kText, kText});
  Serializer csv("csv", schema->abi(), std::move(options));
  return csv.body(one_row(schema, [&](RowWriter& writer) {
    writer.set_bytes(0, value);
    writer.set_bytes(1, "end");
  }));
}

TEST(Csv, HeadersAndFraming) {
  Serializer csv("csv", columns({kInt})->abi());
  const PropertyMap expected = {{"enclose", "\""}, {"format", "csv"}};
  EXPECT_EQ(csv.headers(), expected);
  EXPECT_EQ(csv.before(), "");
  EXPECT_EQ(csv.between(), "\n");
  EXPECT_EQ(csv.after(), "\n");
}

TEST(Csv, EnclosesOnlyWhatNeedsIt) {
  EXPECT_EQ(text_body("plain, text"), "plain, text\tend\n");
  EXPECT_EQ(text_body("a\tb"), "\"a\tb\"\tend\n");
  EXPECT_EQ(text_body("two\nlines"), "\"two\nlines\"\tend\n");
  EXPECT_EQ(text_body("say \"hi\""), "\"say \"\"hi\"\"\"\tend\n");
  EXPECT_EQ(text_body("\""), "\"\"\"\"\tend\n");
  EXPECT_EQ(text_body(""), "\tend\n");
  EXPECT_EQ(text_body("a backslash \\ and \\N inside"), "a backslash \\ and \\N inside\tend\n");
}

TEST(Csv, DelimitersAreFoundAtEveryPosition) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string value(size, 'x');
      value[at] = '\t';
      ASSERT_EQ(text_body(value), "\"" + value + "\"\tend\n");
    }
  }
}

TEST(Csv, WithoutEncloseADelimiterIsAnErrorOfTheRow) {
  const std::string expected =
      "2: column 'c0': the value holds the column separator or the row delimiter, and this load "
      "cannot enclose it; choose another 'sink.properties.column_separator' or "
      "'sink.properties.row_delimiter', or 'sink.properties.format' = 'json' (row 0)";
  EXPECT_EQ(text_body("a\tb", {.may_enclose = false}), expected);
  EXPECT_EQ(text_body("a\nb", {.may_enclose = false}), expected);
  EXPECT_EQ(text_body("a\tb", {.properties = {{"sink.properties.enclose", ""}}}), expected);
  EXPECT_EQ(text_body("\"quotes\" are plain", {.may_enclose = false}),
            "\"quotes\" are plain\tend\n");
}

TEST(Csv, TheTextOfNullIsAnError) {
  EXPECT_EQ(text_body("\\N"),
            "2: column 'c0': the text \\N stands for NULL in CSV and would be loaded as NULL; load "
            "with 'sink.properties.format' = 'json' (row 0)");
}

TEST(Csv, AnEmptyTextAloneIsEnclosed) {
  const auto schema = columns({kText});
  const RowBlock block = one_row(schema, [](RowWriter& writer) { writer.set_bytes(0, ""); });
  Serializer enclosing("csv", schema->abi());
  EXPECT_EQ(enclosing.body(block), "\"\"\n");
  Serializer plain("csv", schema->abi(), {.may_enclose = false});
  EXPECT_EQ(plain.body(block),
            "2: column 'c0': an empty text as the only field makes an empty line, which the server "
            "skips; load with 'sink.properties.format' = 'json' (row 0)");
}

TEST(Csv, OwnDelimitersOfOneByte) {
  const PropertyMap given = {{"sink.properties.column_separator", "\\x01"},
                             {"sink.properties.row_delimiter", "\\x02"}};
  EXPECT_EQ(text_body("tab\tnewline\n", {.properties = given}),
            "tab\tnewline\n\x01"
            "end\x02");
  EXPECT_EQ(text_body("a\x01z", {.properties = given}),
            "\"a\x01z\"\x01"
            "end\x02");
}

TEST(Csv, LongDelimitersMayNotFormAcrossFields) {
  const PropertyMap given = {{"sink.properties.column_separator", "||"}};
  const auto body = [&](const std::string& value) {
    return text_body(value, {.properties = given});
  };
  EXPECT_EQ(body("a|b"), "a|b||end\n");
  EXPECT_EQ(body("a||b"), "\"a||b\"||end\n");
  EXPECT_EQ(body("ends in |"), "\"ends in |\"||end\n");
  EXPECT_EQ(body("|"), "\"|\"||end\n");
  EXPECT_EQ(text_body("ends in |", {.properties = given, .may_enclose = false}).substr(0, 15),
            "2: column 'c0':");
}

TEST(Csv, NumbersThatHoldTheDelimiterAreEnclosed) {
  const DataType timestamp{.kind = SL_TYPE_TIMESTAMP, .precision = 3};
  const auto schema = columns({timestamp, kInt});
  const RowBlock block = one_row(schema, [](RowWriter& writer) {
    writer.set_timestamp(0, 0, 0);
    writer.set_int(1, -5);
  });
  Serializer blank("csv", schema->abi(),
                   {.properties = {{"sink.properties.column_separator", " "}}});
  EXPECT_EQ(blank.body(block), "\"1970-01-01 00:00:00\" -5\n");
  Serializer minus("csv", schema->abi(),
                   {.properties = {{"sink.properties.column_separator", "-"}}});
  EXPECT_EQ(minus.body(block), "\"1970-01-01 00:00:00\"-\"-5\"\n");
}

TEST(Csv, OpIsTheLastFieldOfPrimaryKeyTables) {
  const auto schema = columns({kInt, kText}, true);
  const std::vector<std::pair<std::uint8_t, std::string>> cases = {
      {SL_ROW_INSERT, "1\tx\t0\n"},
      {SL_ROW_UPDATE_BEFORE, "1\tx\t1\n"},
      {SL_ROW_UPDATE_AFTER, "1\tx\t0\n"},
      {SL_ROW_DELETE, "1\tx\t1\n"}};
  for (const auto& [kind, expected] : cases) {
    Serializer csv("csv", schema->abi());
    EXPECT_EQ(csv.body(one_row(
                  schema,
                  [](RowWriter& writer) {
                    writer.set_int(0, 1);
                    writer.set_bytes(1, "x");
                  },
                  kind)),
              expected);
  }
}

TEST(Csv, ADeletionNeedsAPrimaryKey) {
  const auto schema = columns({kInt});
  Serializer csv("csv", schema->abi());
  EXPECT_EQ(
      csv.body(one_row(
          schema, [](RowWriter&) {}, SL_ROW_DELETE)),
      "2: the row is a deletion and the table has no primary key; only PRIMARY KEY tables take "
      "deletions (row 0)");
}

TEST(Csv, BinaryForAnIntegerColumnIsANumber) {
  const Fill fill = [](RowWriter& writer) { writer.set_bytes(0, "\x01\x02\xff"); };
  const DataType binary{.kind = SL_TYPE_BINARY, .length = 3};
  EXPECT_EQ(one_value("csv", binary, fill, "bigint"), "66303\n");
  EXPECT_EQ(one_value("json", binary, fill, "int"), "[{\"v\":66303}]");
  const Fill longest = [](RowWriter& writer) { writer.set_bytes(0, std::string(16, '\xff')); };
  EXPECT_EQ(one_value("csv", binary, longest, "largeint"),
            "340282366920938463463374607431768211455\n");
  EXPECT_EQ(one_value("csv", binary, longest, "bigint"),
            "2: column 'v': a binary value of more than 8 bytes is no integer (row 0)");
}

TEST(Csv, BinaryForATextColumnIsText) {
  const Fill fill = [](RowWriter& writer) { writer.set_bytes(0, "raw"); };
  EXPECT_EQ(one_value("csv", {.kind = SL_TYPE_VARBINARY}, fill, "varchar"), "raw\n");
  EXPECT_EQ(one_value("csv", {.kind = SL_TYPE_VARBINARY}, fill, "varbinary"), "cmF3\n");
}

TEST(Csv, AnEmptyBinaryValueNeedsNoValueBeforeIt) {
  const auto schema = *Schema::make(
      {{"id", {.kind = SL_TYPE_INT}, "int"}, {"v", {.kind = SL_TYPE_VARBINARY}, "varbinary"}},
      false);
  Serializer csv("csv", schema->abi());
  EXPECT_EQ(csv.body(one_row(schema,
                             [](RowWriter& writer) {
                               writer.set_int(0, 1);
                               writer.set_bytes(1, "");
                             })),
            "1\t\n");
}

TEST(Csv, InstantsAreWrittenInTheChosenZone) {
  const Fill fill = [](RowWriter& writer) { writer.set_timestamp(0, 1'704'067'200'000, 0); };
  const DataType instant{.kind = SL_TYPE_TIMESTAMP_LTZ, .precision = 3};
  const auto in = [&](const char* zone) {
    return one_value("csv", instant, fill, "", {.properties = {{"sink.timezone", zone}}});
  };
  EXPECT_EQ(in("UTC"), "2024-01-01 00:00:00\n");
  EXPECT_EQ(in("+08:00"), "2024-01-01 08:00:00\n");
  EXPECT_EQ(in("-05:30"), "2023-12-31 18:30:00\n");
}

TEST(Csv, DatesThatStarRocksHasNotAreErrors) {
  const auto day = [](std::int64_t days) {
    return one_value("csv", {.kind = SL_TYPE_DATE},
                     [days](RowWriter& writer) { writer.set_int(0, days); });
  };
  const std::string expected =
      "2: column 'v': a date is outside the years 0000 to 9999, which StarRocks takes (row 0)";
  EXPECT_EQ(day(2'932'897), expected);
  EXPECT_EQ(day(-719'529), expected);
  EXPECT_EQ(one_value("csv", {.kind = SL_TYPE_TIMESTAMP, .precision = 3},
                      [](RowWriter& writer) { writer.set_timestamp(0, INT64_MIN, 0); }),
            expected);
  EXPECT_EQ(one_value("csv", {.kind = SL_TYPE_TIME},
                      [](RowWriter& writer) { writer.set_int(0, 86'400'000); }),
            "2: column 'v': a time is outside 00:00:00 to 23:59:59.999 (row 0)");
}

TEST(Csv, NestedColumnsAreJsonText) {
  const DataType array{.kind = SL_TYPE_ARRAY, .children = {kText}};
  const auto schema = columns({array, kInt});
  NestedWriter texts(*schema->abi()->fields[0].type);
  texts.begin(2);
  texts.set_bytes(0, "a\tb");
  const RowBlock block =
      one_row(schema, [&](RowWriter& writer) { writer.set_nested(0, texts.bytes()); });
  Serializer enclosing("csv", schema->abi());
  EXPECT_EQ(enclosing.body(block), "\"[\"\"a\\tb\"\",null]\"\t\\N\n");
  Serializer plain("csv", schema->abi(), {.may_enclose = false});
  EXPECT_EQ(plain.body(block), "[\"a\\tb\",null]\t\\N\n");
}

TEST(Csv, NestedColumnsNeedANestedSerializer) {
  const DataType array{.kind = SL_TYPE_ARRAY, .children = {kText}};
  Serializer csv("csv", columns({array})->abi(), {.nested_host = false});
  EXPECT_EQ(csv.create_code(), SL_ERR_CONFIG);
  EXPECT_EQ(
      csv.message(),
      "column 'c0' is an ARRAY, MAP or ROW: this host offers no serializer for nested values; "
      "set 'sink.nested-serializer' to a plugin that writes them (map_row_json)");
}

TEST(Csv, RawRecordsPassUntouched) {
  RowBlock block(nullptr);
  block.append_raw("1\t\"x");
  block.append_raw("2\t\\N");
  Serializer csv("csv", nullptr);
  EXPECT_EQ(csv.body(block), "1\t\"x\n2\t\\N\n");
  const PropertyMap expected = {{"format", "csv"}};
  EXPECT_EQ(csv.headers(), expected);
}

}  // namespace
}  // namespace starload::test
