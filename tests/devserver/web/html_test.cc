#include "devserver/web/html.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

TEST(HtmlTest, MarkupBecomesText) {
  EXPECT_EQ(escaped("<script>alert('x')</script>"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  EXPECT_EQ(escaped("\" onload=\"a&b"), "&quot; onload=&quot;a&amp;b");
  EXPECT_EQ(escaped("a\tb\nc"), "a\tb\nc");
}

TEST(HtmlTest, ControlCharactersAreShown) {
  EXPECT_EQ(escaped(std::string_view("a\0b\x1B\x7F\r", 6)), "a\\x00b\\x1b\\x7f\\x0d");
}

TEST(HtmlTest, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(escaped("Grüße €😀"), "Grüße €😀");
  EXPECT_EQ(escaped("a\xFF<"), "a\xEF\xBF\xBD&lt;");
  EXPECT_EQ(escaped("\xC3<b>"), "\xEF\xBF\xBD&lt;b&gt;") << "a broken character hides no markup";
  EXPECT_EQ(escaped("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(HtmlTest, ALongTextIsCutBetweenCharacters) {
  EXPECT_EQ(escaped_start("abc", 3), "abc");
  EXPECT_EQ(escaped_start("abcd", 3), "abc…");
  EXPECT_EQ(escaped_start("aéé", 4), "aé…");
  EXPECT_EQ(escaped_start("<<<<", 2), "&lt;&lt;…");
}

TEST(HtmlTest, ASegmentOfAPathKeepsNoSpecialCharacter) {
  EXPECT_EQ(url_segment("a b/ü?\"<"), "a%20b%2F%C3%BC%3F%22%3C");
  EXPECT_EQ(url_segment("t-1_x~"), "t-1_x~");
  EXPECT_EQ(url_segment(".."), "%2E%2E");
}

TEST(HtmlTest, NumbersAreMadeReadable) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(byte_count(1023), "1023 B");
  EXPECT_EQ(byte_count(1536), "1.5 KiB");
  EXPECT_EQ(byte_count(std::int64_t{5} << 40), "5.0 TiB");
  EXPECT_EQ(duration(999), "999 ms");
  EXPECT_EQ(duration(1500), "1.5 s");
  EXPECT_EQ(duration(125'000), "2 min 5 s");
}

}  // namespace
}  // namespace starload::devserver
