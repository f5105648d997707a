#include "devserver/load/json_path.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string found(std::string_view document, std::string_view path) {
  JsonCursor cursor(document);
  JsonValue value;
  EXPECT_TRUE(cursor.read_value(value));
  Result<JsonPath> parsed = parse_json_path(path);
  if (!parsed) return parsed.status().message();
  const std::optional<JsonValue> result = find_by_path(value, *parsed);
  return result ? std::string(json_raw(*result)) : "not there";
}

TEST(JsonPath, FindsKeysAndElements) {
  const std::string document = R"({"a":{"b":[10,{"c":"x"}]},"d.e":1,"a":2})";
  EXPECT_EQ(found(document, "$.a.b[0]"), "10");
  EXPECT_EQ(found(document, "$.a.b[1].c"), "\"x\"");
  EXPECT_EQ(found(document, "$.\"d.e\""), "1");
  EXPECT_EQ(found(document, "$.a.b[2]"), "not there");
  EXPECT_EQ(found(document, "$.A"), "not there");
  EXPECT_EQ(found("7", "$"), "7");
}

TEST(JsonPath, RefusesWhatIsNoPath) {
  EXPECT_EQ(found("{}", "a"),
            "Invalid json path: a, a path looks like $.key, $.\"key\" or $.list[0]");
  EXPECT_EQ(found("{}", "$.a[*]"),
            "Invalid json path: $.a[*], a path looks like $.key, $.\"key\" or $.list[0]");
}

TEST(JsonPaths, AreAJsonArrayOfPaths) {
  Result<std::vector<JsonPath>> paths = parse_json_paths(R"(["$.a", "$.b[1]"])");
  ASSERT_TRUE(paths.is_ok());
  ASSERT_EQ(paths->size(), 2U);
  EXPECT_EQ((*paths)[1][0].key, "b");
  EXPECT_EQ((*paths)[1][1].index, 1);
  EXPECT_EQ(parse_json_paths("$.a").status().message(),
            "Invalid json path: $.a, jsonpaths is a JSON array of paths");
}

}  // namespace
}  // namespace starload::devserver
