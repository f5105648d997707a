#include "devserver/load/row_statement.h"

#include <utility>

#include "devserver/storage/aggregate_functions.h"
#include "devserver/storage/scalar_functions.h"

namespace starload::devserver {
namespace {

bool has_bytes(const Type& type) {
  return type.kind == TypeKind::kVarbinary || is_object_type(type);
}

// A parameter compares like a column of the type: the CAST gives it that affinity.
std::string affinity(const Type& type) {
  if (has_bytes(type)) return "BLOB";
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kTinyint:
    case TypeKind::kSmallint:
    case TypeKind::kInt:
    case TypeKind::kBigint:
      return "INTEGER";
    case TypeKind::kFloat:
    case TypeKind::kDouble:
      return "REAL";
    default:
      return "TEXT";
  }
}

// The inputs as a table of one row; a derived value is a column of the table around them.
std::string inputs_sql(const std::vector<ColumnInfo>& inputs,
                       const std::vector<DerivedInput>& derived) {
  std::string columns;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i > 0) columns += ", ";
    columns += "CAST(?" + std::to_string(i + 1) + " AS " + affinity(inputs[i].type) + ") AS " +
               quote_identifier(inputs[i].name);
  }
  std::string sql = "(SELECT " + (columns.empty() ? "NULL" : columns) + ")";
  for (const DerivedInput& input : derived)
    sql = "(SELECT *, " + input.sql + " AS " + quote_identifier(input.name) + " FROM " + sql + ")";
  return sql;
}

std::string statement_sql(const std::vector<LoadExpression>& expressions,
                          const std::vector<ColumnInfo>& inputs,
                          const std::vector<DerivedInput>& derived) {
  std::string sql;
  for (const LoadExpression& expression : expressions)
    sql += (sql.empty() ? "SELECT " : ", ") + expression.sql;
  return sql + " FROM " + inputs_sql(inputs, derived);
}

}  // namespace

Result<std::unique_ptr<RowStatement>> RowStatement::create(
    const std::vector<ColumnInfo>& inputs, const std::vector<LoadExpression>& expressions,
    std::optional<TimeZone> zone, const std::vector<DerivedInput>& derived) {
  std::unique_ptr<RowStatement> result(new RowStatement());
  result->zone_ = std::move(zone);
  Result<std::unique_ptr<Database>> database = Database::open(":memory:");
  if (!database) return database.status();
  result->database_ = database.take();
  STARLOAD_TRY(result->database_->execute("PRAGMA case_sensitive_like=ON"));
  STARLOAD_TRY(register_aggregate_functions(*result->database_));
  STARLOAD_TRY(register_scalar_functions(*result->database_));
  Result<PreparedStatement> statement =
      result->database_->prepare(statement_sql(expressions, inputs, derived));
  if (!statement) return statement.status();
  result->statement_ = statement.take();
  for (const ColumnInfo& input : inputs) result->is_bytes_.push_back(has_bytes(input.type));
  return result;
}

Status RowStatement::evaluate(const std::vector<Cell>& inputs, std::vector<Cell>& results) {
  const ZoneScope scope(zone_ ? &*zone_ : nullptr);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    statement_.bind(static_cast<int>(i) + 1, inputs[i], is_bytes_[i]);
  const Result<bool> row = statement_.step();
  if (row && *row) {
    for (std::size_t i = 0; i < results.size(); ++i)
      results[i] = statement_.cell(static_cast<int>(i));
  }
  statement_.reset();
  return row ? Status::ok() : row.status();
}

}  // namespace starload::devserver
