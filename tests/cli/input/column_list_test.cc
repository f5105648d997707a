#include "cli/input/column_list.h"

#include <gtest/gtest.h>

namespace starload::cli {
namespace {

using Names = std::vector<std::string>;

std::string error_of(std::string_view text) {
  const Result<ColumnList> list = parse_column_list(text);
  return list ? "no error" : list.status().message();
}

TEST(ColumnListProperty, TellsFieldsFromComputedColumns) {
  const Result<ColumnList> list = parse_column_list(
      "page_id, visit_date,`visit user`,visit_users=to_bitmap(`visit user`), x = concat(a, ',b')");
  ASSERT_TRUE(list) << list.status().message();
  EXPECT_EQ(list->fields, (Names{"page_id", "visit_date", "visit user"}));
  EXPECT_EQ(list->computed, (Names{"visit_users", "x"}));
  EXPECT_TRUE(list->computes("VISIT_USERS"));
  EXPECT_FALSE(list->computes("page_id"));
}

TEST(ColumnListProperty, TakesCommasInsideExpressions) {
  const Result<ColumnList> list =
      parse_column_list("a,b=if(a='(',1,2),c=array_map((x\\,y)->x+y,[a,a]),d=a=1");
  ASSERT_TRUE(list) << list.status().message();
  EXPECT_EQ(list->fields, (Names{"a"}));
  EXPECT_EQ(list->computed, (Names{"b", "c", "d"}));
}

TEST(ColumnListProperty, LeavesOutTheOperationThatRowsEndWith) {
  EXPECT_EQ(parse_column_list("a,b,`__op`").take().fields, (Names{"a", "b"}));
  EXPECT_EQ(parse_column_list("a,b,__op,c=a+1").take().fields, (Names{"a", "b"}));
  EXPECT_TRUE(parse_column_list("a,__op=if(a=1,1,0)").take().computes("__op"));
  EXPECT_NE(error_of("a,__op,b").find("`__op` is the last field"), std::string::npos);
}

TEST(ColumnListProperty, RefusesWhatIsNeitherNameNorExpression) {
  EXPECT_EQ(
      error_of("a,,b"),
      "sink.properties.columns: '' is neither a field's name nor COLUMN=EXPRESSION; write for "
      "example id,tmp,users=to_bitmap(tmp)");
  EXPECT_NE(error_of("a b").find("'a b' is neither"), std::string::npos);
  EXPECT_NE(error_of("a,b=f(a").find("not closed"), std::string::npos);
  EXPECT_NE(error_of("").find("neither"), std::string::npos);
}

}  // namespace
}  // namespace starload::cli
