// The quick ways against the thorough ones, on the texts where they could differ.
#include "cli/input/plain_number.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "cli/input/number_text.h"

namespace starload::cli {
namespace {

// Digits around the lengths where another way begins, with and without sign and point.
std::vector<std::string> number_texts() {
  std::mt19937_64 random(7);
  std::vector<std::string> texts;
  for (std::size_t digits = 1; digits <= 22; ++digits) {
    for (int round = 0; round < 40; ++round) {
      std::string text;
      for (std::size_t i = 0; i < digits; ++i) text += static_cast<char>('0' + random() % 10);
      if (random() % 2 == 0) text.insert(1 + random() % digits, ".");
      if (random() % 3 == 0) text.insert(0, "-");
      texts.push_back(text);
    }
  }
  for (const char* text : {"0", "-0", "-0.0", "00012.50", "9007199254740993", "9007199254740992.0",
                           "999999999999999999", "999999999999999999.", "0.000000000000000001"})
    texts.emplace_back(text);
  return texts;
}

TEST(PlainNumber, WholeNumbersAreWhatTheStandardLibraryReads) {
  for (const std::string& text : number_texts()) {
    std::int64_t value = 0;
    if (!read_plain_int64(text, value)) continue;
    std::int64_t expected = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), expected);
    ASSERT_EQ(parsed.ptr, text.data() + text.size()) << text;
    EXPECT_EQ(value, expected) << text;
  }
}

TEST(PlainNumber, DoublesAreTheNearestOnes) {
  std::size_t read = 0;
  for (const std::string& text : number_texts()) {
    double value = 0;
    if (!read_plain_double(text, value)) continue;
    ++read;
    double expected = 0;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    EXPECT_EQ(value, expected) << text;
    EXPECT_EQ(std::signbit(value), std::signbit(expected)) << text;
  }
  EXPECT_GT(read, 200u);
}

// The thorough way, forced by an exponent that changes nothing.
TEST(PlainNumber, DecimalsAreThoseOfTheThoroughWay) {
  for (const std::string& text : number_texts()) {
    for (const auto& [precision, scale] : {std::pair{1, 0}, {10, 2}, {18, 0}, {18, 18}, {38, 20}}) {
      sdk::Int128 quick = 0;
      sdk::Int128 thorough = 0;
      const TextError error = parse_decimal(text, precision, scale, quick);
      EXPECT_EQ(error, parse_decimal(text + "e0", precision, scale, thorough)) << text;
      EXPECT_TRUE(error != TextError::kNone || quick == thorough) << text << " " << precision;
    }
  }
}

TEST(PlainNumber, EightDigitsAreDigits) {
  std::uint64_t value = 0;
  EXPECT_TRUE(read_eight_digits("12345678", value));
  EXPECT_EQ(value, 12345678u);
  for (std::size_t at = 0; at < 8; ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = "00000000";
      text[at] = static_cast<char>(byte);
      const bool is_digit = byte >= '0' && byte <= '9';
      EXPECT_EQ(read_eight_digits(text.data(), value), is_digit) << at << " " << byte;
    }
  }
}

TEST(PlainNumber, LeavesOtherFormsToTheThoroughWay) {
  std::int64_t whole = 0;
  double real = 0;
  for (const char* text : {"", "-", "+1", "1a", "0x1", "1e3", "--1", "1234567890123456789", " 1"}) {
    EXPECT_FALSE(read_plain_int64(text, whole)) << text;
    EXPECT_FALSE(read_plain_double(text, real)) << text;
  }
  for (const char* text : {".5", "5.", "1.2.3", "1.-2", "nan"})
    EXPECT_FALSE(read_plain_double(text, real)) << text;
}

}  // namespace
}  // namespace starload::cli
