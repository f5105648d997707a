#include "devserver/load/load_expression.h"

#include <fmt/format.h>

#include "devserver/sql/query_translator.h"
#include "devserver/sql/sql_error.h"

namespace starload::devserver {
namespace {

constexpr const char* kAggregate = "Don't support aggregation function in load expression";

[[noreturn]] void refuse_subquery() {
  throw_analysis_error("Subqueries are not allowed in load expressions");
}

// One that reads no table would pass and could calculate without end.
void check_no_subquery(const std::string& text) {
  for (const Token& token : tokenize(text)) {
    if (token.kind == TokenKind::kWord && same_word(token.text, "SELECT")) refuse_subquery();
  }
}

// A load has no session: expressions see their row and nothing else.
class RowContext final : public QueryContext {
 public:
  SourceTable find_source(const std::string&, const std::string&) override { refuse_subquery(); }
  std::string current_database() const override { return {}; }
  std::string current_user() const override { return {}; }
  std::string starrocks_version() const override { return {}; }
  std::int64_t connection_id() const override { return 0; }
  Cell variable(const std::string& name, bool) const override {
    throw_analysis_error("Variables are not allowed in load expressions: " + name);
  }
};

// Throws SqlError.
LoadExpression compile(const std::string& text, const std::vector<ColumnInfo>& columns) {
  check_no_subquery(text);
  RowContext context;
  Scope scope;
  Relation row;
  row.columns = columns;
  scope.relations.push_back(std::move(row));
  TokenReader reader(text);
  QueryTranslator translator(reader, context);
  const Expression expression = translator.expression(scope);
  reader.expect_end();
  if (translator.has_aggregates()) throw SqlError{1064, "42000", kAggregate};
  return {expression.sql, expression.type};
}

}  // namespace

bool mentions(const std::string& text, std::string_view name) {
  try {
    for (const Token& token : tokenize(text)) {
      const bool is_name = token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
      if (is_name && same_word(token.text, name)) return true;
    }
  } catch (const SqlError&) {
    return false;  // whoever compiles the text reports it
  }
  return false;
}

Result<LoadExpression> compile_mapping(const std::string& column, const std::string& text,
                                       const std::vector<ColumnInfo>& fields) {
  try {
    return compile(text, fields);
  } catch (const UnknownColumnError& error) {
    return Status::refused(
        fmt::format("Referenced column '{}' in expr '{}' can't be found in column list, derived "
                    "column is '{}'",
                    error.column, text, column));
  } catch (const SqlError& error) {
    if (error.message == kAggregate) return Status::refused(error.message);
    return Status::refused(fmt::format("Expr '{}' analyze error: {}, derived column is '{}'", text,
                                       error.message, column));
  }
}

Result<LoadExpression> compile_where(const std::string& text,
                                     const std::vector<ColumnInfo>& columns) {
  try {
    Result<LoadExpression> compiled = compile(text, columns);
    const TypeKind kind = compiled->type.kind;
    if (!is_integer_kind(kind))
      return Status::refused("where statement is not a valid statement return bool");
    return compiled;
  } catch (const UnknownColumnError& error) {
    return Status::refused("unknown column reference in where statement, reference=" +
                           error.column);
  } catch (const SqlError& error) {
    return Status::refused(error.message);
  }
}

}  // namespace starload::devserver
