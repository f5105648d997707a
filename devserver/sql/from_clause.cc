#include "devserver/sql/query_translator.h"
#include "devserver/sql/sql_error.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {

Relation QueryTranslator::relation_of(const SourceTable& table, const std::string& alias) {
  Relation relation;
  relation.alias = alias;
  relation.internal_alias = alias;
  relation.database = table.database;
  relation.columns = table.columns;
  return relation;
}

std::string QueryTranslator::from_clause(Scope* scope) {
  std::string sql = table_reference(scope);
  while (reader_.accept_symbol(",")) sql += " CROSS JOIN " + table_reference(scope);
  return sql;
}

std::string QueryTranslator::table_reference(Scope* scope) {
  std::string sql = table_factor(scope);
  for (;;) {
    const std::size_t left_count = scope->relations.size();
    const std::string join = join_operator();
    if (join.empty()) return sql;
    sql += join + table_factor(scope);
    sql += join_condition(scope, left_count);
  }
}

std::string QueryTranslator::join_operator() {
  if (reader_.accept("JOIN")) return " JOIN ";
  if (reader_.accept_words({"INNER", "JOIN"})) return " JOIN ";
  if (reader_.accept_words({"CROSS", "JOIN"})) return " CROSS JOIN ";
  for (const char* side : {"LEFT", "RIGHT", "FULL"}) {
    if (!reader_.is_word(side)) continue;
    if (reader_.is_word("SEMI", 1) || reader_.is_word("ANTI", 1))
      throw_not_supported("SEMI and ANTI joins; use EXISTS");
    if (reader_.accept_words({side, "JOIN"}) || reader_.accept_words({side, "OUTER", "JOIN"})) {
      return std::string(" ") + side + " JOIN ";
    }
  }
  if (reader_.is_word("NATURAL")) throw_not_supported("NATURAL JOIN");
  return "";
}

std::string QueryTranslator::join_condition(Scope* scope, std::size_t left_count) {
  if (reader_.accept("ON")) return " ON " + expression(*scope).sql;
  if (reader_.accept("USING")) return using_condition(scope, left_count);
  return "";
}

std::string QueryTranslator::using_condition(Scope* scope, std::size_t left_count) {
  std::string sql;
  Relation& right = scope->relations.back();
  Scope left;
  left.relations.assign(scope->relations.begin(),
                        scope->relations.begin() + static_cast<std::ptrdiff_t>(left_count));
  reader_.expect_symbol("(");
  do {
    const std::string name = reader_.identifier("a column name");
    std::string found;
    for (const Relation& relation : left.relations) {
      for (const ColumnInfo& column : relation.columns) {
        if (found.empty() && same_word(column.name, name)) {
          found = quote_identifier(relation.internal_alias) + "." + quote_identifier(column.name);
        }
      }
    }
    if (found.empty()) throw_analysis_error("Column '" + name + "' cannot be resolved");
    sql += (sql.empty() ? " ON " : " AND ") + found + " = " +
           quote_identifier(right.internal_alias) + "." + quote_identifier(name);
    right.merged.insert(lower(name));
  } while (reader_.accept_symbol(","));
  reader_.expect_symbol(")");
  return sql;
}

std::string QueryTranslator::table_factor(Scope* scope) {
  if (!reader_.is_symbol("(")) return named_table(scope);
  const DepthGuard guard(&depth_);
  if (!reader_.is_word("SELECT", 1) && !reader_.is_word("WITH", 1) && !reader_.is_symbol("(", 1)) {
    reader_.expect_symbol("(");
    const std::string sql = table_reference(scope);
    reader_.expect_symbol(")");
    return "(" + sql + ")";
  }
  reader_.expect_symbol("(");
  const TranslatedQuery derived = query(scope->parent);
  reader_.expect_symbol(")");
  Relation relation;
  relation.alias = optional_alias();
  if (relation.alias.empty())
    throw SqlError{1248, "42000", "Every derived table must have its own alias"};
  relation.columns = derived.columns;
  return add_relation(scope, std::move(relation), "(" + derived.sql + ")");
}

std::string QueryTranslator::named_table(Scope* scope) {
  std::vector<std::string> parts = {reader_.identifier("a table name")};
  while (reader_.accept_symbol(".")) {
    parts.push_back(reader_.next().text);
  }
  const std::string& table = parts.back();
  Relation relation;
  relation.alias = table;
  std::string sql;
  const auto common = common_tables_.find(lower(table));
  if (parts.size() == 1 && common != common_tables_.end()) {
    relation.columns = common->second;
    sql = quote_identifier(lower(table));
  } else {
    if (parts.size() > 3) reader_.fail("a table name");
    if (parts.size() == 3 && !same_word(parts[0], "default_catalog")) {
      throw SqlError{5078, "42000", "Unknown catalog '" + parts[0] + "'"};
    }
    const SourceTable source =
        context_.find_source(parts.size() > 1 ? parts[parts.size() - 2] : "", table);
    relation.database = source.database;
    relation.columns = source.columns;
    sql = source.sqlite_name;
  }
  if (reader_.is_word("PARTITION") || reader_.is_word("TABLET"))
    throw_not_supported("queries of single partitions");
  const std::string alias = optional_alias();
  if (!alias.empty()) {
    relation.alias = alias;
    relation.database.clear();
  }
  if (reader_.accept_symbol("[")) {  // a hint, such as [_META_]
    while (!reader_.at_end() && !reader_.accept_symbol("]")) reader_.next();
  }
  return add_relation(scope, std::move(relation), sql);
}

std::string QueryTranslator::optional_alias() {
  const bool announced = reader_.accept("AS");
  if (announced && reader_.peek().kind == TokenKind::kString) return reader_.next().text;
  if (announced || reader_.at_identifier()) return reader_.identifier("an alias");
  return "";
}

std::string QueryTranslator::add_relation(Scope* scope, Relation relation, const std::string& sql) {
  for (const Relation& other : scope->relations) {
    if (other.alias == relation.alias && other.database == relation.database) {
      throw SqlError{1066, "42000", "Not unique table/alias: '" + relation.alias + "'"};
    }
  }
  relation.internal_alias = relation.alias;
  if (relation_count_++ > 0) relation.internal_alias += "#" + std::to_string(relation_count_);
  std::string result = sql + " AS " + quote_identifier(relation.internal_alias);
  scope->relations.push_back(std::move(relation));
  return result;
}

}  // namespace starload::devserver
