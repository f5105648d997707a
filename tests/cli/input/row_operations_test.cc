#include "cli/input/row_operations.h"

#include <gtest/gtest.h>

#include "cli/input/csv_reader.h"
#include "cli/input/jsonl_reader.h"
#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using Lines = std::vector<std::string>;
using testing::KeptRejects;
using testing::operations;
using testing::primary_plan_of;
using testing::primary_table_of;
using testing::read_all;

struct Outcome {
  Lines rows;
  Lines rejects;
  std::uint64_t skipped = 0;
};

template <typename Reader, typename... Options>
Outcome read(const std::string& text, std::shared_ptr<const RowPlan> plan,
             const Options&... options) {
  MemorySource source("f", text);
  Reader reader(source, options..., plan);
  KeptRejects rejects;
  Outcome outcome;
  outcome.rows = read_all(reader, *plan, rejects);
  outcome.rejects = rejects.lines;
  outcome.skipped = reader.skipped_records();
  return outcome;
}

Outcome read_csv(const std::string& text, std::shared_ptr<const RowPlan> plan) {
  return read<CsvReader>(text, std::move(plan), CsvOptions{});
}

std::string error_of(const Lines& names, const TableInfo& table, const MappingOptions& options) {
  const Result<std::shared_ptr<const RowPlan>> plan = map_columns(names, table, "f.csv", options);
  return plan ? "no error" : plan.status().message();
}

TEST(RowOperations, KnowsTheSpellingsOfManySources) {
  for (const char* text :
       {"0", "upsert", "Insert", "UPDATE", "I", "u", "c", "r", "+I", "+u", " U "})
    EXPECT_EQ(action_of(text), RowAction::kUpsert) << text;
  for (const char* text : {"1", "delete", "DELETE", "D", "d", "-D"})
    EXPECT_EQ(action_of(text), RowAction::kDelete) << text;
  EXPECT_EQ(action_of("-U"), RowAction::kSkip);
  for (const char* text : {"", "2", "x", "del", "+D", "true", "I U"})
    EXPECT_EQ(action_of(text), RowAction::kRefuse) << text;
}

TEST(RowOperations, ComeFromAFieldThatIsNotLoaded) {
  const Outcome outcome = read_csv(
      "1,a,I\n2,b,D\n3,-U,c\n4,c,-U\n5,d,+U\n",
      primary_plan_of("id INT NOT NULL, v VARCHAR(5)", {"id", "v", "op"}, operations("OP")));
  EXPECT_EQ(outcome.rows, (Lines{"1|a", "-2|b", "3|-U", "5|d"}));
  EXPECT_EQ(outcome.rejects, Lines{});
  EXPECT_EQ(outcome.skipped, 1u);
}

TEST(RowOperations, MayStandAnywhereInTheRow) {
  EXPECT_EQ(read_csv("D,1,a\nI,2,b\n", primary_plan_of("id INT NOT NULL, v VARCHAR(5)",
                                                       {"op", "id", "v"}, operations("op")))
                .rows,
            (Lines{"-1|a", "2|b"}));
}

TEST(RowOperations, ThatAreUnknownRejectTheRow) {
  const Outcome outcome = read_csv(
      "1,a,X\n2,b,\n3,c,\\N\n4,d,I\n",
      primary_plan_of("id INT NOT NULL, v VARCHAR(5)", {"id", "v", "op"}, operations("op")));
  EXPECT_EQ(outcome.rows, (Lines{"4|d"}));
  ASSERT_EQ(outcome.rejects.size(), 3u);
  EXPECT_EQ(outcome.rejects[0],
            "f:1 [op] operation 'X' in field 'op' is unknown; known are 0/1, upsert/delete, "
            "insert/update/delete, I/U/D, c/r/u/d and +I/-U/+U/-D");
  EXPECT_EQ(outcome.rejects[1].substr(0, 22), "f:2 [op] operation '' ");
  EXPECT_EQ(outcome.rejects[2].substr(0, 24), "f:3 [op] operation NULL ");
}

TEST(RowOperations, DeletionsNeedOnlyTheKey) {
  const Outcome outcome =
      read_csv("1,,x,I\n2,,,D\n3,z,7,D\n,a,1,D\n4,toolongtext,bad,D\n",
               primary_plan_of("id INT NOT NULL, v VARCHAR(5) NOT NULL, n INT NOT NULL",
                               {"id", "v", "n", "op"}, operations("op")));
  EXPECT_EQ(outcome.rows, (Lines{"-2||0", "-3|z|7", "-4||0"}));
  ASSERT_EQ(outcome.rejects.size(), 2u);
  EXPECT_EQ(outcome.rejects[0].substr(0, 10), "f:1 [n] va");
  EXPECT_EQ(outcome.rejects[1], "f:4 [id] NULL is not allowed in NOT NULL column 'id'");
}

TEST(RowOperations, FillWhatADeletionLacksWithSomeValueOfItsType) {
  const std::string columns =
      "id INT NOT NULL, b BOOLEAN NOT NULL, l LARGEINT NOT NULL, d DOUBLE NOT NULL, "
      "f FLOAT NOT NULL, m DECIMAL(10,2) NOT NULL, t DATE NOT NULL, s DATETIME NOT NULL, "
      "v VARCHAR(5) NOT NULL, j JSON NOT NULL, x VARBINARY(5) NOT NULL, n INT";
  const Outcome outcome = read<JsonlReader>(
      "{\"op\":\"d\",\"id\":1}\n",
      primary_plan_of(columns, {"op", "id", "b", "l", "d", "f", "m", "t", "s", "v", "j", "x", "n"},
                      operations("op")));
  EXPECT_EQ(outcome.rejects, Lines{});
  EXPECT_EQ(outcome.rows,
            (Lines{"-1|false|0|0.0|0.0|0.00|1970-01-01|1970-01-01 00:00:00||0||<null>"}));
}

TEST(RowOperations, OfJsonLinesComeFromAnyKey) {
  const Outcome outcome = read<JsonlReader>(
      "{\"id\":1,\"op\":0,\"v\":\"a\"}\n{\"v\":\"b\",\"OP\":1,\"id\":2}\n{\"id\":3}\n"
      "{\"id\":4,\"op\":null}\n{\"id\":5,\"op\":\"-U\"}\n{\"id\":6,\"op\":\"u\",\"op\":\"d\"}\n",
      primary_plan_of("id INT NOT NULL, v VARCHAR(5)", {"id", "op", "v"}, operations("op")));
  EXPECT_EQ(outcome.rows, (Lines{"1|a", "-2|b"}));
  EXPECT_EQ(outcome.skipped, 1u);
  ASSERT_EQ(outcome.rejects.size(), 3u);
  EXPECT_EQ(outcome.rejects[0].substr(0, 24), "f:3 [op] operation NULL ");
  EXPECT_EQ(outcome.rejects[2], "f:6 [op] key 'op' is there more than once");
}

TEST(RowOperations, ComeFromACondition) {
  const auto plan = primary_plan_of("id INT NOT NULL, v VARCHAR(5)", {"id", "v", "gone"},
                                    operations("", "gone = 1 or v = 'x'"));
  const Outcome outcome = read_csv("1,a,0\n2,b,1\n3,x,\\N\n4,c,\\N\n5,d,maybe\n", plan);
  EXPECT_EQ(outcome.rows, (Lines{"1|a", "-2|b", "-3|x", "4|c"}));
  ASSERT_EQ(outcome.rejects.size(), 1u);
  EXPECT_EQ(outcome.rejects[0],
            "f:5 [] value 'maybe' of field 'gone' is not a number, and --delete-where compares it "
            "with 1");
}

TEST(RowOperations, EmptyCellsAreNullForAConditionWhereTheyAreForTheColumn) {
  const auto plan = primary_plan_of("id INT NOT NULL, n INT, v VARCHAR(5)", {"id", "n", "v", "x"},
                                    operations("", "n is null or v is null or x is null"));
  EXPECT_EQ(read_csv("1,,a,b\n2,3,,b\n4,5,a,\n", plan).rows,
            (Lines{"-1|<null>|a", "2|3|", "4|5|a"}));
}

TEST(RowOperations, ADeletionByTheFieldIsOneWhateverTheConditionSays) {
  const auto plan = primary_plan_of("id INT NOT NULL, v VARCHAR(5)", {"id", "v", "op"},
                                    operations("op", "v = 'x'"));
  EXPECT_EQ(read_csv("1,a,D\n2,x,I\n3,x,-U\n4,a,I\n", plan).rows, (Lines{"-1|a", "-2|x", "4|a"}));
}

TEST(RowOperations, WantPrimaryKeyTables) {
  const TableInfo table = testing::table_of("id INT, v VARCHAR(5)");
  EXPECT_EQ(error_of({"id", "v", "op"}, table, operations("op")),
            "--op-column deletes rows, which only PRIMARY KEY tables can do; table db.t has "
            "DUPLICATE KEY");
  EXPECT_EQ(error_of({"id", "v", "op"}, table, operations("", "op = 1")),
            "--delete-where deletes rows, which only PRIMARY KEY tables can do; table db.t has "
            "DUPLICATE KEY");
}

TEST(RowOperations, WantFieldsThatTheInputHas) {
  const TableInfo table = primary_table_of("id INT NOT NULL, v VARCHAR(5)");
  EXPECT_EQ(error_of({"id", "v", "op"}, table, operations("opp")),
            "f.csv: --op-column names the field 'opp', which the input does not have; did you mean "
            "'op'?");
  EXPECT_EQ(error_of({"id", "v", "op"}, table, operations("op", "zzzzzz = 1")),
            "f.csv: --delete-where names the field 'zzzzzz', which the input does not have; its "
            "fields are id, v, op");
  EXPECT_EQ(error_of({}, table, operations("op")),
            "f.csv: --op-column names the field 'op', but nothing names the input's fields; give "
            "--header, or --columns with all fields");
}

TEST(RowOperations, WantAllKeyColumns) {
  const TableInfo table = primary_table_of("id INT NOT NULL DEFAULT, v VARCHAR(5)");
  EXPECT_EQ(
      error_of({"v", "op"}, table, operations("op")),
      "f.csv has no column 'id', which belongs to the key of db.t: updates and deletions need "
      "all key columns");
}

}  // namespace
}  // namespace starload::cli
