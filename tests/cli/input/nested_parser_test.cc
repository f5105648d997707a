#include "cli/input/nested_parser.h"

#include <gtest/gtest.h>

#include "cli/input/csv_reader.h"
#include "cli/input/jsonl_reader.h"
#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using Lines = std::vector<std::string>;
using testing::KeptRejects;
using testing::plan_of;
using testing::read_all;

// The value as the rows hold it, or why it was rejected.
std::string jsonl(const std::string& value, const std::string& type) {
  const std::shared_ptr<const RowPlan> plan = plan_of("a " + type);
  const std::string text = "{\"a\":" + value + "}";
  MemorySource source("f", text);
  JsonlReader reader(source, plan);
  KeptRejects rejects;
  const Lines rows = read_all(reader, *plan, rejects);
  return rows.empty() ? rejects.lines.at(0).substr(8) : rows[0];
}

std::string csv(const std::string& cell, const std::string& type) {
  const std::shared_ptr<const RowPlan> plan = plan_of("a " + type);
  MemorySource source("f", cell);
  CsvReader reader(source, CsvOptions{}, plan);
  KeptRejects rejects;
  const Lines rows = read_all(reader, *plan, rejects);
  return rows.empty() ? rejects.lines.at(0).substr(8) : rows[0];
}

TEST(NestedParser, MakesTypedValues) {
  EXPECT_EQ(jsonl("[1, null ,-3]", "ARRAY<INT(11)>"), "[1,null,-3]");
  EXPECT_EQ(jsonl("[]", "ARRAY<INT(11)>"), "[]");
  EXPECT_EQ(jsonl("[ ]", "ARRAY<INT(11)>"), "[]");
  EXPECT_EQ(jsonl("{\"k\":1,\"l\":null}", "MAP<VARCHAR(10),BIGINT(20)>"), "{k:1,l:null}");
  EXPECT_EQ(jsonl("{}", "MAP<INT,INT>"), "{}");
  EXPECT_EQ(jsonl("{\"B\":\"x\",\"a\":1}", "STRUCT<a INT(11), b VARCHAR(10), c DATE>"),
            "{a:1,b:x,c:null}");
  EXPECT_EQ(jsonl("[[1],[],null,[2,3]]", "ARRAY<ARRAY<INT>>"), "[[1],[],null,[2,3]]");
  EXPECT_EQ(jsonl("[{\"m\":{\"1\":[true]}}]", "ARRAY<STRUCT<m MAP<INT,ARRAY<BOOLEAN>>>>"),
            "[{m:{1:[true]}}]");
}

TEST(NestedParser, KeepsEveryDigitAndEveryCharacter) {
  EXPECT_EQ(jsonl("[9007199254740993,-170141183460469231731687303715884105728]", "ARRAY<LARGEINT>"),
            "[9007199254740993,-170141183460469231731687303715884105728]");
  EXPECT_EQ(jsonl("[12345678901234567890123456789012345678]", "ARRAY<DECIMAL(38,0)>"),
            "[12345678901234567890123456789012345678]");
  EXPECT_EQ(jsonl("[0.1000000000000000000000000001]", "ARRAY<DECIMAL(38,28)>"),
            "[0.1000000000000000000000000001]");
  EXPECT_EQ(jsonl(R"(["a\"\\\n\u00e4\ud83d\ude00",""])", "ARRAY<VARCHAR(40)>"),
            "[a\"\\\n\xC3\xA4\xF0\x9F\x98\x80,]");
  EXPECT_EQ(jsonl(R"(["\ud83d x","\ude00"])", "ARRAY<VARCHAR(40)>"),
            "[\xEF\xBF\xBD x,\xEF\xBF\xBD]");
}

TEST(NestedParser, TakesTextAsCellsDo) {
  EXPECT_EQ(jsonl("[\"5\",5.0]", "ARRAY<DOUBLE>"), "[5.0,5.0]");
  EXPECT_EQ(jsonl("[\"2024-1-5\",\"2024-01-05T01:02:03Z\"]", "ARRAY<DATETIME>"),
            "[2024-01-05 00:00:00,2024-01-05 01:02:03]");
  EXPECT_EQ(jsonl("[1,true,{\"x\":[1]}]", "ARRAY<VARCHAR(20)>"), "[1,true,{\"x\":[1]}]");
  EXPECT_EQ(csv("\"{\"\"a\"\":1}\"", "STRUCT<a INT>"), "{a:1}");
  EXPECT_EQ(csv("[1]", "ARRAY<INT>"), "[1]");
}

TEST(NestedParser, RefusesAValueThatSwellsInMemory) {
  std::string type = "ARRAY<STRUCT<m0 INT";
  for (int i = 1; i < 200; ++i) type += ", m" + std::to_string(i) + " INT";
  std::string value = "[{}";
  for (int i = 1; i < 200'000; ++i) value += ",{}";
  const std::string reason = jsonl(value + "]", type + ">>");
  EXPECT_NE(reason.find("makes the value larger than 256 MiB in memory"), std::string::npos)
      << reason.substr(0, 200);
}

TEST(NestedParser, NamesThePathOfWhatDoesNotFit) {
  EXPECT_EQ(jsonl("[1,\"x\"]", "ARRAY<INT(11)>"),
            "value 'x' is not a whole number for INT column 'a[1]'");
  EXPECT_EQ(jsonl("[{\"s\":{\"k\":[1,300]}}]", "ARRAY<STRUCT<s MAP<VARCHAR(5),ARRAY<TINYINT>>>>"),
            "value '300' is out of range for TINYINT column 'a[0].s.k[1]'");
  EXPECT_EQ(jsonl("{\"toolong\":1}", "MAP<VARCHAR(3),INT>"),
            "value of 7 bytes is too long for VARCHAR(3) column 'a.toolong'");
  EXPECT_EQ(jsonl("{\"x\":1,\"zz\":2}", "STRUCT<x INT, y INT>"),
            "'a.zz' is not a member of STRUCT<x INT,y INT>");
  EXPECT_EQ(jsonl("{\"x\":1,\"X\":2}", "STRUCT<x INT>"), "'a.X' is there more than once");
  EXPECT_EQ(jsonl("[[1],2]", "ARRAY<ARRAY<INT>>"),
            "value '2' is not a JSON array for ARRAY<INT> column 'a[1]'");
  EXPECT_EQ(jsonl("[{\"x\":1}]", "ARRAY<INT>"),
            "value '{\"x\":1}' is not a whole number for INT column 'a[0]'");
  EXPECT_EQ(jsonl("{\"x\":1}", "ARRAY<INT>"),
            "value '{\"x\":1}' is not a JSON array for ARRAY<INT> column 'a'");
  EXPECT_EQ(csv("\"[1,\"", "ARRAY<INT>"),
            "value '[1,' is not JSON of at most 64 levels for ARRAY<INT> column 'a'");
}

TEST(NestedParser, ReusesItsMemoryForEveryRow) {
  const std::shared_ptr<const RowPlan> plan = plan_of("a ARRAY<STRUCT<x INT, y VARCHAR(40)>>");
  MemorySource source("f",
                      "{\"a\":[{\"x\":1,\"y\":\"long enough not to be inline\"},{\"x\":2}]}\n"
                      "{\"a\":[{\"x\":\"bad\"}]}\n{\"a\":[]}\n{\"a\":[{\"y\":\"s\"}]}\n");
  JsonlReader reader(source, plan);
  KeptRejects rejects;
  EXPECT_EQ(read_all(reader, *plan, rejects),
            (Lines{"[{x:1,y:long enough not to be inline},{x:2,y:null}]", "[]", "[{x:null,y:s}]"}));
  EXPECT_EQ(rejects.lines.size(), 1u);
}

TEST(NestedParser, IsNotUsedWhereTypesAreNotKnown) {
  EXPECT_EQ(jsonl("[1,\"x\"]", "ARRAY"), "[1,\"x\"]");
  EXPECT_EQ(jsonl("{\"j\": {\"x\":1}}", "STRUCT<j JSON>"), "{\"j\": {\"x\":1}}");
}

}  // namespace
}  // namespace starload::cli
