#include "devserver/sql/system_tables.h"

#include <map>
#include <nlohmann/json.hpp>

#include "devserver/sql/load_tables.h"
#include "devserver/sql/query_translator.h"
#include "devserver/sql/session.h"
#include "devserver/sql/table_text.h"
#include "devserver/storage/default_value.h"
#include "devserver/storage/schema.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {
namespace {

using Row = std::vector<Cell>;
const Cell kNull = std::monostate{};

ColumnInfo text(const char* name) { return {name, type_of(TypeKind::kVarchar)}; }
ColumnInfo number(const char* name) { return {name, type_of(TypeKind::kBigint)}; }
ColumnInfo moment(const char* name) { return {name, type_of(TypeKind::kDatetime)}; }

// Those that the user may know of.
std::vector<Table> all_tables(Session& session) {
  std::vector<Table> tables;
  for (const std::string& database : session.storage().databases()) {
    for (const std::string& name : session.visible_tables(database)) {
      if (std::optional<Table> table = session.storage().find_table(database, name))
        tables.push_back(std::move(*table));
    }
  }
  return tables;
}

MemoryTable schemata(Session& session) {
  MemoryTable table;
  table.columns = {text("CATALOG_NAME"), text("SCHEMA_NAME"), text("DEFAULT_CHARACTER_SET_NAME"),
                   text("DEFAULT_COLLATION_NAME"), text("SQL_PATH")};
  std::vector<std::string> names = session.storage().databases();
  std::erase_if(names, [&session](const std::string& name) {
    return !session.access().has_any(session.user(), name);
  });
  names.emplace_back("information_schema");
  for (const std::string& name : names)
    table.rows.push_back({"def", name, "utf8", "utf8_general_ci", kNull});
  return table;
}

MemoryTable tables(Session& session) {
  MemoryTable table;
  table.columns = {text("TABLE_CATALOG"),
                   text("TABLE_SCHEMA"),
                   text("TABLE_NAME"),
                   text("TABLE_TYPE"),
                   text("ENGINE"),
                   number("VERSION"),
                   text("ROW_FORMAT"),
                   number("TABLE_ROWS"),
                   number("AVG_ROW_LENGTH"),
                   number("DATA_LENGTH"),
                   number("MAX_DATA_LENGTH"),
                   number("INDEX_LENGTH"),
                   number("DATA_FREE"),
                   number("AUTO_INCREMENT"),
                   moment("CREATE_TIME"),
                   moment("UPDATE_TIME"),
                   moment("CHECK_TIME"),
                   text("TABLE_COLLATION"),
                   number("CHECKSUM"),
                   text("CREATE_OPTIONS"),
                   text("TABLE_COMMENT")};
  for (const Table& entry : all_tables(session)) {
    const QueryResult count =
        session.run("SELECT count(*) FROM " + sqlite_table_name(entry.database, entry.name));
    table.rows.push_back({"def",        entry.database,
                          entry.name,   "BASE TABLE",
                          "StarRocks",  kNull,
                          kNull,        count.rows[0][0],
                          kNull,        kNull,
                          kNull,        kNull,
                          kNull,        kNull,
                          kNull,        kNull,
                          kNull,        "utf8_general_ci",
                          kNull,        kNull,
                          entry.comment});
  }
  for (const std::string& name : system_table_names()) {
    table.rows.push_back({"def",    "information_schema",
                          name,     "SYSTEM VIEW",
                          "MEMORY", kNull,
                          kNull,    kNull,
                          kNull,    kNull,
                          kNull,    kNull,
                          kNull,    kNull,
                          kNull,    kNull,
                          kNull,    "utf8_general_ci",
                          kNull,    kNull,
                          ""});
  }
  return table;
}

// COLUMN_SIZE, DECIMAL_DIGITS of a type; NUMERIC_PRECISION and NUMERIC_SCALE are the same numbers.
std::pair<Cell, Cell> size_and_digits(const Type& type) {
  const auto integer = [](std::int64_t size) {
    return std::pair<Cell, Cell>(size, std::int64_t{0});
  };
  switch (type.kind) {
    case TypeKind::kBoolean:
      return {kNull, std::int64_t{0}};
    case TypeKind::kTinyint:
      return integer(3);
    case TypeKind::kSmallint:
      return integer(5);
    case TypeKind::kInt:
      return integer(10);
    case TypeKind::kBigint:
      return integer(19);
    case TypeKind::kLargeint:
      return integer(39);
    case TypeKind::kFloat:
      return {std::int64_t{7}, std::int64_t{7}};
    case TypeKind::kDouble:
      return {std::int64_t{15}, std::int64_t{15}};
    case TypeKind::kDecimal:
      return {std::int64_t{type.precision}, std::int64_t{type.scale}};
    case TypeKind::kChar:
    case TypeKind::kVarchar:
      return {std::int64_t{type.length}, kNull};
    case TypeKind::kHll:
      return {std::int64_t{16385}, kNull};
    default:
      return {kNull, kNull};
  }
}

const char* key_text(const Table& table, const Column& column) {
  if (!column.key) return "";
  switch (table.keys_type) {
    case KeysType::kDuplicate:
      return "DUP";
    case KeysType::kAggregate:
      return "AGG";
    case KeysType::kUnique:
      return "UNI";
    case KeysType::kPrimary:
      return "PRI";
  }
  return "";
}

Row column_row(const Table& table, std::size_t index) {
  const Column& column = table.columns[index];
  const auto [size, digits] = size_and_digits(column.type);
  const bool is_text =
      column.type.kind == TypeKind::kChar || column.type.kind == TypeKind::kVarchar;
  const bool is_number =
      !is_text && std::holds_alternative<std::int64_t>(size) && column.type.kind != TypeKind::kHll;
  const Cell length = is_text ? Cell(std::int64_t{column.type.length}) : kNull;
  const Cell bytes = is_text ? Cell(std::int64_t{column.type.length} * 3) : kNull;
  const Cell default_value = column.default_value ? Cell(*column.default_value) : kNull;
  return {kNull,
          table.database,
          table.name,
          column.name,
          static_cast<std::int64_t>(index) + 1,
          default_value,
          column.nullable ? "YES" : "NO",
          information_data_type(column.type),
          length,
          bytes,
          is_number ? size : kNull,
          is_number ? digits : kNull,
          kNull,
          kNull,
          kNull,
          information_column_type(column.type),
          key_text(table, column),
          "",
          "",
          column.comment,
          size,
          digits,
          column.generated_expression,
          kNull};
}

MemoryTable columns(Session& session) {
  MemoryTable table;
  table.columns = {text("TABLE_CATALOG"),
                   text("TABLE_SCHEMA"),
                   text("TABLE_NAME"),
                   text("COLUMN_NAME"),
                   number("ORDINAL_POSITION"),
                   text("COLUMN_DEFAULT"),
                   text("IS_NULLABLE"),
                   text("DATA_TYPE"),
                   number("CHARACTER_MAXIMUM_LENGTH"),
                   number("CHARACTER_OCTET_LENGTH"),
                   number("NUMERIC_PRECISION"),
                   number("NUMERIC_SCALE"),
                   number("DATETIME_PRECISION"),
                   text("CHARACTER_SET_NAME"),
                   text("COLLATION_NAME"),
                   text("COLUMN_TYPE"),
                   text("COLUMN_KEY"),
                   text("EXTRA"),
                   text("PRIVILEGES"),
                   text("COLUMN_COMMENT"),
                   number("COLUMN_SIZE"),
                   number("DECIMAL_DIGITS"),
                   text("GENERATION_EXPRESSION"),
                   number("SRS_ID")};
  for (const Table& entry : all_tables(session)) {
    for (std::size_t i = 0; i < entry.columns.size(); ++i)
      table.rows.push_back(column_row(entry, i));
  }
  return table;
}

MemoryTable tables_config(Session& session) {
  MemoryTable table;
  table.columns = {text("TABLE_SCHEMA"),   text("TABLE_NAME"),      text("TABLE_ENGINE"),
                   text("TABLE_MODEL"),    text("PRIMARY_KEY"),     text("PARTITION_KEY"),
                   text("DISTRIBUTE_KEY"), text("DISTRIBUTE_TYPE"), number("DISTRIBUTE_BUCKET"),
                   text("SORT_KEY"),       text("PROPERTIES"),      number("TABLE_ID")};
  for (const Table& entry : all_tables(session)) {
    const bool keyed =
        entry.keys_type == KeysType::kUnique || entry.keys_type == KeysType::kPrimary;
    const nlohmann::json properties = shown_properties(entry);
    const std::vector<std::string> sort_key =
        entry.sort_key.empty() ? entry.key_columns() : entry.sort_key;
    table.rows.push_back(
        {entry.database, entry.name, "OLAP", table_model(entry.keys_type),
         keyed ? name_list_text(entry.key_columns()) : "", name_list_text(partition_columns(entry)),
         name_list_text(entry.distribution_columns), entry.random_distribution ? "RANDOM" : "HASH",
         std::int64_t{entry.buckets}, name_list_text(sort_key),
         properties.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), entry.id});
  }
  return table;
}

MemoryTable engines(Session&) {
  return {{text("ENGINE"), text("SUPPORT"), text("COMMENT"), text("TRANSACTIONS"), text("XA"),
           text("SAVEPOINTS")},
          {{"OLAP", "DEFAULT", "Default storage engine of StarRocks", "NO", "NO", "NO"}}};
}

MemoryTable views(Session&) {
  return {{text("TABLE_CATALOG"), text("TABLE_SCHEMA"), text("TABLE_NAME"), text("VIEW_DEFINITION"),
           text("CHECK_OPTION"), text("IS_UPDATABLE"), text("DEFINER"), text("SECURITY_TYPE"),
           text("CHARACTER_SET_CLIENT"), text("COLLATION_CONNECTION")},
          {}};
}

MemoryTable key_column_usage(Session&) {
  return {{text("CONSTRAINT_CATALOG"), text("CONSTRAINT_SCHEMA"), text("CONSTRAINT_NAME"),
           text("TABLE_CATALOG"), text("TABLE_SCHEMA"), text("TABLE_NAME"), text("COLUMN_NAME"),
           number("ORDINAL_POSITION"), number("POSITION_IN_UNIQUE_CONSTRAINT"),
           text("REFERENCED_TABLE_SCHEMA"), text("REFERENCED_TABLE_NAME"),
           text("REFERENCED_COLUMN_NAME")},
          {}};
}

using Filler = MemoryTable (*)(Session&);

const std::map<std::string, Filler>& fillers() {
  static const std::map<std::string, Filler> kFillers = {
      {"columns", columns},
      {"engines", engines},
      {"key_column_usage", key_column_usage},
      {"load_tracking_logs", load_tracking_logs_table},
      {"loads", loads_table},
      {"schemata", schemata},
      {"tables", tables},
      {"tables_config", tables_config},
      {"views", views}};
  return kFillers;
}

}  // namespace

std::vector<std::string> system_table_names() {
  std::vector<std::string> names;
  for (const auto& [name, filler] : fillers()) names.push_back(name);
  return names;
}

SourceTable open_system_table(Session& session, const std::string& name) {
  const auto found = fillers().find(lower(name));
  if (found == fillers().end()) throw_unknown_table("information_schema." + name);
  SourceTable source =
      store_memory_table(session, "information_schema." + found->first, found->second(session));
  source.database = "information_schema";
  return source;
}

SourceTable store_memory_table(Session& session, const std::string& name,
                               const MemoryTable& table) {
  std::vector<std::string> names;
  std::vector<std::string> declarations;
  for (const ColumnInfo& column : table.columns) {
    names.push_back(column.name);
    declarations.push_back(declared_type(column.type));
  }
  const std::string own_name = session.own_memory_table(name);
  check(session.storage().replace_memory_table(own_name, names, declarations, table.rows));
  return SourceTable{"temp." + quote_identifier(own_name), "", table.columns};
}

}  // namespace starload::devserver
