#include "framework/catalog/table_info.h"

#include <gtest/gtest.h>

#include "framework/catalog/names.h"
#include "framework/catalog/server_version.h"

namespace starload {
namespace {

ColumnInfo derived(const std::string& data_type, const std::string& column_type) {
  ColumnInfo column;
  column.data_type = data_type;
  column.column_type = column_type;
  derive_type(column);
  return column;
}

TEST(TableInfo, TellsBooleanAndLargeintFromTheIntegersTheyAreShownAs) {
  EXPECT_EQ(derived("tinyint", "tinyint(1)").type, "boolean");
  EXPECT_EQ(derived("tinyint", "tinyint(4)").type, "tinyint");
  EXPECT_EQ(derived("bigint unsigned", "bigint(20) unsigned").type, "largeint");
  EXPECT_EQ(derived("bigint", "bigint(20)").type, "bigint");
}

TEST(TableInfo, ReadsLengthsAndPrecisions) {
  EXPECT_EQ(derived("varchar", "varchar(150)").type_text(), "VARCHAR(150)");
  EXPECT_EQ(derived("decimal", "decimal(18, 4)").type_text(), "DECIMAL(18,4)");
  EXPECT_EQ(derived("decimal64", "decimal64(9,2)").type_text(), "DECIMAL(9,2)");
  EXPECT_EQ(derived("int", "int(11)").type_text(), "INT");
  EXPECT_EQ(derived("array", "array<int(11)>").type_text(), "ARRAY");
}

TEST(TableInfo, FindsColumnsIgnoringCase) {
  TableInfo table;
  table.columns.resize(1);
  table.columns[0].name = "Dep_Time";
  EXPECT_EQ(table.find_column("dep_time"), &table.columns[0]);
  EXPECT_EQ(table.find_column("dep"), nullptr);
}

TEST(Names, QuotesIdentifiersDoublingBackquotes) { EXPECT_EQ(quote_identifier("a`b"), "`a``b`"); }

TEST(Names, SuggestsOnlyNearNames) {
  EXPECT_EQ(suggestion("flihgts", {"flights", "planes"}), "; did you mean 'flights'?");
  EXPECT_EQ(suggestion("xyz", {"flights", "planes"}), "");
}

TEST(Names, CutsPrintableTextOnACharacterBorder) {
  EXPECT_EQ(printable("a\nb", 10), "a b");
  EXPECT_EQ(printable("ab\xC3\xA4z", 3), "ab...");
}

TEST(ServerVersion, ReadsBothForms) {
  const Result<ServerVersion> dashed = parse_server_version("3.4.2-1a2b3c");
  ASSERT_TRUE(dashed);
  EXPECT_TRUE(dashed->at_least(3, 4, 2));
  EXPECT_FALSE(dashed->at_least(3, 5));
  const Result<ServerVersion> spaced = parse_server_version("2.5.22 abcdef");
  ASSERT_TRUE(spaced);
  EXPECT_EQ(spaced->major, 2);
  EXPECT_EQ(spaced->minor, 5);
  EXPECT_EQ(spaced->patch, 22);
  const Result<ServerVersion> candidate = parse_server_version("3.3.0-rc01 1a2b");
  ASSERT_TRUE(candidate);
  EXPECT_TRUE(candidate->at_least(3, 3));
}

TEST(ServerVersion, RefusesADevelopmentBuild) {
  EXPECT_EQ(parse_server_version("main-1a2b").status().message(),
            "the server's version 'main-1a2b' does not begin with major.minor");
}

}  // namespace
}  // namespace starload
