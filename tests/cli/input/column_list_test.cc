#include "cli/input/column_list.h"

#include <gtest/gtest.h>

namespace starload::cli {
namespace {

using Names = std::vector<std::string>;

TEST(ColumnListProperty, TellsFieldsFromComputedColumns) {
  const Result<ColumnList> list = read_column_list(
      "page_id, visit_date,`visit user`,visit_users=to_bitmap(`visit user`), x = concat(a, ',b')");
  ASSERT_TRUE(list) << list.status().message();
  EXPECT_EQ(list->fields, (Names{"page_id", "visit_date", "visit user"}));
  EXPECT_EQ(list->computed, (Names{"visit_users", "x"}));
  EXPECT_TRUE(list->computes("VISIT_USERS"));
  EXPECT_FALSE(list->computes("page_id"));
}

TEST(ColumnListProperty, LeavesOutTheOperationThatRowsEndWith) {
  EXPECT_EQ(read_column_list("a,b,`__op`").take().fields, (Names{"a", "b"}));
  EXPECT_EQ(read_column_list("a,b,__op,c=a+1").take().fields, (Names{"a", "b"}));
  EXPECT_TRUE(read_column_list("a,__op=if(a=1,1,0)").take().computes("__op"));
  const Result<ColumnList> list = read_column_list("a,__op,b");
  ASSERT_FALSE(list);
  EXPECT_NE(list.status().message().find("`__op` is the last field"), std::string::npos);
}

TEST(ColumnListProperty, RefusesWhatCannotBeRead) {
  EXPECT_FALSE(read_column_list("a,,b"));
  EXPECT_FALSE(read_column_list("a,b=f(a"));
  EXPECT_FALSE(read_column_list(""));
}

}  // namespace
}  // namespace starload::cli
