#include "framework/engine/column_list.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

// "a b= __op" : names, '=' behind those that have an expression.
std::string read(std::string_view text) {
  const Result<std::vector<ColumnItem>> items = parse_column_list(text);
  if (!items) return "refused: " + items.status().message();
  std::string shown;
  for (const ColumnItem& item : *items)
    shown += (shown.empty() ? "" : "|") + item.name + (item.is_mapping ? "=" : "");
  return shown;
}

TEST(ColumnList, HasFieldsAndMappings) {
  EXPECT_EQ(read("page_id,visit_date,visit_user_id,visit_users=to_bitmap(visit_user_id)"),
            "page_id|visit_date|visit_user_id|visit_users=");
  EXPECT_EQ(read(" a , b = if(a=1,2,3) "), "a|b=");
}

TEST(ColumnList, CommasInQuotesParenthesesAndBehindABackslashDoNotSeparate) {
  EXPECT_EQ(read("a,b=concat(a, ',', \")\")"), "a|b=");
  EXPECT_EQ(read("a,b='it''s, \\', so',c"), "a|b=|c");
  EXPECT_EQ(read("a,b=array_map(x\\,y -> x+y, a, a)"), "a|b=");
  EXPECT_EQ(read("a,b=x\\,y,c"), "a|b=|c");
}

TEST(ColumnList, TakesBackTicksOff) {
  EXPECT_EQ(read("`a`,`b,c`,`d``e`,`f=g`"), "a|b,c|d`e|f=g");
  EXPECT_EQ(read("`größe`=k1"), "größe=");
}

TEST(ColumnList, FindsNamesIgnoringCase) {
  const auto items = parse_column_list("a,`__OP`='delete'");
  ASSERT_TRUE(items);
  ASSERT_NE(find_item(*items, kOpColumn), nullptr);
  EXPECT_TRUE(find_item(*items, kOpColumn)->is_mapping);
  EXPECT_EQ(find_item(*items, "b"), nullptr);
}

TEST(ColumnList, SaysWhatIsWrong) {
  EXPECT_NE(read("a,,b").find("item 2 has no name"), std::string::npos);
  EXPECT_NE(read("a,b=f(x").find("'(' is not closed"), std::string::npos);
  EXPECT_NE(read("a,b=f(x))").find("')' has no '('"), std::string::npos);
  EXPECT_NE(read("a,b='x").find("quote ' is not closed"), std::string::npos);
  EXPECT_NE(read("`a").find("sink.properties.columns"), std::string::npos);
}

}  // namespace
}  // namespace starload
