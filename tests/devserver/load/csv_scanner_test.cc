#include "devserver/load/csv_scanner.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows scan(CsvFormat format, const std::string& bytes, std::size_t piece) {
  CsvScanner scanner(std::move(format));
  CsvRecord record;
  Rows rows;
  const auto take = [&] {
    while (scanner.next(record)) rows.emplace_back(record.fields.begin(), record.fields.end());
  };
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    scanner.feed(std::string_view(bytes).substr(i, piece));
    take();
  }
  scanner.finish();
  take();
  return rows;
}

// The same rows must come out however the bytes arrive.
Rows scan(const CsvFormat& format, const std::string& bytes) {
  const Rows whole = scan(format, bytes, bytes.size() + 1);
  for (std::size_t piece = 1; piece <= 7; ++piece)
    EXPECT_EQ(scan(format, bytes, piece), whole) << piece;
  return whole;
}

CsvFormat comma() {
  CsvFormat format;
  format.column_separator = ",";
  return format;
}

CsvFormat quoted() {
  CsvFormat format = comma();
  format.enclose = '"';
  return format;
}

TEST(CsvScanner, SplitsByTabAndNewlineUnlessTold) {
  EXPECT_EQ(scan(CsvFormat(), "a\tb\nc\td\n"), (Rows{{"a", "b"}, {"c", "d"}}));
}

TEST(CsvScanner, NeedsNoDelimiterAfterTheLastRow) {
  EXPECT_EQ(scan(comma(), "1,2\n3,4"), (Rows{{"1", "2"}, {"3", "4"}}));
}

TEST(CsvScanner, SkipsEmptyLines) {
  EXPECT_EQ(scan(comma(), "\n1,2\n\n\n3,4\n\n"), (Rows{{"1", "2"}, {"3", "4"}}));
}

TEST(CsvScanner, KeepsEmptyFields) {
  EXPECT_EQ(scan(comma(), ",,\n,1,"), (Rows{{"", "", ""}, {"", "1", ""}}));
}

TEST(CsvScanner, KeepsQuotesWhenNoEncloseIsSet) {
  EXPECT_EQ(scan(comma(), "\"xx\",1"), (Rows{{"\"xx\"", "1"}}));
}

TEST(CsvScanner, SplitsByDelimitersOfSeveralBytes) {
  CsvFormat format;
  format.column_separator = "||";
  format.row_delimiter = "\r\n";
  EXPECT_EQ(scan(format, "a||b|c\r\nd\r||e\n\r\nf||g"),
            (Rows{{"a", "b|c"}, {"d\r", "e\n"}, {"f", "g"}}));
}

TEST(CsvScanner, EncloseHidesSeparatorsAndNewlines) {
  EXPECT_EQ(scan(quoted(), "\"a,b\",\"c\nd\"\n1,2\n"), (Rows{{"a,b", "c\nd"}, {"1", "2"}}));
}

TEST(CsvScanner, DoubledEncloseIsOneInside) {
  EXPECT_EQ(scan(quoted(), "\"say \"\"hi\"\"\",x\n\"\"\"\",\"\""),
            (Rows{{"say \"hi\"", "x"}, {"\"", ""}}));
}

TEST(CsvScanner, EncloseInTheMiddleOfAFieldIsData) {
  EXPECT_EQ(scan(quoted(), "a\"b,c\"\n"), (Rows{{"a\"b", "c\""}}));
}

TEST(CsvScanner, EscapeWorksInsideAndOutside) {
  CsvFormat format = quoted();
  format.escape = '\\';
  EXPECT_EQ(scan(format, "a\\,b,\"c\\\"d\"\ne\\\nf,g"), (Rows{{"a,b", "c\"d"}, {"e\nf", "g"}}));
}

TEST(CsvScanner, TrimSpaceTrimsAroundButNotInside) {
  CsvFormat format = quoted();
  format.trim_space = true;
  EXPECT_EQ(scan(format, "  a , \" b \" ,c\n"), (Rows{{"a", " b ", "c"}}));
  CsvFormat plain = comma();
  plain.trim_space = true;
  EXPECT_EQ(scan(plain, " a b , c "), (Rows{{"a b", "c"}}));
}

TEST(CsvScanner, SkipsTheHeader) {
  CsvFormat format = comma();
  format.skip_header = 2;
  EXPECT_EQ(scan(format, "h1,h2\nh3,h4\n1,2\n"), (Rows{{"1", "2"}}));
}

TEST(CsvScanner, CountsTheHeaderRowsThatCame) {
  CsvFormat format = comma();
  format.skip_header = 5;
  CsvScanner scanner(format);
  CsvRecord record;
  scanner.feed("a\nb\n");
  scanner.finish();
  EXPECT_FALSE(scanner.next(record));
  EXPECT_EQ(scanner.skipped_count(), 2);
}

TEST(CsvScanner, UnclosedEncloseEndsWithTheBody) {
  EXPECT_EQ(scan(quoted(), "1,\"ab\ncd"), (Rows{{"1", "\"ab\ncd"}}));
}

}  // namespace
}  // namespace starload::devserver
