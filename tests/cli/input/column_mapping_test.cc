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
  options.columns = parse_column_list("a,tmp,users=to_bitmap(tmp)").take();
  const Result<std::shared_ptr<const RowPlan>> plan =
      map_columns({"a", "tmp"}, table_of("a INT, users BITMAP NOT NULL"), "f.csv", options);
  ASSERT_TRUE(plan) << plan.status().message();
  EXPECT_EQ((*plan)->cells[1].kind, CellKind::kText);
}

}  // namespace
}  // namespace starload::cli
