#include "cli/input/row_operations.h"

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr std::size_t kShownBytes = 60;

struct Spelling {
  std::string_view text;
  RowAction action;
};

constexpr Spelling kSpellings[] = {
    {"0", RowAction::kUpsert},      {"1", RowAction::kDelete},      {"u", RowAction::kUpsert},
    {"d", RowAction::kDelete},      {"i", RowAction::kUpsert},      {"c", RowAction::kUpsert},
    {"r", RowAction::kUpsert},      {"+i", RowAction::kUpsert},     {"+u", RowAction::kUpsert},
    {"-d", RowAction::kDelete},     {"-u", RowAction::kSkip},       {"upsert", RowAction::kUpsert},
    {"delete", RowAction::kDelete}, {"insert", RowAction::kUpsert}, {"update", RowAction::kUpsert},
};

}  // namespace

RowAction action_of(std::string_view operation) {
  const std::string_view text = trim(operation);
  for (const Spelling& spelling : kSpellings) {
    if (equals_ignoring_case(text, spelling.text)) return spelling.action;
  }
  return RowAction::kRefuse;
}

RowOperations::RowOperations(const OperationPlan& plan)
    : plan_(plan), condition_values_(plan.condition_fields.size()) {}

RowAction RowOperations::refuse_operation(const FieldValue& value) {
  reason_ = "operation " +
            (value.is_null ? "NULL" : "'" + printable(value.text, kShownBytes) + "'") +
            " in field '" + plan_.op_name +
            "' is unknown; known are 0/1, upsert/delete, insert/update/delete, I/U/D, c/r/u/d and "
            "+I/-U/+U/-D";
  return RowAction::kRefuse;
}

// The condition only adds deletions: a row that its operation deletes stays one.
RowAction RowOperations::decide(std::span<const FieldValue> values) {
  RowAction action = RowAction::kUpsert;
  if (plan_.op_field) {
    const FieldValue& value = values[*plan_.op_field];
    action = value.is_null ? RowAction::kRefuse : action_of(value.text);
    if (action == RowAction::kRefuse) return refuse_operation(value);
  }
  if (!plan_.delete_where || action != RowAction::kUpsert) return action;
  for (std::size_t i = 0; i < condition_values_.size(); ++i)
    condition_values_[i] = values[plan_.condition_fields[i]];
  switch (plan_.delete_where->evaluate(condition_values_, reason_)) {
    case Condition::Truth::kTrue:
      return RowAction::kDelete;
    case Condition::Truth::kError:
      return RowAction::kRefuse;
    default:
      return RowAction::kUpsert;
  }
}

}  // namespace starload::cli
