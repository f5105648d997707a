#include "cli/input/json_text.h"

#include <gtest/gtest.h>

#include <string>

#include "cli/input/json_object.h"

namespace starload::cli {
namespace {

TEST(JsonText, TellsTheKindOfAValue) {
  EXPECT_EQ(check_json(" {\"a\": [1, -2.5e+3, true, null, \"\\u00e4\\n\"]} "), JsonKind::kObject);
  EXPECT_EQ(check_json("[]"), JsonKind::kArray);
  EXPECT_EQ(check_json("\"x\""), JsonKind::kString);
  EXPECT_EQ(check_json("0"), JsonKind::kNumber);
  EXPECT_EQ(check_json("false"), JsonKind::kBool);
  EXPECT_EQ(check_json("null"), JsonKind::kNull);
}

TEST(JsonText, RefusesWhatIsNoJson) {
  for (const char* text : {"",    " ",   "{",       "{a:1}",     "{\"a\":1,}", "[1,]",  "[1 2]",
                           "01",  "1.",  ".5",      "-",         "1e",         "+1",    "nan",
                           "tru", "\"a", "\"\\x\"", "\"\\u12\"", "\"a\nb\"",   "{} {}", "'a'"}) {
    EXPECT_EQ(check_json(text), JsonKind::kInvalid) << text;
  }
}

TEST(JsonText, NestsAtMost64Levels) {
  EXPECT_EQ(check_json(std::string(64, '[') + std::string(64, ']')), JsonKind::kArray);
  EXPECT_EQ(check_json(std::string(65, '[') + std::string(65, ']')), JsonKind::kInvalid);
  EXPECT_EQ(check_json(std::string(1'000'000, '[')), JsonKind::kInvalid);
}

// "key kind text|" of every member, or the reason.
std::string members(std::string text) {
  const std::size_t size = text.size();
  text.resize(size + 64);
  JsonObjectParser parser;
  if (!parser.parse(std::string_view(text).substr(0, size))) return "refused";
  std::string result;
  for (const JsonMember& member : parser.members()) {
    result += std::string(member.key) + "=" + std::string(member.text) + "|";
  }
  return result;
}

TEST(JsonObject, GivesMembersWithTheirTextAsItStands) {
  EXPECT_EQ(members(R"({"a": 1.10 ,"b\n":"x\"y","c":{"d": [1, 2]} , "e":null,"f":true})"),
            "a=1.10|b\n=x\"y|c={\"d\": [1, 2]}|e=null|f=true|");
  EXPECT_EQ(members("{\"n\":123456789012345678901234567890.000000000000000000001}"),
            "n=123456789012345678901234567890.000000000000000000001|");
  EXPECT_EQ(members("{}"), "");
}

TEST(JsonObject, RefusesWhatIsNotOneObject) {
  for (const char* text :
       {"", "[]", "1", "{", "{\"a\":1", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1}}", "{} {}",
        "{\"a\":1x}", "{\"a\":[1,}]}", "{\"a\":tru}", "{\"a\":\"\x01\"}", "{\"a\":\"\xFF\"}",
        "{\"a\":01}", "{\"a\":{\"b\"}}", "{\"a\":}", "{\"a\":1,}"}) {
    EXPECT_EQ(members(text), "refused") << text;
  }
}

TEST(JsonObject, RefusesNestingBeyond64Levels) {
  const auto nested = [](std::size_t levels) {
    return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  EXPECT_NE(members(nested(64)), "refused");
  EXPECT_EQ(members(nested(65)), "refused");
}

}  // namespace
}  // namespace starload::cli
