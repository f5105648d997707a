// A condition on the fields of an input row (--delete-where), with SQL's three-valued logic.
// Immutable once parsed; any thread.
//
//   condition  := all { OR all }             all := part { AND part }
//   part       := NOT part | ( condition ) | comparison
//   comparison := FIELD ( = | != | <> | < | <= | > | >= ) literal
//              |  FIELD [NOT] IN ( literal {, literal} )  |  FIELD IS [NOT] NULL
//   literal    := 'text' | number | TRUE | FALSE          FIELD := name | `any name`
//
// A text literal compares bytes; a number or truth value asks the field's text to be one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload::cli {

// A field as the row has it, before it is made a column's value.
struct FieldValue {
  std::string_view text;
  bool is_null = true;
};

class Condition final {
 public:
  enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown, kError };

  // The error names the position and gives an example. option: how messages call the condition.
  static Result<Condition> parse(std::string_view text, std::string_view option);

  // The names that it uses, as written, each once (ignoring case).
  const std::vector<std::string>& fields() const { return fields_; }

  // values: those of fields(), in that order. kError: a value is not what it is compared with;
  // reason says which.
  Truth evaluate(std::span<const FieldValue> values, std::string& reason) const;

 private:
  friend class ConditionParser;

  enum class Kind : std::uint8_t { kAnd, kOr, kNot, kCompare, kIn, kIsNull };
  enum class Order : std::uint8_t { kEqual, kUnequal, kLess, kLessEqual, kGreater, kGreaterEqual };
  enum class LiteralKind : std::uint8_t { kText, kNumber, kBool };

  struct Literal {
    LiteralKind kind = LiteralKind::kText;
    std::string text;
  };
  struct Node {
    Kind kind = Kind::kCompare;
    Order order = Order::kEqual;
    std::size_t field = 0;
    std::vector<Literal> literals;
    std::vector<std::size_t> children;
  };

  Truth evaluate(const Node& node, std::span<const FieldValue> values, std::string& reason) const;
  Truth evaluate_all(const Node& node, std::span<const FieldValue> values,
                     std::string& reason) const;
  Truth compare(const Node& node, const Literal& literal, std::string_view text,
                std::string& reason) const;

  std::string option_;
  std::vector<std::string> fields_;
  std::vector<Node> nodes_;
  std::size_t root_ = 0;
};

}  // namespace starload::cli
