// The small parsers of replies: JSON, error log, label state.
#include <gtest/gtest.h>
#include <starload/abi/transport.h>

#include <starload/sdk/error.hpp>

#include "plugins/transports/common/error_log.h"
#include "plugins/transports/common/label_state.h"
#include "plugins/transports/common/reply_json.h"

namespace starload::http {
namespace {

TEST(ReplyJson, ReadsScalarsOfTheTopLevel) {
  ReplyJson json = ReplyJson::parse(
      R"({"a": "x", "n": -5, "z": null, "o": {"a": "inner"}, "l": [1, {"a": 2}]})");
  EXPECT_EQ(json.text("a"), "x");
  EXPECT_EQ(json.integer("n"), -5);
  EXPECT_EQ(json.text("z"), std::nullopt);
  EXPECT_EQ(json.text("absent"), std::nullopt);
  EXPECT_TRUE(json.ok());
}

TEST(ReplyJson, AWrongTypeIsAProblem) {
  for (const char* text : {R"({"a": 1})", R"({"a": true})", R"({"a": ["x"]})", R"({"a": {"b": 1}})",
                           R"({"a": 1.5})"}) {
    ReplyJson json = ReplyJson::parse(text);
    EXPECT_EQ(json.text("a"), std::nullopt);
    EXPECT_EQ(json.problem(), "its 'a' has the wrong type") << text;
  }
  ReplyJson big = ReplyJson::parse(R"({"n": 18446744073709551615})");
  EXPECT_EQ(big.integer("n"), std::nullopt);
  EXPECT_FALSE(big.ok());
}

TEST(ReplyJson, RefusesWhatIsNotOneObject) {
  for (const char* text : {"", " \n", "[]", "\"x\"", "1", "null", "{", "{}x", "{\"a\":1}{\"a\":1}",
                           "<html></html>", "{\"a\":\"\xff\"}", "{'a':1}", "{\"a\":01}"}) {
    EXPECT_FALSE(ReplyJson::parse(text).ok()) << text;
  }
}

TEST(ReplyJson, RefusesDuplicateNames) {
  EXPECT_EQ(ReplyJson::parse(R"({"Status": "Fail", "Status": "Success"})").problem(),
            "it holds 'Status' twice");
  EXPECT_FALSE(ReplyJson::parse(R"({"a": {"x": 1}, "a": {}})").ok());
  EXPECT_TRUE(ReplyJson::parse(R"({"a": {"x": 1}, "b": {"x": 1}})").ok());
}

TEST(ReplyJson, RefusesDepthBeyond64) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(ReplyJson::parse(nested(63)).ok());
  EXPECT_FALSE(ReplyJson::parse(nested(64)).ok());
  EXPECT_FALSE(ReplyJson::parse("{\"a\":" + std::string(1000000, '[')).ok());
}

TEST(ErrorLog, SplitsReasonAndRow) {
  const auto rows = parse_error_log(
      "Error: NULL value in non-nullable column 'a'. Row: [NULL, 1]\n"
      "Error: bad. Row: {\"a\":\n1}\n"
      "Error: no row here\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].reason, "NULL value in non-nullable column 'a'");
  EXPECT_EQ(rows[0].row, "[NULL, 1]");
  EXPECT_EQ(rows[1].reason, "bad");
  EXPECT_EQ(rows[1].row, "{\"a\":\n1}");
  EXPECT_EQ(rows[2].reason, "no row here");
  EXPECT_EQ(rows[2].row, "");
}

TEST(ErrorLog, LeavesOutWhatIsNoEntry) {
  EXPECT_TRUE(parse_error_log("").empty());
  EXPECT_TRUE(parse_error_log("<html>Not Found</html>").empty());
  ASSERT_EQ(parse_error_log("banner\nError: a. Row: b").size(), 1u);
  EXPECT_EQ(parse_error_log("Error: a. Row: b\r\n")[0].row, "b");
}

TEST(ErrorLog, ACutLogLosesItsLastLine) {
  const auto rows = parse_error_log("Error: a. Row: b\nError: c. Ro", true);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].reason, "a");
}

TEST(ErrorLog, SummarizesReasonsWithoutValues) {
  EXPECT_EQ(summarize_reasons({{"NULL value in non-nullable column 'a'", "1"},
                               {"Value 'x' is out of range. The type of 'b' is INT", "2"},
                               {"NULL value in non-nullable column 'a'", "3"},
                               {"Value 'y' is out of range. The type of 'b' is INT", "4"}}),
            "NULL value in non-nullable column 'a' (2 times); "
            "Value '***' is out of range. The type of 'b' is INT (2 times)");
  EXPECT_EQ(summarize_reasons({}), "");
  std::vector<RejectedRow> many;
  for (char c = 'a'; c < 'h'; ++c) many.push_back({std::string(1, c), ""});
  EXPECT_EQ(summarize_reasons(many), "a; b; c; d; e; and 2 other reasons");
}

TEST(LabelState, AsksWithEncodedNames) {
  EXPECT_EQ(label_state_path("my db", "l-1"), "/api/my%20db/get_load_state?label=l-1");
  EXPECT_THROW(label_state_path("db", "a&b"), sdk::Error);
}

TEST(LabelState, KnowsEveryState) {
  const std::pair<const char*, int> kStates[] = {
      {"UNKNOWN", SL_LABEL_UNKNOWN},   {"PREPARE", SL_LABEL_PREPARE},
      {"PREPARED", SL_LABEL_PREPARED}, {"COMMITTED", SL_LABEL_COMMITTED},
      {"VISIBLE", SL_LABEL_VISIBLE},   {"ABORTED", SL_LABEL_ABORTED}};
  for (const auto& [name, state] : kStates) {
    const std::string body = std::string(R"({"state":")") + name +
                             R"(","status":"OK","code":"0","msg":"Success","message":"OK"})";
    EXPECT_EQ(parse_label_answer(body).state, state);
  }
}

TEST(LabelState, OtherAnswersAreNotUnderstood) {
  for (const char* body :
       {"", "{}", R"({"state":"visible","status":"OK"})", R"({"state":null,"status":"OK"})",
        R"({"state":1,"status":"OK"})", R"({"state":"VISIBLE","status":"ok"})",
        R"({"state":"VISIBLE","state":"ABORTED","status":"OK"})", "<html>"}) {
    EXPECT_EQ(parse_label_answer(body).state, SL_LABEL_NOT_ASKED) << body;
    EXPECT_FALSE(parse_label_answer(body).refused) << body;
  }
}

TEST(LabelState, AFailedAnswerIsARefusal) {
  const auto answer =
      parse_label_answer(R"({"status":"FAILED","msg":"unknown database, database=x"})");
  EXPECT_TRUE(answer.refused);
  EXPECT_EQ(answer.reason, "unknown database, database=x");
}

}  // namespace
}  // namespace starload::http
