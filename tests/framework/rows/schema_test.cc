#include "framework/rows/schema.h"

#include <gtest/gtest.h>

#include "tests/framework/rows/row_test_util.h"

namespace starload {
namespace {

Status status_of(DataType type) {
  return Schema::make({{.name = "v", .type = std::move(type), .target_type = ""}}, false).status();
}

TEST(Schema, GivesPluginsNamesTypesAndTargets) {
  const auto schema =
      Schema::make({{.name = "id", .type = scalar(SL_TYPE_BIGINT), .target_type = "bigint"},
                    {.name = "price", .type = decimal_type(10, 2), .target_type = "decimal"}},
                   true)
          .take();
  const sl_schema& abi = *schema->abi();
  EXPECT_EQ(abi.format_version, 1u);
  EXPECT_EQ(abi.flags, SL_SCHEMA_HAS_OP);
  ASSERT_EQ(abi.field_count, 2u);
  EXPECT_EQ(std::string(abi.fields[0].name.data, abi.fields[0].name.size), "id");
  EXPECT_EQ(std::string(abi.fields[1].target_type.data, abi.fields[1].target_type.size), "decimal");
  EXPECT_EQ(abi.fields[1].type->kind, SL_TYPE_DECIMAL);
  EXPECT_EQ(abi.fields[1].type->precision, 10);
  EXPECT_EQ(abi.fields[1].type->scale, 2);
}

TEST(Schema, NestedTypesHaveChildrenWithNames) {
  const auto schema =
      make_schema({row_type({scalar(SL_TYPE_INT), array_type(scalar(SL_TYPE_DATE))}, {"a", "b"})});
  const sl_type& row = *schema->abi()->fields[0].type;
  ASSERT_EQ(row.child_count, 2u);
  EXPECT_EQ(std::string(row.children[1].name.data, row.children[1].name.size), "b");
  EXPECT_EQ(row.children[1].type->children[0].type->kind, SL_TYPE_DATE);
}

TEST(Schema, RefusesAnEmptySchemaAndBadNames) {
  EXPECT_EQ(Schema::make({}, false).status().message(), "the schema has no columns");
  EXPECT_EQ(Schema::make({{.name = "", .type = {}, .target_type = ""}}, false).status().message(),
            "a column has no name");
  EXPECT_EQ(Schema::make({{.name = "a", .type = {}, .target_type = ""},
                          {.name = "a", .type = {}, .target_type = ""}},
                         false)
                .status()
                .message(),
            "two columns are named 'a'");
}

TEST(Schema, RefusesBadPrecisionsNamingTheColumn) {
  EXPECT_EQ(
      status_of(decimal_type(39, 0)).message(),
      "column 'v': DECIMAL precision 39 is outside 1..38; declare a precision that it can hold");
  EXPECT_EQ(status_of(decimal_type(5, 6)).message(),
            "column 'v': DECIMAL scale 6 is outside 0..5 (the precision)");
  EXPECT_EQ(status_of(timestamp_type(10)).message(),
            "column 'v': precision 10 of a time or timestamp is outside 0..9");
  EXPECT_EQ(status_of(scalar(99)).message(), "column 'v': type number 99 is not known");
}

TEST(Schema, RefusesWrongChildren) {
  EXPECT_EQ(status_of(scalar(SL_TYPE_MAP)).message(),
            "column 'v': the type has 0 inner types, wanted 2");
  EXPECT_EQ(status_of(row_type({scalar(SL_TYPE_INT)}, {})).message(),
            "column 'v': a ROW needs one name for each member");
}

TEST(Schema, AllowsSixtyFourLevelsAndNoMore) {
  DataType type = scalar(SL_TYPE_INT);
  for (int i = 0; i < 63; ++i) type = array_type(std::move(type));
  EXPECT_TRUE(status_of(type).is_ok());
  EXPECT_EQ(status_of(array_type(std::move(type))).message(),
            "column 'v': the type is nested deeper than 64 levels");
}

}  // namespace
}  // namespace starload
