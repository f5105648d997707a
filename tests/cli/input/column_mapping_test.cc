#include "cli/input/column_mapping.h"

#include <gtest/gtest.h>

#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using testing::table_of;

std::string error_of(const std::vector<std::string>& names, const TableInfo& table,
                     const MappingOptions& options = {}) {
  const Result<std::shared_ptr<const RowPlan>> plan = map_columns(names, table, "f.csv", options);
  return plan ? "no error" : plan.status().message();
}

TEST(ColumnMapping, MatchesNamesIgnoringCaseInTheFilesOrder) {
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({"B", "a"}, table_of("A INT, b VARCHAR(5), c INT"), "f.csv");
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->cells[0].name, "b");
  EXPECT_EQ((*plan)->cells[1].name, "A");
  EXPECT_EQ((*plan)->columns_header, "`b`,`A`");
  EXPECT_FALSE((*plan)->is_whole_table);
  EXPECT_EQ((*plan)->schema->columns()[0].target_type, "varchar");
}

TEST(ColumnMapping, NeedsNoColumnsHeaderForTheWholeTableInOrder) {
  for (const std::vector<std::string>& names :
       {std::vector<std::string>{}, std::vector<std::string>{"a", "b"}}) {
    const Result<std::shared_ptr<const RowPlan>> plan =
        map_columns(names, table_of("a INT, b INT"), "f.csv");
    ASSERT_TRUE(plan);
    EXPECT_TRUE((*plan)->is_whole_table);
    EXPECT_EQ((*plan)->columns_header, "");
  }
}

TEST(ColumnMapping, NamesTheNearestColumn) {
  EXPECT_EQ(error_of({"dep_tme"}, table_of("dep_time INT, arr_time INT")),
            "f.csv: table db.t has no column 'dep_tme'; did you mean 'dep_time'?");
  EXPECT_EQ(error_of({"zzzzzz"}, table_of("dep_time INT, arr_time INT")),
            "f.csv: table db.t has no column 'zzzzzz'; its columns are dep_time, arr_time");
}

TEST(ColumnMapping, RefusesNamesGivenTwice) {
  EXPECT_EQ(error_of({"a", "A"}, table_of("a INT")),
            "f.csv: column 'a' is there more than once; name the columns with --columns");
}

TEST(ColumnMapping, NamesTheNotNullColumnsThatAreMissing) {
  EXPECT_EQ(
      error_of({"a"}, table_of("a INT, b INT NOT NULL, c INT NOT NULL DEFAULT, d INT NOT NULL")),
      "f.csv has no column 'b', 'd', which table db.t needs (NOT NULL without a default)");
}

TEST(ColumnMapping, RefusesTypesThatNoTextCanHold) {
  EXPECT_EQ(error_of({}, table_of("a INT, users BITMAP")),
            "table db.t: column 'users' is BITMAP, which a file cannot hold as text; load the "
            "value into a temporary column and convert it: --set sink.properties.columns='..., "
            "tmp, users=to_bitmap(tmp)'");
}

TEST(ColumnMapping, TakesUnknownNamesAsTemporaryColumnsWithExpressions) {
  MappingOptions options;
  options.columns = read_column_list("a,tmp,users=to_bitmap(tmp)").take();
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({"a", "tmp"}, table_of("a INT, users BITMAP NOT NULL"), "f.csv", options);
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->cells[1].kind, CellKind::kText);
}

MappingOptions with_columns(std::string_view list) {
  MappingOptions options;
  options.columns = read_column_list(list).take();
  return options;
}

TEST(ColumnMapping, SendsFieldsInTheOrderOfTheColumnsProperty) {
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({"tmp", "B", "a"}, table_of("a INT, b INT, users BITMAP NOT NULL"), "f.csv",
                  with_columns("a,b,tmp,users=to_bitmap(tmp)"));
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->cell_of_field, (std::vector<std::size_t>{2, 1, 0}));
  EXPECT_EQ((*plan)->cells[0].name, "a");
  EXPECT_EQ((*plan)->cells[2].name, "tmp");
  EXPECT_FALSE((*plan)->is_in_order);
}

TEST(ColumnMapping, NamesTheFieldsOfAnInputWithoutNamesByTheColumnsProperty) {
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({}, table_of("a INT, users BITMAP NOT NULL"), "f.csv",
                  with_columns("a,tmp,users=to_bitmap(tmp)"));
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->field_names, (std::vector<std::string>{"a", "tmp"}));
  EXPECT_TRUE((*plan)->is_in_order);
}

TEST(ColumnMapping, WantsInputAndColumnsPropertyToNameTheSameFields) {
  const TableInfo table = table_of("a INT, users BITMAP NOT NULL");
  EXPECT_EQ(error_of({"a", "tmpp"}, table, with_columns("a,tmp,users=to_bitmap(tmp)")),
            "f.csv has a field 'tmpp', which sink.properties.columns does not name; add it there "
            "(what no column and no expression uses is left out); did you mean 'tmp'?");
  EXPECT_EQ(error_of({"a"}, table, with_columns("a,tmp,users=to_bitmap(tmp)")),
            "f.csv has no field 'tmp', which sink.properties.columns names; its fields are a");
}

TEST(ColumnMapping, SpellsFieldsAsTheColumnsPropertyDoes) {
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({"a"}, table_of("a INT"), "f.jsonl", with_columns("A"));
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->schema->columns()[0].name, "A");
  EXPECT_EQ((*plan)->cells[0].kind, CellKind::kInt);
}

TEST(ColumnMapping, ReadsAFieldThatIsComputedAgainAsText) {
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({"a"}, table_of("a DATETIME"), "f.csv", with_columns("a,a=from_unixtime(a)"));
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->cells[0].kind, CellKind::kText);
}

TEST(ColumnMapping, LeavesTheOperationToAnExpression) {
  const TableInfo table = testing::primary_table_of("id INT NOT NULL, v INT");
  const Result<std::shared_ptr<const RowPlan>> plan = map_columns(
      {"id", "v", "flag"}, table, "f.csv", with_columns("id,v,flag,__op=if(flag='D',1,0)"));
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->schema->abi()->flags & SL_SCHEMA_HAS_OP, 0u);
  MappingOptions both = with_columns("id,v,flag,__op=if(flag='D',1,0)");
  both.op_column = "flag";
  EXPECT_NE(error_of({"id", "v", "flag"}, table, both).find("leave one of them out"),
            std::string::npos);
}

TEST(ColumnMapping, NeedsOnlyTheKeyForAPartialUpdate) {
  MappingOptions partial;
  partial.partial_update = true;
  const TableInfo table = testing::primary_table_of("id INT NOT NULL, v INT NOT NULL, w INT");
  EXPECT_EQ(error_of({"id", "w"}, table, partial), "no error");
  EXPECT_EQ(
      error_of({"v", "w"}, table, partial),
      "f.csv has no column 'id', which belongs to the key of db.t: updates and deletions need "
      "all key columns");
  EXPECT_EQ(
      error_of({"id"}, table_of("id INT, v INT"), partial),
      "sink.properties.partial_update updates rows in part, which only PRIMARY KEY tables can "
      "do; table db.t has DUPLICATE KEY");
}

}  // namespace
}  // namespace starload::cli
