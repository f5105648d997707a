#include "cli/input/condition.h"

#include <cmath>

#include "cli/input/number_text.h"
#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::size_t kShownBytes = 60;

int sign_of(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

// Whole numbers exactly, others as DOUBLE. false: one of the texts is no number.
bool compare_numbers(std::string_view left, std::string_view right, int& order) {
  sdk::Int128 left_int = 0;
  sdk::Int128 right_int = 0;
  if (parse_int128(left, left_int) == TextError::kNone &&
      parse_int128(right, right_int) == TextError::kNone) {
    order = left_int < right_int ? -1 : left_int > right_int ? 1 : 0;
    return true;
  }
  double left_double = 0;
  double right_double = 0;
  if (parse_double(left, left_double) != TextError::kNone ||
      parse_double(right, right_double) != TextError::kNone || std::isnan(left_double)) {
    return false;
  }
  order = left_double < right_double ? -1 : left_double > right_double ? 1 : 0;
  return true;
}

bool compare_bools(std::string_view left, std::string_view right, int& order) {
  bool left_bool = false;
  bool right_bool = false;
  if (parse_bool(left, left_bool) != TextError::kNone ||
      parse_bool(right, right_bool) != TextError::kNone) {
    return false;
  }
  order = static_cast<int>(left_bool) - static_cast<int>(right_bool);
  return true;
}

}  // namespace

Condition::Truth Condition::compare(const Node& node, const Literal& literal, std::string_view text,
                                    std::string& reason) const {
  int order = 0;
  bool fits = true;
  if (literal.kind == LiteralKind::kText) {
    order = sign_of(text <=> std::string_view(literal.text));
  } else {
    const std::string_view value = trim(text);
    fits = literal.kind == LiteralKind::kNumber ? compare_numbers(value, literal.text, order)
                                                : compare_bools(value, literal.text, order);
  }
  if (!fits) {
    reason = "value '" + printable(text, kShownBytes) + "' of field '" + fields_[node.field] +
             "' is not a " + (literal.kind == LiteralKind::kNumber ? "number" : "truth value") +
             ", and " + option_ + " compares it with " + literal.text;
    return Truth::kError;
  }
  const auto truth = [](bool is_true) { return is_true ? Truth::kTrue : Truth::kFalse; };
  switch (node.order) {
    case Order::kEqual:
      return truth(order == 0);
    case Order::kUnequal:
      return truth(order != 0);
    case Order::kLess:
      return truth(order < 0);
    case Order::kLessEqual:
      return truth(order <= 0);
    case Order::kGreater:
      return truth(order > 0);
    default:
      return truth(order >= 0);
  }
}

// AND ends with the first false, OR with the first true; what is unknown stays so unless a later
// part decides.
Condition::Truth Condition::evaluate_all(const Node& node, std::span<const FieldValue> values,
                                         std::string& reason) const {
  const Truth decisive = node.kind == Kind::kAnd ? Truth::kFalse : Truth::kTrue;
  Truth result = node.kind == Kind::kAnd ? Truth::kTrue : Truth::kFalse;
  for (const std::size_t child : node.children) {
    const Truth truth = evaluate(nodes_[child], values, reason);
    if (truth == decisive || truth == Truth::kError) return truth;
    if (truth == Truth::kUnknown) result = truth;
  }
  return result;
}

Condition::Truth Condition::evaluate(const Node& node, std::span<const FieldValue> values,
                                     std::string& reason) const {
  switch (node.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return evaluate_all(node, values, reason);
    case Kind::kNot: {
      const Truth truth = evaluate(nodes_[node.children[0]], values, reason);
      if (truth == Truth::kTrue) return Truth::kFalse;
      return truth == Truth::kFalse ? Truth::kTrue : truth;
    }
    case Kind::kIsNull:
      return values[node.field].is_null ? Truth::kTrue : Truth::kFalse;
    default:
      break;
  }
  if (values[node.field].is_null) return Truth::kUnknown;
  for (const Literal& literal : node.literals) {
    const Truth truth = compare(node, literal, values[node.field].text, reason);
    if (truth != Truth::kFalse) return truth;
  }
  return Truth::kFalse;
}

Condition::Truth Condition::evaluate(std::span<const FieldValue> values,
                                     std::string& reason) const {
  return evaluate(nodes_[root_], values, reason);
}

}  // namespace starload::cli
