#include "devserver/sql/query_translator.h"

#include "devserver/sql/sql_error.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {

// One SELECT without ORDER BY and LIMIT.
struct QueryTranslator::Core {
  std::string sql;
  std::string items;
  std::vector<ColumnInfo> columns;
  std::vector<std::string> item_sql;  // one a column
  bool has_where = false;
  std::size_t aggregates_before = 0;
  Scope scope;
  bool sortable = true;  // ORDER BY may use columns that are not in the result
};

TranslatedQuery QueryTranslator::query(const Scope* outer) {
  const DepthGuard guard(&depth_);
  const auto outer_tables = common_tables_;
  const std::size_t outer_aggregates = aggregate_count_;  // those of a sub-query are its own
  std::string sql;
  with_clause(outer, &sql);
  TranslatedQuery result = query_body(outer);
  result.sql = sql + result.sql;
  common_tables_ = outer_tables;
  aggregate_count_ = outer_aggregates;
  return result;
}

void QueryTranslator::with_clause(const Scope* outer, std::string* sql) {
  if (!reader_.accept("WITH")) return;
  if (reader_.is_word("RECURSIVE")) throw_not_supported("WITH RECURSIVE");
  *sql = "WITH ";
  bool first = true;
  do {
    const std::string name = lower(reader_.identifier("a name"));
    std::vector<std::string> names;
    if (reader_.accept_symbol("(")) {
      do names.push_back(reader_.identifier("a column name"));
      while (reader_.accept_symbol(","));
      reader_.expect_symbol(")");
    }
    reader_.expect("AS");
    reader_.expect_symbol("(");
    TranslatedQuery body = query(outer);
    reader_.expect_symbol(")");
    *sql += (first ? "" : ", ") + quote_identifier(name);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i < body.columns.size()) body.columns[i].name = names[i];
      *sql +=
          (i == 0 ? "(" : ", ") + quote_identifier(names[i]) + (i + 1 == names.size() ? ")" : "");
    }
    *sql += " AS (" + body.sql + ")";
    common_tables_[name] = body.columns;
    first = false;
  } while (reader_.accept_symbol(","));
  *sql += " ";
}

TranslatedQuery QueryTranslator::query_body(const Scope* outer) {
  Core core = select_core(outer);
  TranslatedQuery result;
  result.columns = core.columns;
  std::string sql = core.sql;
  bool compound = false;
  while (at_set_operation()) {
    compound = true;
    sql += set_operation();
    const Core other = select_core(outer);
    if (other.columns.size() != core.columns.size())
      throw_analysis_error("Operands have unequal number of columns");
    sql += other.sql;
  }
  if (compound || !core.sortable) core.scope.relations.clear();
  core.scope.aliases = core.columns;
  core.scope.alias_sql.clear();
  core.scope.alias_rule = Scope::AliasRule::kBeforeColumns;
  sql += order_by(core.scope);
  sql += limit();
  result.sql = sql;
  return result;
}

bool QueryTranslator::at_set_operation() const {
  return reader_.is_word("UNION") || reader_.is_word("EXCEPT") || reader_.is_word("MINUS") ||
         reader_.is_word("INTERSECT");
}

std::string QueryTranslator::set_operation() {
  const std::string word = upper(reader_.next().text);
  if (word == "UNION" && reader_.accept("ALL")) return " UNION ALL ";
  reader_.accept("DISTINCT");
  return " " + (word == "MINUS" ? std::string("EXCEPT") : word) + " ";
}

QueryTranslator::Core QueryTranslator::select_core(const Scope* outer) {
  Core core;
  if (reader_.accept_symbol("(")) {
    const TranslatedQuery inner = query(outer);
    reader_.expect_symbol(")");
    core.sql = "SELECT * FROM (" + inner.sql + ")";
    core.columns = inner.columns;
    core.sortable = false;
    return core;
  }
  core.scope.parent = outer;
  core.aggregates_before = aggregate_count_;
  reader_.expect("SELECT");
  core.sql = "SELECT ";
  if (reader_.accept("DISTINCT")) {
    core.sql += "DISTINCT ";
  } else {
    reader_.accept("ALL");
  }
  // The FROM clause is read first: it gives the names and types that the select list uses.
  const std::size_t list = reader_.position();
  const std::size_t from = find_from();
  std::string from_sql;
  std::size_t behind_from = 0;
  if (from != 0) {
    reader_.rewind(from + 1);
    from_sql = " FROM " + from_clause(&core.scope);
    behind_from = reader_.position();
    reader_.rewind(list);
  }
  select_items(&core);
  core.sql += core.items + from_sql;
  if (from != 0) {
    if (reader_.position() != from) reader_.fail("FROM");
    reader_.rewind(behind_from);
  }
  if (reader_.accept("WHERE")) {
    core.has_where = true;
    core.sql += " WHERE " + expression(core.scope).sql;
  }
  group_by_and_having(&core);
  return core;
}

// The position of this SELECT's own FROM, 0 when it has none.
std::size_t QueryTranslator::find_from() const {
  int depth = 0;
  for (std::size_t i = 0; reader_.peek(i).kind != TokenKind::kEnd; ++i) {
    if (reader_.is_symbol("(", i)) ++depth;
    if (reader_.is_symbol(")", i) && --depth < 0) return 0;
    if (depth > 0) continue;
    if (reader_.is_word("FROM", i)) return reader_.position() + i;
    if (reader_.is_symbol(";", i) || reader_.is_word("UNION", i) || reader_.is_word("WHERE", i))
      return 0;
  }
  return 0;
}

void QueryTranslator::select_items(Core* core) {
  do {
    if (!star_item(core)) select_item(core);
  } while (reader_.accept_symbol(","));
}

bool QueryTranslator::star_item(Core* core) {
  std::size_t offset = 0;
  std::vector<std::string> qualifier;
  while (reader_.is_symbol(".", offset + 1)) {
    qualifier.push_back(reader_.peek(offset).text);
    offset += 2;
  }
  if (!reader_.is_symbol("*", offset)) return false;
  for (std::size_t i = 0; i <= offset; ++i) reader_.next();
  if (core->scope.relations.empty()) throw SqlError{1096, "HY000", "No tables used"};
  bool found = false;
  for (const Relation& relation : core->scope.relations) {
    const bool wanted =
        qualifier.empty() ||
        (relation.alias == qualifier.back() &&
         (qualifier.size() == 1 || relation.database == qualifier[qualifier.size() - 2]));
    if (!wanted) continue;
    found = true;
    add_columns_of(core, relation);
  }
  if (!found) throw_analysis_error("Unresolved table reference '" + qualifier.back() + "'");
  return true;
}

void QueryTranslator::add_columns_of(Core* core, const Relation& relation) {
  for (const ColumnInfo& column : relation.columns) {
    if (relation.merged.count(lower(column.name)) > 0) continue;
    core->item_sql.push_back(quote_identifier(relation.internal_alias) + "." +
                             quote_identifier(column.name));
    core->items += (core->items.empty() ? "" : ", ") + core->item_sql.back() + " AS " +
                   quote_identifier(column.name);
    core->columns.push_back(column);
  }
}

void QueryTranslator::select_item(Core* core) {
  const std::size_t start = reader_.position();
  const Expression item = expression(core->scope);
  std::string name = item.name.empty() ? reader_.source_since(start) : item.name;
  if (reader_.accept("AS")) {
    name = reader_.peek().kind == TokenKind::kString || reader_.peek().kind == TokenKind::kWord
               ? reader_.next().text
               : reader_.identifier("an alias");
  } else if (reader_.at_identifier() || reader_.peek().kind == TokenKind::kString) {
    name = reader_.next().text;
  }
  core->items += (core->items.empty() ? "" : ", ") + item.sql + " AS " + quote_identifier(name);
  core->item_sql.push_back(item.sql);
  core->columns.push_back(ColumnInfo{name, item.type});
}

void QueryTranslator::group_by_and_having(Core* core) {
  core->scope.aliases = core->columns;
  core->scope.alias_sql = core->item_sql;
  core->scope.alias_rule = Scope::AliasRule::kAfterColumns;
  std::string keys;
  if (reader_.accept_words({"GROUP", "BY"})) {
    if (reader_.is_word("ROLLUP") || reader_.is_word("CUBE") || reader_.is_word("GROUPING")) {
      throw_not_supported("ROLLUP, CUBE and GROUPING SETS");
    }
    do keys += (keys.empty() ? " GROUP BY " : ", ") + expression(core->scope).sql;
    while (reader_.accept_symbol(","));
  }
  core->sql += keys;
  if (reader_.accept("HAVING")) {
    core->scope.alias_rule = Scope::AliasRule::kBeforeColumns;
    const std::string condition = expression(core->scope).sql;
    // Without groups it is one more WHERE, which SQLite does not take under the name of HAVING.
    const bool groups = !keys.empty() || aggregate_count_ > core->aggregates_before;
    core->sql += (groups ? " HAVING " : (core->has_where ? " AND " : " WHERE ")) + condition;
  }
  if (reader_.is_word("QUALIFY") || reader_.is_word("WINDOW"))
    throw_not_supported("QUALIFY and WINDOW clauses");
}

std::string QueryTranslator::order_by(const Scope& scope) {
  if (!reader_.accept_words({"ORDER", "BY"})) return "";
  std::string sql;
  do {
    const Expression key = expression(scope);
    sql += (sql.empty() ? " ORDER BY " : ", ") + key.sql;
    if (is_exact(key) && !key.is_column) sql += " COLLATE sl_decimal";
    if (reader_.accept("DESC")) {
      sql += " DESC";
    } else {
      reader_.accept("ASC");
    }
    if (reader_.accept_words({"NULLS", "FIRST"})) sql += " NULLS FIRST";
    if (reader_.accept_words({"NULLS", "LAST"})) sql += " NULLS LAST";
  } while (reader_.accept_symbol(","));
  return sql;
}

std::string QueryTranslator::limit() {
  if (!reader_.accept("LIMIT")) return "";
  const std::int64_t first = reader_.integer("INTEGER_VALUE");
  if (reader_.accept_symbol(",")) {
    return " LIMIT " + std::to_string(reader_.integer("INTEGER_VALUE")) + " OFFSET " +
           std::to_string(first);
  }
  if (reader_.accept("OFFSET")) {
    return " LIMIT " + std::to_string(first) + " OFFSET " +
           std::to_string(reader_.integer("INTEGER_VALUE"));
  }
  return " LIMIT " + std::to_string(first);
}

}  // namespace starload::devserver
