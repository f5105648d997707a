#include "cli/input/line_block_reader.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace starload::cli {
namespace {

// All lines, read into rooms of so many bytes and where that gives none into blocks, as the load
// command does.
class Loader final {
 public:
  Loader(std::string_view text, bool skip_first_line, InputPosition start = {})
      : source_("f", text.substr(start.offset)),
        reader_(source_, skip_first_line, start),
        whole_(text),
        begin_(start.offset) {}

  std::string load(std::size_t room_bytes, std::uint64_t most_lines) {
    std::string all;
    while (true) {
      std::string room(room_bytes, '#');
      const Result<ReadLines> read = reader_.read_into(room, most_lines);
      EXPECT_TRUE(read) << read.status().message();
      EXPECT_LE(read->lines, most_lines);
      in_place_ += read->lines;
      std::string lines = room.substr(0, read->bytes);
      if (read->lines == 0) {
        RowBlock block(nullptr);
        const Result<std::size_t> count = reader_.read(block, 16);
        EXPECT_TRUE(count) << count.status().message();
        if (*count == 0) return all;
        lines.assign(reinterpret_cast<const char*>(block.bytes().data()), block.byte_count());
      }
      EXPECT_TRUE(lines.ends_with('\n')) << lines;
      all += lines;
      expect_position();
    }
  }

  std::uint64_t in_place() const { return in_place_; }

 private:
  // A position's line is the number of newlines in front of it. (The source counts from where it
  // stands.)
  void expect_position() const {
    const InputPosition at = reader_.position();
    const std::string_view before = whole_.substr(0, begin_ + at.offset);
    const bool ended = before.size() == whole_.size() && !whole_.ends_with('\n');
    EXPECT_EQ(at.line,
              1 + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')) +
                  (ended ? 1 : 0))
        << at.offset;
  }

  MemorySource source_;
  LineBlockReader reader_;
  std::string_view whole_;
  std::uint64_t begin_;
  std::uint64_t in_place_ = 0;
};

// What has to come out: without blank lines, \r before newlines, and the first line when asked.
std::string expected(std::string_view text, bool skip_first_line) {
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (std::exchange(skip_first_line, false)) continue;
    all.append(line).push_back('\n');
  }
  return all;
}

TEST(LineBlockReader, ReadsPlainLinesIntoTheRoomAsTheyStand) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "line " + std::to_string(i) + "\n";
  Loader loader(text, false);
  EXPECT_EQ(loader.load(1000, 1'000'000), text);
  EXPECT_GT(loader.in_place(), 900u);
}

TEST(LineBlockReader, ReadsIntoTheRoomWhatItReadsIntoBlocks) {
  const std::string text =
      "\xEF\xBB\xBFhead\n\none\r\ntwo\n\r\nthree is longer than some rooms are\n4\n\n\nfive";
  for (const bool skip : {false, true}) {
    const std::string known = expected(text.substr(3), skip);
    for (std::size_t room = 1; room < 200; ++room) {
      for (const std::uint64_t most : {1u, 2u, 100u})
        EXPECT_EQ(Loader(text, skip).load(room, most), known) << room << " " << most;
    }
  }
}

TEST(LineBlockReader, KeepsLinesThatAreTooManyForLater) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::to_string(i) + "\n";
  for (std::uint64_t most = 1; most < 120; ++most)
    EXPECT_EQ(Loader(text, false).load(4096, most), text) << most;
}

TEST(LineBlockReader, AgreesWithALoopOverLinesWhateverTheRoom) {
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::string text(random() % 600, 'x');
    const std::mt19937::result_type rare = round % 2 == 0 ? 8 : 80;
    for (char& byte : text) {
      const auto drawn = random() % rare;
      if (drawn < 3) byte = drawn == 0 ? '\r' : '\n';
    }
    const bool skip = random() % 2 == 0;
    ASSERT_EQ(Loader(text, skip).load(65 + random() % 300, 1 + random() % 50), expected(text, skip))
        << text;
  }
}

}  // namespace
}  // namespace starload::cli
