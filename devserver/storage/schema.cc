#include "devserver/storage/schema.h"

#include <nlohmann/json.hpp>

#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/storage.h"

namespace starload::devserver {
namespace {

using nlohmann::json;

bool compares_as_decimal(const Type& type) {
  return type.kind == TypeKind::kDecimal || type.kind == TypeKind::kLargeint;
}

std::string column_sql(const Column& column) {
  std::string sql = quote_identifier(column.name) + " " + declared_type(column.type);
  if (!column.nullable) sql += " NOT NULL";
  if (compares_as_decimal(column.type)) sql += " COLLATE sl_decimal";
  if (!column.generated_sqlite.empty())
    sql += " GENERATED ALWAYS AS (" + column.generated_sqlite + ") STORED";
  return sql;
}

std::string key_list(const Table& table, const char* before, const char* after) {
  std::string list;
  for (const std::string& key : table.key_columns()) {
    if (!list.empty()) list += ", ";
    list += before + quote_identifier(key) + after;
  }
  return list;
}

json type_to_json(const Type& type) {
  json value = {{"kind", static_cast<int>(type.kind)}};
  if (type.precision != 0) value["precision"] = type.precision;
  if (type.scale != 0) value["scale"] = type.scale;
  if (type.length != 0) value["length"] = type.length;
  for (const Type& child : type.children) value["children"].push_back(type_to_json(child));
  if (!type.member_names.empty()) value["members"] = type.member_names;
  return value;
}

Type type_from_json(const json& value) {
  Type type;
  type.kind = static_cast<TypeKind>(value.at("kind").get<int>());
  type.precision = value.value("precision", 0);
  type.scale = value.value("scale", 0);
  type.length = value.value("length", 0);
  for (const json& child : value.value("children", json::array())) {
    type.children.push_back(type_from_json(child));
  }
  type.member_names = value.value("members", std::vector<std::string>());
  return type;
}

json column_to_json(const Column& column) {
  json value = {{"name", column.name},
                {"type", type_to_json(column.type)},
                {"nullable", column.nullable},
                {"key", column.key},
                {"aggregation", static_cast<int>(column.aggregation)},
                {"default_is_expression", column.default_is_expression},
                {"auto_increment", column.auto_increment},
                {"generated", column.generated_expression},
                {"generated_sqlite", column.generated_sqlite},
                {"comment", column.comment}};
  if (column.default_value) value["default"] = *column.default_value;
  return value;
}

Column column_from_json(const json& value) {
  Column column;
  column.name = value.at("name");
  column.type = type_from_json(value.at("type"));
  column.nullable = value.at("nullable");
  column.key = value.at("key");
  column.aggregation = static_cast<Aggregation>(value.at("aggregation").get<int>());
  column.default_is_expression = value.at("default_is_expression");
  column.auto_increment = value.at("auto_increment");
  column.generated_expression = value.at("generated");
  column.generated_sqlite = value.at("generated_sqlite");
  column.comment = value.at("comment");
  if (value.contains("default")) column.default_value = value.at("default").get<std::string>();
  return column;
}

Table table_from(const json& value) {
  Table table;
  table.id = value.at("id");
  table.database = value.at("database");
  table.name = value.at("name");
  table.keys_type = static_cast<KeysType>(value.at("keys_type").get<int>());
  for (const json& column : value.at("columns")) table.columns.push_back(column_from_json(column));
  table.comment = value.at("comment");
  table.partition_clause = value.at("partition");
  table.random_distribution = value.at("random");
  table.distribution_columns = value.at("distribution").get<std::vector<std::string>>();
  table.buckets = value.at("buckets");
  table.sort_key = value.at("sort_key").get<std::vector<std::string>>();
  table.properties = value.at("properties").get<std::map<std::string, std::string>>();
  return table;
}

}  // namespace

std::string sqlite_table_name(std::string_view database, std::string_view table) {
  return quote_identifier(std::string(database) + "." + std::string(table));
}

std::string declared_type(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "BOOLEAN";
    case TypeKind::kTinyint:
      return "TINYINT";
    case TypeKind::kSmallint:
      return "SMALLINT";
    case TypeKind::kInt:
      return "INT";
    case TypeKind::kBigint:
      return "BIGINT";
    case TypeKind::kFloat:
      return "FLOAT";
    case TypeKind::kDouble:
      return "DOUBLE";
    case TypeKind::kLargeint:
      return "TEXT LARGE";
    case TypeKind::kDecimal:
      return "TEXT DECIMAL(" + std::to_string(type.precision) + "," + std::to_string(type.scale) +
             ")";
    case TypeKind::kDate:
      return "TEXT DATE";
    case TypeKind::kDatetime:
      return "TEXT DATETIME";
    case TypeKind::kChar:
      return "CHAR(" + std::to_string(type.length) + ")";
    case TypeKind::kVarchar:
      return "VARCHAR(" + std::to_string(type.length) + ")";
    case TypeKind::kJson:
      return "TEXT JSON";
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kStruct:
      return "TEXT NESTED";
    case TypeKind::kVarbinary:
    case TypeKind::kBitmap:
    case TypeKind::kHll:
    case TypeKind::kPercentile:
      return "BLOB";
  }
  return "BLOB";
}

std::string create_table_sql(const Table& table) {
  const std::string name = sqlite_table_name(table.database, table.name);
  std::string sql = "CREATE TABLE " + name + " (";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) sql += ", ";
    sql += column_sql(table.columns[i]);
  }
  if (table.keys_type == KeysType::kPrimary) {
    return sql + ", PRIMARY KEY (" + key_list(table, "", "") + ")) WITHOUT ROWID";
  }
  sql += ")";
  if (table.keys_type == KeysType::kDuplicate) return sql;
  // NULL is an ordinary key here, but distinct from itself in a SQLite index: an empty blob stands
  // for it.
  return sql + "; CREATE UNIQUE INDEX " +
         quote_identifier(table.database + "." + table.name + ".keys") + " ON " + name + " (" +
         key_list(table, "ifnull(", ", x'')") + ")";
}

std::string table_to_json(const Table& table) {
  json value = {{"id", table.id},
                {"database", table.database},
                {"name", table.name},
                {"keys_type", static_cast<int>(table.keys_type)},
                {"columns", json::array()},
                {"comment", table.comment},
                {"partition", table.partition_clause},
                {"random", table.random_distribution},
                {"distribution", table.distribution_columns},
                {"buckets", table.buckets},
                {"sort_key", table.sort_key},
                {"properties", table.properties}};
  for (const Column& column : table.columns) value["columns"].push_back(column_to_json(column));
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Table> table_from_json(const std::string& text) {
  try {
    return table_from(json::parse(text));
  } catch (const json::exception& error) {
    return Status::config(std::string("a stored table definition cannot be read: ") + error.what());
  }
}

}  // namespace starload::devserver
