#include "devserver/sql/table_text.h"

#include "devserver/sql/token_reader.h"

namespace starload::devserver {
namespace {

std::string double_quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string default_text(const Column& column) {
  if (!column.generated_expression.empty()) return " AS " + column.generated_expression;
  if (column.auto_increment) return " AUTO_INCREMENT";
  if (!column.default_value) return "";
  return " DEFAULT " + (column.default_is_expression ? *column.default_value
                                                     : double_quoted(*column.default_value));
}

std::string column_text(const Column& column) {
  std::string text = "  `" + column.name + "` " + sql_type_text(column.type);
  if (column.aggregation != Aggregation::kNone)
    text += " " + std::string(aggregation_text(column.aggregation));
  text += column.nullable ? " NULL" : " NOT NULL";
  return text + default_text(column) + " COMMENT " + double_quoted(column.comment);
}

const char* key_words(KeysType type) {
  switch (type) {
    case KeysType::kDuplicate:
      return "DUPLICATE KEY";
    case KeysType::kAggregate:
      return "AGGREGATE KEY";
    case KeysType::kUnique:
      return "UNIQUE KEY";
    case KeysType::kPrimary:
      return "PRIMARY KEY";
  }
  return "";
}

std::string distribution_text(const Table& table) {
  std::string text = "DISTRIBUTED BY ";
  if (table.random_distribution) {
    text += "RANDOM";
  } else {
    text += "HASH(" + name_list_text(table.distribution_columns) + ")";
  }
  return table.buckets > 0 ? text + " BUCKETS " + std::to_string(table.buckets) : text;
}

}  // namespace

std::string sql_type_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::kTinyint:
      return "tinyint(4)";
    case TypeKind::kSmallint:
      return "smallint(6)";
    case TypeKind::kInt:
      return "int(11)";
    case TypeKind::kBigint:
      return "bigint(20)";
    case TypeKind::kLargeint:
      return "largeint(40)";
    default:
      return type_text(type);
  }
}

std::string information_column_type(const Type& type) {
  if (type.kind == TypeKind::kBoolean) return "tinyint(1)";
  if (type.kind == TypeKind::kLargeint) return "bigint(20) unsigned";
  return sql_type_text(type);
}

std::string information_data_type(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "tinyint";
    case TypeKind::kLargeint:
      return "bigint unsigned";
    default:
      break;
  }
  const std::string text = type_text(type);
  return text.substr(0, text.find_first_of("(<"));
}

std::string name_list_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "`" : ", `") + name + "`";
  return text;
}

std::map<std::string, std::string> shown_properties(const Table& table) {
  std::map<std::string, std::string> properties = table.properties;
  properties.emplace("replication_num", "1");
  properties.emplace("compression", "LZ4");
  return properties;
}

std::vector<std::string> partition_columns(const Table& table) {
  std::vector<std::string> names;
  TokenReader reader(table.partition_clause);
  while (!reader.at_end() && !reader.is_symbol("(")) reader.next();
  int depth = 0;
  do {
    if (reader.is_symbol("(")) ++depth;
    if (reader.is_symbol(")")) --depth;
    const Token token = reader.next();
    const bool name = token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
    const int found = name ? table.find_column(token.text) : -1;
    if (found >= 0) names.push_back(table.columns[static_cast<std::size_t>(found)].name);
  } while (depth > 0 && !reader.at_end());
  return names;
}

std::string table_model(KeysType type) {
  switch (type) {
    case KeysType::kDuplicate:
      return "DUP_KEYS";
    case KeysType::kAggregate:
      return "AGG_KEYS";
    case KeysType::kUnique:
      return "UNIQUE_KEYS";
    case KeysType::kPrimary:
      return "PRIMARY_KEYS";
  }
  return "";
}

std::string create_table_text(const Table& table) {
  std::string text = "CREATE TABLE `" + table.name + "` (\n";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text += column_text(table.columns[i]) + (i + 1 < table.columns.size() ? ",\n" : "\n");
  }
  text += ") ENGINE=OLAP \n" + std::string(key_words(table.keys_type)) + "(" +
          name_list_text(table.key_columns()) + ")\n";
  if (!table.comment.empty()) text += "COMMENT " + double_quoted(table.comment) + "\n";
  if (!table.partition_clause.empty()) text += "PARTITION BY " + table.partition_clause + "\n";
  text += distribution_text(table) + " \n";
  if (!table.sort_key.empty()) text += "ORDER BY(" + name_list_text(table.sort_key) + ")\n";
  text += "PROPERTIES (\n";
  bool first = true;
  for (const auto& [key, value] : shown_properties(table)) {
    text += (first ? "" : ",\n") + double_quoted(key) + " = " + double_quoted(value);
    first = false;
  }
  return text + "\n);";
}

}  // namespace starload::devserver
