#include "cli/input/jsonl_reader.h"

#include <gtest/gtest.h>

#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using Lines = std::vector<std::string>;
using testing::KeptRejects;
using testing::plan_of;
using testing::read_all;

struct Outcome {
  Lines rows;
  Lines rejects;
};

Outcome read(std::string_view text, std::string_view columns) {
  const std::shared_ptr<const RowPlan> plan = plan_of(columns);
  MemorySource source("f.jsonl", text);
  JsonlReader reader(source, plan);
  KeptRejects rejects;
  Outcome outcome;
  outcome.rows = read_all(reader, *plan, rejects);
  outcome.rejects = rejects.lines;
  return outcome;
}

TEST(JsonlReader, MatchesKeysToColumnsInAnyOrderAndCase) {
  const Outcome outcome =
      read("{\"a\":1,\"b\":\"x\"}\n{\"B\":\"y\",\"A\":2}\r\n\n{\"b\":null}", "a INT, b VARCHAR(5)");
  EXPECT_EQ(outcome.rejects, Lines{});
  EXPECT_EQ(outcome.rows, (Lines{"1|x", "2|y", "<null>|<null>"}));
}

TEST(JsonlReader, KeepsEveryDigit) {
  EXPECT_EQ(
      read("{\"a\":170141183460469231731687303715884105727,\"b\":0.1000000000000000000000000001,"
           "\"c\":1.50}",
           "a LARGEINT, b DECIMAL(38,28), c VARCHAR(9)")
          .rows,
      (Lines{"170141183460469231731687303715884105727|0.1000000000000000000000000001|1.50"}));
}

TEST(JsonlReader, TakesNestedValuesByTheirTypes) {
  EXPECT_EQ(read("{\"a\":{\"x\": [1, {\"y\":null}]},\"b\":[1,2],\"c\":{\"k\":1},\"d\":[true]}",
                 "a JSON, b ARRAY<INT>, c STRUCT<k INT>, d VARCHAR(20)")
                .rows,
            (Lines{"{\"x\": [1, {\"y\":null}]}|[1,2]|{k:1}|[true]"}));
}

TEST(JsonlReader, KeepsQuotesOfAStringInAJsonColumn) {
  EXPECT_EQ(read("{\"a\":\"x\\ny\",\"b\":\"x\\ny\"}", "a JSON, b VARCHAR(5)").rows,
            (Lines{"\"x\\ny\"|x\ny"}));
}

TEST(JsonlReader, RejectsLinesWithTheirNumberAndReason) {
  const Outcome outcome = read(
      "{\"a\":1}\nnot json\n{\"a\":1,\"a\":2}\n{\"a\":1,\"zz\":2}\n{\"a\":\"x\"}\n{\"b\":1}\n[1]\n"
      "{\"a\":7}",
      "a INT NOT NULL, b INT");
  EXPECT_EQ(outcome.rows, (Lines{"1|<null>", "7|<null>"}));
  ASSERT_EQ(outcome.rejects.size(), 6u);
  EXPECT_EQ(outcome.rejects[0].substr(0, 66),
            "f.jsonl:2 [] the line is not one JSON object of at most 64 levels ");
  EXPECT_EQ(outcome.rejects[1], "f.jsonl:3 [a] key 'a' is there more than once");
  EXPECT_EQ(outcome.rejects[2],
            "f.jsonl:4 [] key 'zz' is not among the loaded columns; name them with --columns");
  EXPECT_EQ(outcome.rejects[3], "f.jsonl:5 [a] value 'x' is not a whole number for INT column 'a'");
  EXPECT_EQ(outcome.rejects[4],
            "f.jsonl:6 [a] key 'a' is missing; NULL is not allowed in NOT NULL column 'a'");
}

}  // namespace
}  // namespace starload::cli
