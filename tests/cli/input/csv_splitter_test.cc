#include "cli/input/csv_splitter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace starload::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Splits text with a buffer of the given size, so that records also cross its end.
Rows split(std::string_view text, CsvFormat format = {}, std::size_t buffer_bytes = 1 << 20) {
  MemorySource source("f.csv", text);
  CsvSplitter splitter(source, format, {}, buffer_bytes);
  Rows rows;
  CsvRecord record;
  while (true) {
    const Result<SplitOutcome> outcome = splitter.next(record);
    if (!outcome) {
      rows.push_back({"error: " + outcome.status().message()});
      return rows;
    }
    if (*outcome != SplitOutcome::kRecord) return rows;
    std::vector<std::string>& row = rows.emplace_back();
    if (record.error != nullptr) row.push_back(std::string("bad: ") + record.error);
    for (const CsvField& field : record.fields) row.emplace_back(field.text);
  }
}

TEST(CsvSplitter, CutsFieldsAndRecords) {
  EXPECT_EQ(split("a,b\nc,d\n"), (Rows{{"a", "b"}, {"c", "d"}}));
}

TEST(CsvSplitter, NeedsNoNewlineAtTheEnd) {
  EXPECT_EQ(split("a,b\nc,"), (Rows{{"a", "b"}, {"c", ""}}));
}

TEST(CsvSplitter, AcceptsCarriageReturns) {
  EXPECT_EQ(split("a,b\r\n\"c\",\"d\"\r\ne,f\r"), (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}}));
}

TEST(CsvSplitter, KeepsSeparatorsNewlinesAndQuotesInsideQuotes) {
  EXPECT_EQ(split("\"a,b\",\"c\nd\",\"say \"\"hi\"\"\"\nx,y,z\n"),
            (Rows{{"a,b", "c\nd", "say \"hi\""}, {"x", "y", "z"}}));
}

TEST(CsvSplitter, TakesAQuoteInsideAnUnquotedFieldAsText) {
  EXPECT_EQ(split("5\" pipe,a\"b\"\n"), (Rows{{"5\" pipe", "a\"b\""}}));
}

TEST(CsvSplitter, RefusesTextBehindAClosingQuoteAndGoesOnWithTheNextLine) {
  EXPECT_EQ(split("\"a\"b,c\nd,e\n"),
            (Rows{{"bad: text follows the closing quote of a field; double the quotes that belong "
                   "to the text",
                   "a"},
                  {"d", "e"}}));
}

TEST(CsvSplitter, AnOpenQuoteAtTheEndIsAnErrorWithItsLine) {
  EXPECT_EQ(split("a,b\nc,\"d\ne,f\n"),
            (Rows{{"a", "b"},
                  {"error: f.csv line 2: field 2 opens a quote that is not closed before the end "
                   "of the input"}}));
}

TEST(CsvSplitter, TsvHasNoQuotes) {
  EXPECT_EQ(split("\"a\tb\"\n", {'\t', '"', false}), (Rows{{"\"a", "b\""}}));
}

TEST(CsvSplitter, KeepsNulBytes) {
  EXPECT_EQ(split(std::string_view("a\0b,c\n", 6)), (Rows{{std::string("a\0b", 3), "c"}}));
}

TEST(CsvSplitter, SkipsAByteOrderMark) {
  EXPECT_EQ(split("\xEF\xBB\xBF\"a\",b\n"), (Rows{{"a", "b"}}));
}

TEST(CsvSplitter, RefusesUtf16) {
  EXPECT_EQ(split(std::string_view("\xFF\xFE"
                                   "a\0",
                                   4)),
            (Rows{{"error: f.csv is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8"}}));
}

TEST(CsvSplitter, RefusesOnlyTheRecordThatIsNotUtf8) {
  const Rows rows = split("a\nb\xE9\nc\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][0], "a");
  EXPECT_EQ(rows[1][0].substr(0, 30), "bad: the text is not valid UTF");
  EXPECT_EQ(rows[2][0], "c");
}

TEST(CsvSplitter, GivesTheSameRowsWithEveryBufferSize) {
  const std::string text =
      "a,\"b \"\"x\"\"\",c\r\n\"\n\n\",\"\",\r\n,,\n\"z\",\xC3\xA4\xC3\xB6,1\n\nlast,1,\"2\"";
  const Rows expected = split(text);
  ASSERT_EQ(expected.size(), 6u);
  for (std::size_t size = 1; size < 80; ++size) EXPECT_EQ(split(text, {}, size), expected) << size;
}

TEST(CsvSplitter, CountsLinesInsideQuotes) {
  MemorySource source("f.csv", "\"a\nb\",1\nc,2\n");
  CsvSplitter splitter(source, {});
  CsvRecord record;
  ASSERT_TRUE(splitter.next(record));
  EXPECT_EQ(record.line, 1u);
  EXPECT_EQ(record.raw, "\"a\nb\",1");
  ASSERT_TRUE(splitter.next(record));
  EXPECT_EQ(record.line, 3u);
  EXPECT_EQ(splitter.position().line, 4u);
  EXPECT_EQ(splitter.position().offset, 12u);
}

TEST(CsvSplitter, BoundsTheLengthOfARecord) {
  const std::string text = "\"" + std::string(5000, 'x');
  MemorySource source("f.csv", text);
  CsvSplitter splitter(source, {}, {}, 64, 1024);
  CsvRecord record;
  const Result<SplitOutcome> outcome = splitter.next(record);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.status().message(),
            "f.csv line 1: the record is longer than 1024 bytes; check the quoting (an opening "
            "quote without its end) and the line ends");
}

}  // namespace
}  // namespace starload::cli
