// Translates StarRocks' (MySQL's) SELECT and expressions into SQLite's dialect, resolving names and
// types on the way. One instance a statement, one thread. Throws SqlError.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "devserver/sql/query_context.h"
#include "devserver/sql/token_reader.h"

namespace starload::devserver {

// A translated expression. The SQL text can stand as an operand anywhere.
struct Expression {
  std::string sql;
  Type type;
  bool is_column = false;
  bool is_literal = false;  // then `value` holds it
  Cell value;
  std::string name;  // of a column, for the result's heading
  char chain = 0;    // '+' or '*': the text is "(a + b - c)", which may go on without one more pair
                     // of brackets
};

// What a FROM clause brings into view.
struct Relation {
  std::string alias;
  std::string database;
  std::string internal_alias;  // unique within the statement
  std::vector<ColumnInfo> columns;
  std::set<std::string>
      merged;  // lower-case names that JOIN ... USING merged into an earlier relation
};

struct Scope {
  std::vector<Relation> relations;
  std::vector<ColumnInfo> aliases;  // of the select list, in view where alias_rule says so
  std::vector<std::string>
      alias_sql;  // what each stands for; empty = SQLite knows the alias itself
  enum class AliasRule { kNone, kAfterColumns, kBeforeColumns } alias_rule = AliasRule::kNone;
  const Scope* parent = nullptr;
};

struct TranslatedQuery {
  std::string sql;
  std::vector<ColumnInfo> columns;
};

Type type_of(TypeKind kind);
bool is_integer_kind(TypeKind kind);
bool is_text_kind(TypeKind kind);
// A value that is exact text in SQLite: LARGEINT or DECIMAL, but no literal such as 1.5.
bool is_exact(const Expression& expression);
Expression literal_expression(const Cell& value, const Type& type);

// Counts nested brackets and sub-queries, so that hostile SQL cannot exhaust the stack.
class DepthGuard final {
 public:
  explicit DepthGuard(int* depth);  // throws SqlError beyond the limit
  ~DepthGuard() { --*depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  int* depth_;
};

class QueryTranslator final {
 public:
  QueryTranslator(TokenReader& reader, QueryContext& context)
      : reader_(reader), context_(context) {}

  // SELECT, WITH ... SELECT or a bracketed query, up to what does not belong to it.
  TranslatedQuery query(const Scope* outer = nullptr);
  Expression expression(const Scope& scope);
  // True once an aggregate function was met outside of sub-queries.
  bool has_aggregates() const { return aggregate_count_ > 0; }
  // A relation for one table, as UPDATE and DELETE need it.
  static Relation relation_of(const SourceTable& table, const std::string& alias);

 private:
  friend class FunctionTranslator;
  struct Core;

  // query_translator.cc
  TranslatedQuery query_body(const Scope* outer);
  void with_clause(const Scope* outer, std::string* sql);
  Core select_core(const Scope* outer);
  void select_items(Core* core);
  void select_item(Core* core);
  bool star_item(Core* core);
  void add_columns_of(Core* core, const Relation& relation);
  void group_by_and_having(Core* core);
  std::string order_by(const Scope& scope);
  std::string limit();
  std::size_t find_from() const;
  bool at_set_operation() const;
  std::string set_operation();

  // from_clause.cc
  std::string from_clause(Scope* scope);
  std::string table_reference(Scope* scope);
  std::string table_factor(Scope* scope);
  std::string named_table(Scope* scope);
  std::string join_operator();
  std::string join_condition(Scope* scope, std::size_t left_count);
  std::string using_condition(Scope* scope, std::size_t left_count);
  std::string add_relation(Scope* scope, Relation relation, const std::string& sql);
  std::string optional_alias();

  // expression_translator.cc
  Expression or_expression(const Scope& scope);
  Expression xor_expression(const Scope& scope);
  Expression and_expression(const Scope& scope);
  Expression not_expression(const Scope& scope);
  Expression predicate(const Scope& scope);
  Expression in_list(const Scope& scope, const Expression& left, bool negated);
  Expression like(const Scope& scope, const Expression& left, bool negated);
  Expression is_test(const Expression& left);
  Expression bit_expression(const Scope& scope, int level);
  Expression sum_expression(const Scope& scope);
  Expression product_expression(const Scope& scope);
  Expression unary_expression(const Scope& scope);
  Expression postfix_expression(const Scope& scope);
  Expression primary(const Scope& scope);
  Expression literal_or_variable();
  Expression bracketed(const Scope& scope);
  Expression case_expression(const Scope& scope);
  Expression cast_expression(const Scope& scope);
  Expression array_literal(const Scope& scope);
  Expression column_reference(const Scope& scope);

  TokenReader& reader_;
  QueryContext& context_;
  std::map<std::string, std::vector<ColumnInfo>> common_tables_;  // WITH names in view
  std::size_t relation_count_ = 0;
  std::size_t aggregate_count_ = 0;
  int depth_ = 0;
};

// operators.cc: how SQLite has to compare and calculate so that the server's meaning comes out.
Expression compare(const Expression& left, const std::string& op, const Expression& right);
Expression calculate(const Expression& left, const std::string& op, const Expression& right);
Expression cast_to(const Expression& value, const Type& type);
// The type of CASE, IF, COALESCE branches together.
Type common_type(const std::vector<Expression>& branches);

}  // namespace starload::devserver
