#include "cli/input/type_inference.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "cli/input/create_table.h"
#include "cli/input/sample.h"

namespace starload::cli {
namespace {

std::string type_of(std::initializer_list<std::string_view> values, bool is_sample = false) {
  ColumnInference column;
  for (const std::string_view value : values) column.add_text(value);
  return column.ddl_type(is_sample);
}

TEST(TypeInference, ChoosesTheNarrowestTypeThatHoldsAllValues) {
  EXPECT_EQ(type_of({"true", "False"}), "BOOLEAN");
  EXPECT_EQ(type_of({"1", "-5", "0"}), "INT");
  EXPECT_EQ(type_of({"2147483648"}), "BIGINT");
  EXPECT_EQ(type_of({"9223372036854775808"}), "LARGEINT");
  EXPECT_EQ(type_of({"1", "2.5", "1e3"}), "DOUBLE");
  EXPECT_EQ(type_of({"12345678901234567.25"}), "DECIMAL(19,2)");
  EXPECT_EQ(type_of({"2013-01-01"}), "DATE");
  EXPECT_EQ(type_of({"2013-01-01", "2013-01-01T10:00:00Z"}), "DATETIME");
  EXPECT_EQ(type_of({"abc"}), "VARCHAR(16)");
  EXPECT_EQ(type_of({"12345678901234567"}), "BIGINT");
}

TEST(TypeInference, KeepsTextThatANumberWouldChange) {
  EXPECT_EQ(type_of({"007"}), "VARCHAR(16)");
  EXPECT_EQ(type_of({"+4912345"}), "VARCHAR(16)");
  EXPECT_EQ(type_of({"nan", "1"}), "VARCHAR(16)");
  EXPECT_EQ(type_of({"1", "x"}), "VARCHAR(16)");
  EXPECT_EQ(type_of({"2013-02-30"}), "VARCHAR(16)");
}

TEST(TypeInference, RoundsLengthsUp) {
  EXPECT_EQ(type_of({std::string(16, 'x')}), "VARCHAR(16)");
  EXPECT_EQ(type_of({std::string(17, 'x')}), "VARCHAR(32)");
  EXPECT_EQ(type_of({std::string(65000, 'x')}), "VARCHAR(65533)");
  EXPECT_EQ(type_of({std::string(70000, 'x')}), "VARCHAR(1048576)");
}

TEST(TypeInference, LeavesRoomWhenItSawOnlyASample) {
  EXPECT_EQ(type_of({"1"}, true), "BIGINT");
  EXPECT_EQ(type_of({"x"}, true), "VARCHAR(65533)");
  EXPECT_EQ(type_of({}), "VARCHAR(65533)");
}

TEST(TypeInference, ReadsNamesAndTypesOfACsvFile) {
  const std::string text =
      "id,name,delay,\"at\"\n1,\"Ann\",NA,2013-01-01\n2,Bo,-3,2013-01-02\nbad\n";
  InputOptions options;
  options.header = true;
  options.null_texts = {"NA"};
  MemorySource source("f.csv", text);
  const Result<InferredTable> table = infer_csv(source, options, false);
  ASSERT_TRUE(table) << table.status().message();
  EXPECT_EQ(table->rows, 2u);
  EXPECT_EQ(create_table_statement("db", "t`x", *table, {{"replication_num", "1"}}),
            "CREATE TABLE IF NOT EXISTS `db`.`t``x` (\n"
            "  `id` INT NULL,\n"
            "  `name` VARCHAR(16) NULL,\n"
            "  `delay` INT NULL,\n"
            "  `at` DATE NULL\n"
            ")\n"
            "DUPLICATE KEY(`id`)\n"
            "DISTRIBUTED BY RANDOM\n"
            "PROPERTIES (\"replication_num\" = \"1\")");
}

TEST(TypeInference, SortsByTheFirstColumnThatCanBeAKey) {
  InferredTable table;
  table.columns = {{"a", "DOUBLE", false}, {"b", "INT", true}};
  EXPECT_EQ(create_table_statement("db", "t", table),
            "CREATE TABLE IF NOT EXISTS `db`.`t` (\n  `a` DOUBLE NULL,\n  `b` INT NULL\n)\n"
            "DISTRIBUTED BY RANDOM\nORDER BY(`b`)");
  table.columns.pop_back();
  EXPECT_EQ(create_table_statement("db", "t", table),
            "CREATE TABLE IF NOT EXISTS `db`.`t` (\n  `a` DOUBLE NULL\n)\nDISTRIBUTED BY RANDOM");
}

TEST(TypeInference, ReadsKeysAndTypesOfJsonLines) {
  const std::string text =
      "{\"a\":1,\"b\":\"7\",\"c\":{\"x\":1}}\n{\"d\":\"2013-01-01 "
      "10:00:00\",\"a\":2.5,\"b\":null}\n";
  MemorySource source("f.jsonl", text);
  InputOptions options;
  options.format = InputFormat::kJsonl;
  const Result<InferredTable> table = infer_jsonl(source, options, false);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->columns.size(), 4u);
  EXPECT_EQ(table->columns[0].type, "DOUBLE");
  EXPECT_EQ(table->columns[1].type, "VARCHAR(16)");
  EXPECT_EQ(table->columns[2].type, "JSON");
  EXPECT_EQ(table->columns[3].name, "d");
  EXPECT_EQ(table->columns[3].type, "DATETIME");
}

TEST(TypeInference, NamesColumnsWithoutHeader) {
  MemorySource source("f.csv", "1,x\n");
  const Result<InferredTable> table = infer_csv(source, InputOptions(), false);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns[0].name, "c1");
  EXPECT_EQ(table->columns[1].name, "c2");
}

TEST(TypeInference, RefusesAnEmptyFile) {
  MemorySource source("f.csv", "");
  EXPECT_EQ(infer_csv(source, InputOptions(), false).status().message(),
            "f.csv is empty: there are no columns to create a table from");
}

}  // namespace
}  // namespace starload::cli
