#include "devserver/load/json_reader.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string text_of(std::string_view document) {
  JsonCursor cursor(document);
  JsonValue value;
  std::string scratch;
  EXPECT_TRUE(cursor.read_value(value)) << cursor.error();
  return std::string(json_string(value, scratch));
}

TEST(JsonReader, AcceptsTheGrammar) {
  for (const char* text :
       {"{}", "[]", "0", "-1.5e+10", "\"\"", "true", "false", "null", " { \"a\" : [ 1 , {} ] } "}) {
    EXPECT_TRUE(is_valid_json(text)) << text;
  }
}

TEST(JsonReader, RefusesWhatIsNoJson) {
  for (const char* text : {"",    "{",   "[1,]",  "{\"a\":1,}", "{\"a\"}", "{a:1}",   "01",
                           "1.",  ".5",  "+1",    "1e",         "\"\n\"",  "\"\\x\"", "\"\\u12g4\"",
                           "\"a", "tru", "nulll", "{} {}",      "[1 2]",   "'a'",     "NaN"}) {
    EXPECT_FALSE(is_valid_json(text)) << text;
  }
}

TEST(JsonReader, Unescapes) {
  EXPECT_EQ(text_of(R"("a\"b\\c\/d\b\f\n\r\t")"), "a\"b\\c/d\b\f\n\r\t");
  EXPECT_EQ(text_of(R"("\u0041\u00e9\u4e2d")"), "Aé中");
  EXPECT_EQ(text_of(R"("\ud83d\ude00")"), "😀");
}

TEST(JsonReader, ALoneSurrogateBecomesTheReplacementCharacter) {
  EXPECT_EQ(text_of(R"("\ud83d")"), "\xEF\xBF\xBD");
  EXPECT_EQ(text_of(R"("\ud83dx")"), "\xEF\xBF\xBDx");
  EXPECT_EQ(text_of(R"("\ude00")"), "\xEF\xBF\xBD");
  EXPECT_EQ(text_of(R"("\ud83d\u0041")"),
            "\xEF\xBF\xBD"
            "A");
}

TEST(JsonReader, LimitsTheDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_valid_json(nested(1024)));
  EXPECT_FALSE(is_valid_json(nested(1025)));
  EXPECT_FALSE(is_valid_json(std::string(1'000'000, '[')));
}

TEST(JsonReader, NestedValuesKeepTheirText) {
  JsonCursor cursor(R"({"a": {"x": [1, 2 ]}, "b":"q\"r"})");
  JsonValue key;
  JsonValue value;
  ASSERT_TRUE(cursor.enter_object());
  ASSERT_TRUE(cursor.next_member(key, value));
  EXPECT_EQ(json_raw(value), R"({"x": [1, 2 ]})");
  ASSERT_TRUE(cursor.next_member(key, value));
  EXPECT_EQ(json_raw(value), R"("q\"r")");
  EXPECT_FALSE(cursor.next_member(key, value));
  EXPECT_FALSE(cursor.failed());
}

}  // namespace
}  // namespace starload::devserver
