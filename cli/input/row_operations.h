// What an input row does to a PRIMARY KEY table: by a field (--op-column), by a condition
// (--delete-where), or both.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input/condition.h"

namespace starload::cli {

enum class RowAction : std::uint8_t { kUpsert, kDelete, kSkip, kRefuse };

// 0 or 1, upsert or delete, insert/update/delete, I/U/D, c/r/u/d (Debezium), +I -U +U -D (Flink),
// in any case, spaces around allowed. kSkip: -U, whose row +U or -D replaces. kRefuse: none of
// them.
RowAction action_of(std::string_view operation);

// Field numbers are those of RowPlan. Immutable; any thread.
struct OperationPlan {
  std::string op_name;  // as the user wrote it
  std::optional<std::size_t> op_field;
  std::shared_ptr<const Condition> delete_where;
  std::vector<std::size_t> condition_fields;  // of delete_where->fields()
};

// Decides row by row. One owner, one thread.
class RowOperations final {
 public:
  explicit RowOperations(const OperationPlan& plan);  // borrowed

  // values: of all fields of the input. kRefuse: reason() says why, field() which name.
  RowAction decide(std::span<const FieldValue> values);
  const std::string& reason() const { return reason_; }
  std::string_view field() const { return plan_.op_name; }

 private:
  RowAction refuse_operation(const FieldValue& value);

  const OperationPlan& plan_;
  std::vector<FieldValue> condition_values_;
  std::string reason_;
};

}  // namespace starload::cli
