#include "plugins/serializers/common/json_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace starload::serializers {
namespace {

// The text lies at the very end of its memory, so that a sanitizer sees reads beyond.
std::string escape(const std::string& text) {
  const std::vector<char> exact(text.begin(), text.end());
  std::string out(kMaxJsonExpansion * text.size() + 32, '\0');
  const char* end =
      write_json_string({exact.data(), exact.size()}, exact.data() + exact.size(), out.data());
  if (end == nullptr) return "not UTF-8";
  const auto size = static_cast<std::size_t>(end - out.data());
  EXPECT_EQ(json_string_size(text), size);
  return out.substr(0, size);
}

TEST(JsonText, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(escape(""), "");
  EXPECT_EQ(escape("plain/'text'\x7f"), "plain/'text'\x7f");
  EXPECT_EQ(escape("\"\\\b\t\n\f\r"), "\\\"\\\\\\b\\t\\n\\f\\r");
  EXPECT_EQ(escape(std::string("\x00\x01\x1f", 3)), "\\u0000\\u0001\\u001f");
}

TEST(JsonText, EscapesAtEveryPositionOfALongText) {
  for (std::size_t size = 1; size < 50; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = '"';
      std::string expected(size + 1, 'x');
      expected[at] = '\\';
      expected[at + 1] = '"';
      ASSERT_EQ(escape(text), expected) << size << " " << at;
    }
  }
}

TEST(JsonText, PassesUtf8AndRefusesEverythingElse) {
  const std::string good = "\u00e4 \u20ac \U0001F600 \U0010FFFF \uFFFD \u0080";
  EXPECT_EQ(escape(good), good);
  for (const char* bad :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "abc\xe2\x82", "\xe2\x28\xa1", "\xc3"}) {
    EXPECT_EQ(escape(bad), "not UTF-8") << bad;
    EXPECT_EQ(escape("sixteen bytes and more " + std::string(bad)), "not UTF-8");
  }
}

// Two or three bytes, of which the first begins a character, read as the Unicode standard writes it
// down (table 3-7).
bool is_character(const std::string& bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto continues = [&](std::size_t i) { return at(i) >= 0x80 && at(i) <= 0xBF; };
  if (bytes.size() == 2) return at(0) >= 0xC2 && at(0) <= 0xDF && continues(1);
  const unsigned char least = at(0) == 0xE0 ? 0xA0 : 0x80;
  const unsigned char most = at(0) == 0xED ? 0x9F : 0xBF;
  return (at(0) & 0xF0) == 0xE0 && at(1) >= least && at(1) <= most && continues(2);
}

TEST(JsonText, EveryCharacterOfTwoOrThreeBytesAlsoAtTheEnd) {
  for (unsigned first = 0xC0; first <= 0xEF; ++first) {
    for (unsigned second = 0; second <= 0xFF; ++second) {
      std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
      for (unsigned third = first < 0xE0 ? 0xFF : 0x00; third <= 0xFF; third += 7) {
        if (first >= 0xE0) bytes = bytes.substr(0, 2) + static_cast<char>(third);
        const bool good = is_character(bytes);
        ASSERT_EQ(escape(bytes), good ? bytes : "not UTF-8") << first << " " << second;
        const std::string inside = "x" + bytes + bytes + "yyyy";
        ASSERT_EQ(escape(inside), good ? inside : "not UTF-8") << first << " " << second;
      }
    }
  }
}

TEST(JsonText, RecognisesJson) {
  for (const char* good :
       {"{}", "[]", " {\"a\" : [1, -2.5e+3, true, false, null, \"\\u00e4\\n\"] } ", "0", "-0",
        "\"\"", "[[[[]]],{\"a\":{}}]", "1e400", "[1,2]\n"}) {
    EXPECT_TRUE(is_json(good)) << good;
  }
}

TEST(JsonText, RefusesWhatOnlyLooksLikeJson) {
  for (const char* bad :
       {"",        " ",           "{",     "}",    "[1,]",      "[,1]",     "{\"a\":1,}",
        "{a:1}",   "{\"a\" 1}",   "[1 2]", "01",   "1.",        ".5",       "+1",
        "1e",      "tru",         "nul",   "NaN",  "'a'",       "\"a",      "\"\n\"",
        "\"\\x\"", "\"\\u12g4\"", "{}{}",  "[1]]", "{\"a\":1]", "\"\xff\"", "hello"}) {
    EXPECT_FALSE(is_json(bad)) << bad;
  }
  EXPECT_TRUE(is_json(std::string(512, '[') + std::string(512, ']')));
  EXPECT_FALSE(is_json(std::string(513, '[') + std::string(513, ']')));
}

TEST(JsonText, Base64HasPadding) {
  const auto encode = [](std::string_view bytes) {
    std::string out(base64_size(bytes.size()), '\0');
    EXPECT_EQ(write_base64(bytes, out.data()), out.data() + out.size());
    return out;
  };
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("\xff\xfe\xfd\xfc"), "//79/A==");
}

}  // namespace
}  // namespace starload::serializers
