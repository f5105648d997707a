#include "devserver/load/columns_header.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string failure(std::string_view header) {
  Result<ColumnsHeader> parsed = parse_columns_header(header);
  return parsed ? "parsed" : parsed.status().message();
}

TEST(ColumnsHeader, SplitsFieldsAndMappings) {
  Result<ColumnsHeader> parsed =
      parse_columns_header("a, b ,tmp,c=concat(tmp, ','), __op='delete'");
  ASSERT_TRUE(parsed.is_ok()) << parsed.status().message();
  EXPECT_EQ(parsed->fields, (std::vector<std::string>{"a", "b", "tmp"}));
  ASSERT_EQ(parsed->mappings.size(), 2U);
  EXPECT_EQ(parsed->mappings[0].column, "c");
  EXPECT_EQ(parsed->mappings[0].expression, "concat(tmp, ',')");
  EXPECT_EQ(parsed->mappings[1].column, "__op");
  EXPECT_EQ(parsed->mappings[1].expression, "'delete'");
}

TEST(ColumnsHeader, TakesBackTicksOff) {
  Result<ColumnsHeader> parsed = parse_columns_header("`order`,`a,b`,`c=d`=`order`");
  ASSERT_TRUE(parsed.is_ok()) << parsed.status().message();
  EXPECT_EQ(parsed->fields, (std::vector<std::string>{"order", "a,b"}));
  EXPECT_EQ(parsed->mappings[0].column, "c=d");
}

TEST(ColumnsHeader, ReadsAnEscapedCommaAsPartOfTheItem) {
  Result<ColumnsHeader> parsed = parse_columns_header("a,b=array_map((x\\, y) -> x + y, a)");
  ASSERT_TRUE(parsed.is_ok()) << parsed.status().message();
  EXPECT_EQ(parsed->mappings[0].expression, "array_map((x, y) -> x + y, a)");
}

TEST(ColumnsHeader, RefusesWhatIsNoList) {
  EXPECT_EQ(failure("a,,b"),
            "Getting syntax error in the header 'columns'. Detail message: empty column name, "
            "columns: a,,b");
  EXPECT_EQ(failure("a,b=("),
            "Getting syntax error in the header 'columns'. Detail message: unbalanced brackets or "
            "quotes, columns: a,b=(");
  EXPECT_EQ(failure("a b"),
            "Getting syntax error in the header 'columns'. Detail message: 'a b' is not a column "
            "name, columns: a b");
  EXPECT_EQ(failure("a,b="),
            "Getting syntax error in the header 'columns'. Detail message: no expression for "
            "column 'b', columns: a,b=");
}

}  // namespace
}  // namespace starload::devserver
