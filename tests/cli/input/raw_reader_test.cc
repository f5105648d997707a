#include "cli/input/raw_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using Lines = std::vector<std::string>;

// The records of a block; appended.
void add_records(const RowBlock& block, Lines& records) {
  const sl_row_block view = block.abi();
  ASSERT_NE(view.flags & kBlockOfLines, 0u);
  for (std::size_t i = 0; i < view.row_count; ++i) {
    const std::string_view line(reinterpret_cast<const char*>(view.bytes) + view.offsets[i],
                                view.offsets[i + 1] - view.offsets[i]);
    ASSERT_TRUE(line.ends_with('\n')) << line;
    records.emplace_back(line.substr(0, line.size() - 1));
  }
}

// All records; then "error: ..." when reading failed.
Lines read(std::string_view text, const RawOptions& options = {}, std::size_t max_bytes = 4) {
  MemorySource source("f", text);
  RawReader reader(source, options);
  testing::KeptRejects rejects;
  RowBlock block(nullptr);
  Lines records;
  while (true) {
    block.clear();
    const Result<std::size_t> count = reader.read_block(block, max_bytes, rejects);
    if (!count) records.push_back("error: " + count.status().message());
    if (!count || *count == 0) return records;
    add_records(block, records);
  }
}

TEST(RawReader, PassesLinesAsTheyStand) {
  EXPECT_EQ(read("a,\"b\n\nc\r\nd"), (Lines{"a,\"b", "c", "d"}));
}

TEST(RawReader, KeepsQuotedNewlinesTogetherWhenAsked) {
  RawOptions options;
  options.quote = '"';
  EXPECT_EQ(read("a,\"b\nc\"\nd,e\n", options), (Lines{"a,\"b\nc\"", "d,e"}));
}

TEST(RawReader, SkipsTheHeader) {
  RawOptions options;
  options.skip_first_record = true;
  EXPECT_EQ(read("h\na\nb\n", options), (Lines{"a", "b"}));
}

TEST(RawReader, CutsTheSameLinesWhateverABlockHolds) {
  const std::string text = "one\r\n\n\ntwo\n\r\nthree is longer than a block\n4\n\nfive";
  const Lines expected{"one", "two", "three is longer than a block", "4", "five"};
  for (std::size_t max_bytes = 1; max_bytes < 80; ++max_bytes)
    EXPECT_EQ(read(text, {}, max_bytes), expected) << max_bytes;
}

TEST(RawReader, SkipsAByteOrderMarkAndRefusesUtf16) {
  EXPECT_EQ(read("\xEF\xBB\xBFz\nb"), (Lines{"z", "b"}));
  EXPECT_EQ(read("\xEF\xBB\xBF"), Lines());
  EXPECT_EQ(read("a"), (Lines{"a"}));
  const std::string utf16("\xFF\xFE\x61\x00", 4);
  EXPECT_EQ(read(utf16),
            (Lines{"error: f is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8"}));
}

TEST(RawReader, GoesOnAtEveryPositionThatItGave) {
  const std::string text = "head\n\none\r\ntwo\n\nthree\nfour\nfive";
  RawOptions options;
  options.skip_first_record = true;
  const Lines all = read(text, options, 1000);
  testing::KeptRejects rejects;
  MemorySource source("f", text);
  RawReader reader(source, options);
  Lines before;
  for (RowBlock block(nullptr); *reader.read_block(block, 7, rejects) > 0; block.clear()) {
    add_records(block, before);
    const InputPosition at = reader.position();
    const std::string rest = text.substr(at.offset);
    EXPECT_EQ(at.line, 1 + std::count(text.begin(), text.end(), '\n') -
                           std::count(rest.begin(), rest.end(), '\n') + (rest.empty() ? 1 : 0));
    Lines lines = before;
    RawOptions plain;
    const Lines behind = read(rest, plain, 5);
    lines.insert(lines.end(), behind.begin(), behind.end());
    EXPECT_EQ(lines, all) << at.offset;
  }
  EXPECT_EQ(before, all);
}

TEST(RawReader, RefusesALineThatIsTooLong) {
  const std::string text = "short\n" + std::string(5000, 'x') + "\n";
  MemorySource source("f", text);
  LineBlockReader reader(source, false, {}, 1000);
  RowBlock block(nullptr);
  ASSERT_EQ(*reader.read(block, 100), 1u);
  block.clear();
  const Result<std::size_t> count = reader.read(block, 100);
  ASSERT_FALSE(count.is_ok());
  EXPECT_NE(count.status().message().find("f line 2: the record is longer than 1000 bytes"),
            std::string::npos)
      << count.status().message();
}

}  // namespace
}  // namespace starload::cli
