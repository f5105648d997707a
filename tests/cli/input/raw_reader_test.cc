#include "cli/input/raw_reader.h"

#include <gtest/gtest.h>

#include "tests/cli/input/reader_fixture.h"

namespace starload::cli {
namespace {

using Lines = std::vector<std::string>;

Lines read(std::string_view text, const RawOptions& options = {}, std::size_t max_bytes = 4) {
  MemorySource source("f", text);
  RawReader reader(source, options);
  testing::KeptRejects rejects;
  RowBlock block(nullptr);
  Lines records;
  while (true) {
    block.clear();
    const Result<std::size_t> count = reader.read_block(block, max_bytes, rejects);
    if (!count || *count == 0) return records;
    const sl_row_block view = block.abi();
    for (std::size_t i = 0; i < view.row_count; ++i) {
      records.emplace_back(reinterpret_cast<const char*>(view.bytes) + view.offsets[i],
                           view.offsets[i + 1] - view.offsets[i]);
    }
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

}  // namespace
}  // namespace starload::cli
