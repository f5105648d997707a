#include "framework/engine/type_check.h"

#include <gtest/gtest.h>

namespace starload {
namespace {

// As information_schema has it.
ColumnType table_type(const std::string& column_type) {
  ColumnInfo column;
  column.column_type = column_type;
  column.data_type = column_type.substr(0, column_type.find_first_of("(<"));
  derive_type(column);
  return column_type_of(column);
}

enum class Verdict { kFine, kWarned, kRefused };

TypeFindings findings_of(const DataType& rows, const std::string& column_type) {
  TypeFindings findings;
  check_type_fits("c", rows, table_type(column_type), findings);
  return findings;
}

Verdict verdict(const DataType& rows, const std::string& column_type) {
  const TypeFindings findings = findings_of(rows, column_type);
  if (!findings.problems.empty()) return Verdict::kRefused;
  return findings.warnings.empty() ? Verdict::kFine : Verdict::kWarned;
}

DataType decimal(int precision, int scale) {
  return {.kind = SL_TYPE_DECIMAL, .precision = precision, .scale = scale};
}
DataType of(std::int32_t kind) { return {.kind = kind, .precision = kind == SL_TYPE_DECIMAL}; }
DataType array(DataType element) {
  return {.kind = SL_TYPE_ARRAY, .children = {std::move(element)}};
}
DataType map(DataType key, DataType value) {
  return {.kind = SL_TYPE_MAP, .children = {std::move(key), std::move(value)}};
}
DataType row(std::vector<std::string> names, std::vector<DataType> types) {
  return {.kind = SL_TYPE_ROW, .children = std::move(types), .child_names = std::move(names)};
}

// Nothing that the official connector takes may be refused: official-connector type map, by name.
TEST(TypeCheck, TakesEverythingThatTheOfficialConnectorTakes) {
  const std::vector<std::pair<const char*, std::vector<std::int32_t>>> allowed = {
      {"bigint(20)", {SL_TYPE_BIGINT, SL_TYPE_INT, SL_TYPE_BINARY}},
      {"bigint(20) unsigned", {SL_TYPE_DECIMAL, SL_TYPE_BIGINT, SL_TYPE_INT, SL_TYPE_BINARY}},
      {"int(11)", {SL_TYPE_INT, SL_TYPE_BINARY}},
      {"smallint(6)", {SL_TYPE_SMALLINT, SL_TYPE_INT, SL_TYPE_BINARY}},
      {"tinyint(4)", {SL_TYPE_TINYINT, SL_TYPE_INT, SL_TYPE_BINARY, SL_TYPE_BOOLEAN}},
      {"float", {SL_TYPE_FLOAT, SL_TYPE_INT}},
      {"double", {SL_TYPE_DOUBLE, SL_TYPE_BIGINT, SL_TYPE_INT}},
      {"decimal(10, 2)",
       {SL_TYPE_DECIMAL, SL_TYPE_BIGINT, SL_TYPE_INT, SL_TYPE_DOUBLE, SL_TYPE_FLOAT}},
      {"char(3)", {SL_TYPE_CHAR, SL_TYPE_VARCHAR}},
      {"varchar(20)", {SL_TYPE_VARCHAR, SL_TYPE_ARRAY, SL_TYPE_MAP, SL_TYPE_ROW}},
      {"date", {SL_TYPE_DATE, SL_TYPE_VARCHAR}},
      {"datetime", {SL_TYPE_TIMESTAMP, SL_TYPE_TIMESTAMP_LTZ, SL_TYPE_VARCHAR}}};
  for (const auto& [column, kinds] : allowed) {
    for (const std::int32_t kind : kinds)
      EXPECT_NE(verdict(of(kind), column), Verdict::kRefused) << column << " from " << kind;
  }
}

TEST(TypeCheck, TakesWhatTheServerConvertsWithoutLoss) {
  const char* const integers[] = {"tinyint(4)", "smallint(6)", "int(11)", "bigint(20)", "largeint"};
  for (int column = 0; column < 5; ++column) {
    for (int kind = 0; kind <= column; ++kind)
      EXPECT_EQ(verdict(of(SL_TYPE_TINYINT + kind), integers[column]), Verdict::kFine) << column;
  }
  for (std::int32_t kind = SL_TYPE_TINYINT; kind <= SL_TYPE_BIGINT; ++kind) {
    for (const char* column : {"float", "double", "decimal(38,0)", "varchar(20)", "json"})
      EXPECT_EQ(verdict(of(kind), column), Verdict::kFine) << column << " from " << kind;
  }
  EXPECT_EQ(verdict(of(SL_TYPE_CHAR), "varchar(20)"), Verdict::kFine);
  EXPECT_EQ(verdict(of(SL_TYPE_DATE), "datetime"), Verdict::kFine);
  EXPECT_EQ(verdict(decimal(9, 0), "int(11)"), Verdict::kFine);
  EXPECT_EQ(verdict(decimal(12, 4), "double"), Verdict::kFine);
  for (const char* column : {"date", "datetime", "json", "array<int(11)>", "map<int(11),int(11)>",
                             "struct<a int(11)>", "varbinary", "largeint", "boolean"})
    EXPECT_EQ(verdict(of(SL_TYPE_VARCHAR), column), Verdict::kFine) << column;
}

TEST(TypeCheck, WarnsOfTypesThatMayHoldMore) {
  EXPECT_EQ(verdict(of(SL_TYPE_INT), "tinyint(4)"), Verdict::kWarned);
  EXPECT_EQ(verdict(of(SL_TYPE_SMALLINT), "tinyint(4)"), Verdict::kWarned);
  EXPECT_EQ(verdict(decimal(12, 2), "decimal(10, 2)"), Verdict::kWarned);
  EXPECT_EQ(verdict(decimal(10, 4), "decimal(10, 2)"), Verdict::kWarned);
  EXPECT_EQ(verdict(decimal(10, 2), "decimal(12, 2)"), Verdict::kFine);
  EXPECT_EQ(verdict(decimal(38, 2), "largeint"), Verdict::kWarned);
}

TEST(TypeCheck, RefusesWhatTheServerWouldLose) {
  EXPECT_EQ(verdict(of(SL_TYPE_BIGINT), "int(11)"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_DOUBLE), "int(11)"), Verdict::kRefused);
  EXPECT_EQ(verdict(decimal(10, 2), "bigint(20)"), Verdict::kRefused);
  EXPECT_EQ(verdict(decimal(19, 0), "bigint(20)"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_DOUBLE), "float"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_TIMESTAMP), "date"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_VARCHAR), "int(11)"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_VARCHAR), "decimal(10, 2)"), Verdict::kRefused);
}

TEST(TypeCheck, RefusesWhatCannotBeConvertedAtAll) {
  EXPECT_EQ(verdict(of(SL_TYPE_DATE), "int(11)"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_INT), "date"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_BOOLEAN), "datetime"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_INT), "array<int(11)>"), Verdict::kRefused);
  EXPECT_EQ(verdict(array(of(SL_TYPE_INT)), "map<int(11),int(11)>"), Verdict::kRefused);
  EXPECT_EQ(verdict(row({"a"}, {of(SL_TYPE_INT)}), "array<int(11)>"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_TIME), "datetime"), Verdict::kRefused);
  EXPECT_EQ(verdict(of(SL_TYPE_DATE), "varbinary"), Verdict::kRefused);
}

TEST(TypeCheck, SaysColumnBothTypesAndWhatToDo) {
  const TypeFindings findings = findings_of(decimal(10, 2), "int(11)");
  ASSERT_EQ(findings.problems.size(), 1u);
  EXPECT_EQ(findings.problems[0],
            "column 'c': is DECIMAL(10,2) in the rows and INT in the table; declare it as INT, or "
            "CAST it in the query");
}

TEST(TypeCheck, NestedFindingsHaveTheirPath) {
  const DataType rows =
      row({"b", "m"}, {array(of(SL_TYPE_DATE)), map(of(SL_TYPE_VARCHAR), of(SL_TYPE_BOOLEAN))});
  const TypeFindings findings =
      findings_of(rows, "struct<b array<int(11)>, m map<varchar(10),datetime>>");
  ASSERT_EQ(findings.problems.size(), 2u);
  EXPECT_NE(findings.problems[0].find("c.b[] is DATE in the rows and INT in the table"),
            std::string::npos)
      << findings.problems[0];
  EXPECT_NE(findings.problems[1].find("c.m (value) is BOOLEAN in the rows and DATETIME"),
            std::string::npos)
      << findings.problems[1];
}

TEST(TypeCheck, NestedNumbersThatAreTooWideAreOnlyWarnedOf) {
  const TypeFindings findings = findings_of(array(of(SL_TYPE_BIGINT)), "array<int(11)>");
  EXPECT_TRUE(findings.problems.empty());
  ASSERT_EQ(findings.warnings.size(), 1u);
  EXPECT_NE(findings.warnings[0].find("c[] is BIGINT in the rows and INT"), std::string::npos);
}

TEST(TypeCheck, AMemberThatTheStructDoesNotHaveIsRefusedOneThatRowsLackIsNot) {
  const TypeFindings findings =
      findings_of(row({"A", "z"}, {of(SL_TYPE_INT), of(SL_TYPE_INT)}), "struct<a int(11), b date>");
  ASSERT_EQ(findings.problems.size(), 1u);
  EXPECT_NE(findings.problems[0].find("the table has no c.z"), std::string::npos)
      << findings.problems[0];
  EXPECT_NE(findings.problems[0].find("STRUCT<a INT,b DATE>"), std::string::npos);
}

TEST(TypeCheck, NestedTypesOfAServerThatDoesNotTellThemAreTaken) {
  EXPECT_EQ(verdict(array(of(SL_TYPE_DATE)), "array"), Verdict::kFine);
  EXPECT_EQ(verdict(array(of(SL_TYPE_DATE)), "array<?"), Verdict::kFine);
}

TEST(TypeCheck, ColumnTypesAreReadAsTheServerPrintsThem) {
  EXPECT_EQ(table_type("map<varchar(65533),array<decimal128(38, 10)>>").text(),
            "MAP<VARCHAR(65533),ARRAY<DECIMAL(38,10)>>");
  EXPECT_EQ(table_type("struct<`a b` tinyint(1), c struct<d bigint(20) unsigned>>").text(),
            "STRUCT<a b BOOLEAN,c STRUCT<d LARGEINT>>");
}

}  // namespace
}  // namespace starload
