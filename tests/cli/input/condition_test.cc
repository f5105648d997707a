#include "cli/input/condition.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

namespace starload::cli {
namespace {

using Fields = std::map<std::string, std::optional<std::string>>;

std::string parse_error(std::string_view text) {
  const Result<Condition> condition = Condition::parse(text, "--delete-where");
  return condition ? "no error" : condition.status().message();
}

// "true", "false", "unknown", or the reason why it cannot be said.
std::string evaluate(std::string_view text, const Fields& fields) {
  const Result<Condition> condition = Condition::parse(text, "--delete-where");
  if (!condition) return condition.status().message();
  std::vector<FieldValue> values;
  for (const std::string& name : condition->fields()) {
    const std::optional<std::string>& value = fields.at(name);
    values.push_back({value ? std::string_view(*value) : std::string_view(), !value.has_value()});
  }
  std::string reason;
  switch (condition->evaluate(values, reason)) {
    case Condition::Truth::kTrue:
      return "true";
    case Condition::Truth::kFalse:
      return "false";
    case Condition::Truth::kUnknown:
      return "unknown";
    default:
      return reason;
  }
}

TEST(Condition, ComparesTextByItsBytes) {
  const Fields fields = {{"a", "D"}};
  EXPECT_EQ(evaluate("a = 'D'", fields), "true");
  EXPECT_EQ(evaluate("a = 'd'", fields), "false");
  EXPECT_EQ(evaluate("a == \"D\"", fields), "true");
  EXPECT_EQ(evaluate("a <> 'D'", fields), "false");
  EXPECT_EQ(evaluate("a != 'U'", fields), "true");
  EXPECT_EQ(evaluate("a < 'E' AND a >= 'D'", fields), "true");
  EXPECT_EQ(evaluate("a = 'it''s'", {{"a", "it's"}}), "true");
  EXPECT_EQ(evaluate("a >= '2024-02-01'", {{"a", "2024-01-31"}}), "false");
}

TEST(Condition, ComparesNumbersByTheirValue) {
  EXPECT_EQ(evaluate("a = 5", {{"a", "5.0"}}), "true");
  EXPECT_EQ(evaluate("a < 10", {{"a", " 9 "}}), "true");
  EXPECT_EQ(evaluate("a > 9007199254740992", {{"a", "9007199254740993"}}), "true");
  EXPECT_EQ(evaluate("a <= -1.5", {{"a", "-2"}}), "true");
  EXPECT_EQ(evaluate("a = true", {{"a", "1"}}), "true");
  EXPECT_EQ(evaluate("a = FALSE", {{"a", "yes"}}), "false");
}

TEST(Condition, SaysWhenAValueIsNotWhatItIsComparedWith) {
  EXPECT_EQ(evaluate("a = 5", {{"a", "five"}}),
            "value 'five' of field 'a' is not a number, and --delete-where compares it with 5");
  EXPECT_EQ(evaluate("not a = true", {{"a", "maybe"}}),
            "value 'maybe' of field 'a' is not a truth value, and --delete-where compares it with "
            "true");
}

TEST(Condition, HasSqlsThreeValuedLogic) {
  const Fields fields = {{"a", std::nullopt}, {"b", "1"}};
  EXPECT_EQ(evaluate("a = 'x'", fields), "unknown");
  EXPECT_EQ(evaluate("not a = 'x'", fields), "unknown");
  EXPECT_EQ(evaluate("a not in ('x')", fields), "unknown");
  EXPECT_EQ(evaluate("a is null", fields), "true");
  EXPECT_EQ(evaluate("a is not null", fields), "false");
  EXPECT_EQ(evaluate("a = 'x' or b = 1", fields), "true");
  EXPECT_EQ(evaluate("a = 'x' and b = 1", fields), "unknown");
  EXPECT_EQ(evaluate("a = 'x' and b = 2", fields), "false");
  EXPECT_EQ(evaluate("b is null", {{"b", ""}}), "false");
}

TEST(Condition, BindsAndCloserThanOrAndNotClosest) {
  const Fields fields = {{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(evaluate("a = 1 or a = 2 and b = 3", fields), "true");
  EXPECT_EQ(evaluate("(a = 1 or a = 2) and b = 3", fields), "false");
  EXPECT_EQ(evaluate("not a = 2 and b = 2", fields), "true");
  EXPECT_EQ(evaluate("a in (3, 2, 1) and b not in ('x', 'y')", fields), "true");
}

TEST(Condition, NamesItsFieldsOnceIgnoringCase) {
  const Result<Condition> condition =
      Condition::parse("op = 'a' or OP = 'b' or `in` = 'c' or \xC3\xA4.b = 1", "--delete-where");
  ASSERT_TRUE(condition) << condition.status().message();
  EXPECT_EQ(condition->fields(), (std::vector<std::string>{"op", "in", "\xC3\xA4.b"}));
}

TEST(Condition, SaysWhereItCannotBeUnderstood) {
  const std::string example =
      "; write for example: --delete-where \"op = 'D' or (version > 3 and not gone is null)\"";
  EXPECT_EQ(parse_error("op D"),
            "--delete-where: at position 4, 'D': expected =, !=, <, <=, >, >=, IN or IS behind the "
            "field" +
                example);
  EXPECT_EQ(parse_error(""),
            "--delete-where: at position 1, the end: expected a field's name" + example);
  EXPECT_EQ(parse_error("a = 'x"),
            "--delete-where: at position 5, 'x': the quote is not closed" + example);
  EXPECT_EQ(parse_error("a = D").substr(0, 64),
            "--delete-where: at position 5, 'D': expected a value: 'text' in ");
  EXPECT_EQ(parse_error("a = null").substr(0, 68),
            "--delete-where: at position 5, 'null': nothing equals NULL; write IS");
  EXPECT_EQ(parse_error("a = 1 b = 2").substr(0, 62),
            "--delete-where: at position 7, 'b': expected AND, OR or the en");
  EXPECT_EQ(parse_error("(a = 1").substr(0, 53),
            "--delete-where: at position 7, the end: expected ); w");
  EXPECT_EQ(parse_error("a = 1.2.3").substr(0, 59),
            "--delete-where: at position 5, '1.2.3': it is not a number;");
  EXPECT_EQ(parse_error("a = 1;").substr(0, 57),
            "--delete-where: at position 6, ';': it means nothing here");
  EXPECT_NE(parse_error("in = 1").find("back-ticks"), std::string::npos);
  EXPECT_NE(parse_error("a in ()").find("expected a value"), std::string::npos);
  EXPECT_NE(parse_error("a not = 1").find("expected IN"), std::string::npos);
}

TEST(Condition, RefusesNestingThatNobodyWrites) {
  const std::string deep = std::string(100, '(') + "a = 1" + std::string(100, ')');
  EXPECT_NE(parse_error(deep).find("nested more than 64 levels"), std::string::npos);
  std::string wide = "a = 1";
  for (int i = 0; i < 10'000; ++i) wide += " or a = 2";
  EXPECT_EQ(evaluate(wide, {{"a", "2"}}), "true");
}

}  // namespace
}  // namespace starload::cli
