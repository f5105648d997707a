// Which column, alias or struct member a name means.
#include <optional>

#include "devserver/sql/query_translator.h"
#include "devserver/sql/sql_error.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {
namespace {

Expression column_expression(const Relation& relation, const ColumnInfo& column) {
  Expression result;
  // Without an alias it is the expression of a generated column, where SQLite wants bare names.
  result.sql = quote_identifier(column.name);
  if (!relation.internal_alias.empty())
    result.sql = quote_identifier(relation.internal_alias) + "." + result.sql;
  result.type = column.type;
  result.is_column = true;
  return result;
}

const ColumnInfo* find_column(const std::vector<ColumnInfo>& columns, const std::string& name) {
  for (const ColumnInfo& column : columns) {
    if (same_word(column.name, name)) return &column;
  }
  return nullptr;
}

std::optional<Expression> find_alias(const Scope& scope, const std::string& name) {
  const ColumnInfo* column = find_column(scope.aliases, name);
  if (column == nullptr) return std::nullopt;
  const auto index = static_cast<std::size_t>(column - scope.aliases.data());
  Expression result;
  result.sql = scope.alias_sql.empty() ? quote_identifier(column->name) : scope.alias_sql[index];
  result.type = column->type;
  return result;
}

std::optional<Expression> find_unqualified(const Scope& scope, const std::string& name) {
  std::optional<Expression> found;
  for (const Relation& relation : scope.relations) {
    const ColumnInfo* column = find_column(relation.columns, name);
    if (column == nullptr || relation.merged.count(lower(name)) > 0) continue;
    if (found) throw_analysis_error("Column '" + name + "' is ambiguous");
    found = column_expression(relation, *column);
  }
  return found;
}

std::optional<Expression> find_in_scopes(const Scope* scope, const std::string& name) {
  for (; scope != nullptr; scope = scope->parent) {
    if (scope->alias_rule == Scope::AliasRule::kBeforeColumns) {
      if (auto alias = find_alias(*scope, name)) return alias;
    }
    if (auto column = find_unqualified(*scope, name)) return column;
    if (scope->alias_rule == Scope::AliasRule::kAfterColumns) {
      if (auto alias = find_alias(*scope, name)) return alias;
    }
  }
  return std::nullopt;
}

std::optional<Expression> find_qualified(const Scope* scope, const std::string& database,
                                         const std::string& table, const std::string& name) {
  for (; scope != nullptr; scope = scope->parent) {
    for (const Relation& relation : scope->relations) {
      if (relation.alias != table || (!database.empty() && relation.database != database)) continue;
      if (const ColumnInfo* column = find_column(relation.columns, name))
        return column_expression(relation, *column);
    }
  }
  return std::nullopt;
}

Expression struct_member(const Expression& value, const std::string& member) {
  for (std::size_t i = 0; i < value.type.member_names.size(); ++i) {
    if (!same_word(value.type.member_names[i], member)) continue;
    Expression result;
    result.sql = "sl_element(" + value.sql + ", " + quote_text(value.type.member_names[i]) + ")";
    result.type = value.type.children[i];
    return result;
  }
  throw_analysis_error("Struct subfield '" + member + "' cannot be resolved");
}

}  // namespace

Expression QueryTranslator::column_reference(const Scope& scope) {
  std::vector<std::string> parts = {reader_.identifier("an expression")};
  std::string full = parts[0];
  while (reader_.is_symbol(".") && reader_.peek(1).kind != TokenKind::kSymbol) {
    reader_.next();
    parts.push_back(reader_.next().text);
    full += "." + parts.back();
  }
  std::optional<Expression> found;
  std::size_t used = 1;
  if (parts.size() > 3 && same_word(parts[0], "default_catalog")) parts.erase(parts.begin());
  if (parts.size() > 2) {
    found = find_qualified(&scope, parts[0], parts[1], parts[2]);
    used = 3;
  }
  if (!found && parts.size() > 1) {
    found = find_qualified(&scope, "", parts[0], parts[1]);
    used = 2;
  }
  if (!found) {
    found = find_in_scopes(&scope, parts[0]);
    used = 1;
    if (found && parts.size() > 1 && found->type.kind != TypeKind::kStruct) found.reset();
  }
  if (!found) throw_unknown_column(full);
  Expression result = *found;
  for (; used < parts.size(); ++used) result = struct_member(result, parts[used]);
  result.name = parts.back();
  return result;
}

}  // namespace starload::devserver
