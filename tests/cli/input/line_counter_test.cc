#include "cli/input/line_counter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace starload::cli {
namespace {

LineCount count(const std::string& text) {
  return count_lines(text.data(), text.data() + text.size());
}

// Byte by byte.
LineCount expected(const std::string& text) {
  LineCount count;
  char before = '\n';
  for (const char byte : text) {
    if (byte == '\n') {
      ++count.lines;
      count.plain = count.plain && before != '\n' && before != '\r';
    }
    before = byte;
  }
  return count;
}

TEST(LineCounter, KnowsLinesThatCannotStayAsTheyAre) {
  EXPECT_TRUE(count("").plain);
  EXPECT_TRUE(count("a\nb\rc\nthe rest\r").plain);
  EXPECT_FALSE(count("\na\n").plain);
  EXPECT_FALSE(count("a\n\nb\n").plain);
  EXPECT_FALSE(count("a\r\n").plain);
}

TEST(LineCounter, FindsOneBadLineWhereverItIs) {
  for (const char* const bad : {"\n\n", "\r\n"}) {
    for (std::size_t at = 0; at < 200; ++at) {
      std::string text(300, 'x');
      text.replace(at, 2, bad);
      EXPECT_FALSE(count(text).plain) << at;
      text[at] = 'x';
      EXPECT_TRUE(count(text).plain) << at;
      EXPECT_EQ(count(text).lines, 1u) << at;
    }
  }
}

TEST(LineCounter, CountsMoreLinesThanAByteHolds) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "x\n";
  EXPECT_EQ(count(text).lines, 100'000u);
  EXPECT_TRUE(count(text).plain);
  EXPECT_EQ(count(std::string(100'000, '\n')).lines, 100'000u);
}

TEST(LineCounter, AgreesWithALoopOverTheBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 200, 'x');
    const std::mt19937::result_type rare = round % 2 == 0 ? 4 : 60;
    for (char& byte : text) {
      const auto drawn = random() % rare;
      if (drawn < 2) byte = drawn == 0 ? '\n' : '\r';
    }
    const LineCount counted = count(text);
    const LineCount known = expected(text);
    ASSERT_EQ(counted.lines, known.lines) << text;
    ASSERT_EQ(counted.plain, known.plain) << text;
  }
}

}  // namespace
}  // namespace starload::cli
