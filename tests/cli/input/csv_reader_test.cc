#include "cli/input/csv_reader.h"

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

Outcome read(std::string_view text, std::string_view columns, CsvOptions options = {},
             std::size_t max_bytes = 1 << 20) {
  const std::shared_ptr<const RowPlan> plan = plan_of(columns);
  MemorySource source("f.csv", text);
  CsvReader reader(source, options, plan);
  KeptRejects rejects;
  Outcome outcome;
  outcome.rows = read_all(reader, *plan, rejects, max_bytes);
  outcome.rejects = rejects.lines;
  return outcome;
}

TEST(CsvReader, ReadsEveryType) {
  const Outcome outcome = read(
      "true,-128,32767,-5,9223372036854775807,170141183460469231731687303715884105727,1.5,-2.25,"
      "12.345,2013-02-28,2013-01-01T10:00:00.5Z,abc,{\"a\": 1},\"[1,2]\",4a4B\n",
      "a BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f LARGEINT, g FLOAT, h DOUBLE, "
      "i DECIMAL(10,2), j DATE, k DATETIME, l VARCHAR(3), m JSON, n ARRAY<INT>, o VARBINARY");
  EXPECT_EQ(outcome.rejects, Lines{});
  EXPECT_EQ(outcome.rows,
            (Lines{"true|-128|32767|-5|9223372036854775807|170141183460469231731687303715884105727|"
                   "1.5|-2.25|12.35|2013-02-28|2013-01-01 10:00:00.500000|abc|{\"a\": "
                   "1}|[1,2]|JK"}));
}

TEST(CsvReader, ReadsDecimalsOf38Digits) {
  const Outcome outcome =
      read("12345678901234567890123456789012345.678,-0.001\n", "a DECIMAL(38,3), b DECIMAL(38,3)");
  EXPECT_EQ(outcome.rows, (Lines{"12345678901234567890123456789012345.678|-0.001"}));
}

TEST(CsvReader, EmptyCellsAreNullExceptInTextColumns) {
  EXPECT_EQ(read(",,\n\"\",\"\",x\n", "a INT, b VARCHAR(5), c VARCHAR(5)").rows,
            (Lines{"<null>||", "<null>||x"}));
}

TEST(CsvReader, NullTextsCountOnlyUnquoted) {
  CsvOptions options;
  options.null_texts = {"\\N", "NA"};
  EXPECT_EQ(read("\\N,NA\n\"\\N\",\"NA\"\nNAN,N\n", "a VARCHAR(5), b VARCHAR(5)", options).rows,
            (Lines{"<null>|<null>", "\\N|NA", "NAN|N"}));
}

TEST(CsvReader, SkipsTheHeaderAndBlankLines) {
  CsvOptions options;
  options.skip_first_record = true;
  EXPECT_EQ(read("a,b\n1,x\n\n2,y\n", "a INT, b VARCHAR(5)", options).rows, (Lines{"1|x", "2|y"}));
}

TEST(CsvReader, RejectsRaggedRowsWithTheirLine) {
  const Outcome outcome = read("1,x\n2\n3,y,z\n4,w\n", "a INT, b VARCHAR(5)");
  EXPECT_EQ(outcome.rows, (Lines{"1|x", "4|w"}));
  EXPECT_EQ(outcome.rejects, (Lines{"f.csv:2 [] the row has 1 field, expected 2",
                                    "f.csv:3 [] the row has 3 fields, expected 2"}));
}

TEST(CsvReader, SaysWhyAValueDoesNotFit) {
  const std::string columns =
      "a TINYINT, b VARCHAR(3), c DECIMAL(4,2), d DATE, e BOOLEAN, f JSON, g DOUBLE NOT NULL";
  const auto reason = [&](const std::string& line) {
    const Outcome outcome = read(line + "\n", columns);
    return outcome.rejects.empty() ? std::string("accepted") : outcome.rejects[0];
  };
  EXPECT_EQ(reason("1,abc,1.5,2020-01-01,yes,[],1"), "accepted");
  EXPECT_EQ(reason("300,,,,,,1"), "f.csv:1 [a] value '300' is out of range for TINYINT column 'a'");
  EXPECT_EQ(reason("x,,,,,,1"),
            "f.csv:1 [a] value 'x' is not a whole number for TINYINT column 'a'");
  EXPECT_EQ(reason(",abcd,,,,,1"),
            "f.csv:1 [b] value of 4 bytes is too long for VARCHAR(3) column 'b'");
  EXPECT_EQ(reason(",,100,,,,1"),
            "f.csv:1 [c] value '100' is out of range for DECIMAL(4,2) column 'c'");
  EXPECT_EQ(reason(",,,2013-02-30,,,1"),
            "f.csv:1 [d] value '2013-02-30' is out of range for DATE column 'd'");
  EXPECT_EQ(reason(",,,yesterday,,,1"),
            "f.csv:1 [d] value 'yesterday' is not yyyy-MM-dd for DATE column 'd'");
  EXPECT_EQ(reason(",,,,maybe,,1"),
            "f.csv:1 [e] value 'maybe' is not true or false for BOOLEAN column 'e'");
  EXPECT_EQ(reason(",,,,,{,1"),
            "f.csv:1 [f] value '{' is not JSON of at most 64 levels for JSON column 'f'");
  EXPECT_EQ(reason(",,,,,,"), "f.csv:1 [g] NULL is not allowed in NOT NULL column 'g'");
}

TEST(CsvReader, StopsWhenTheSinkSaysSo) {
  const std::shared_ptr<const RowPlan> plan = plan_of("a INT");
  MemorySource source("f.csv", "x\n1\n");
  CsvReader reader(source, {}, plan);
  KeptRejects rejects;
  rejects.stop = true;
  EXPECT_EQ(read_all(reader, *plan, rejects), (Lines{"error: stopped"}));
}

TEST(CsvReader, CutsBlocksBySizeAndGivesEveryRowOnce) {
  std::string text;
  Lines expected;
  for (int i = 0; i < 1000; ++i) {
    text += std::to_string(i) + ",x" + std::to_string(i) + "\n";
    expected.push_back(std::to_string(i) + "|x" + std::to_string(i));
  }
  EXPECT_EQ(read(text, "a INT, b VARCHAR(9)", {}, 100).rows, expected);
}

TEST(CsvReader, ContinuesAtItsPosition) {
  const std::string text = "a,b\n1,x\n2,\"y\n\"\n3,z\n";
  const std::shared_ptr<const RowPlan> plan = plan_of("a INT, b VARCHAR(5)");
  CsvOptions options;
  options.skip_first_record = true;
  MemorySource source("f.csv", text);
  CsvReader reader(source, options, plan);
  KeptRejects rejects;
  RowBlock block(plan->schema);
  ASSERT_EQ(*reader.read_block(block, 1, rejects), 1u);
  const InputPosition position = reader.position();
  EXPECT_EQ(position.offset, 8u);
  EXPECT_EQ(position.line, 3u);

  MemorySource rest("f.csv", std::string_view(text).substr(position.offset));
  CsvReader continued(rest, options, plan, position);
  EXPECT_EQ(read_all(continued, *plan, rejects), (Lines{"2|y\n", "3|z"}));
  EXPECT_EQ(continued.position().line, 6u);
}

}  // namespace
}  // namespace starload::cli
