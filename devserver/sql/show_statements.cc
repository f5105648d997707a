#include "devserver/sql/show_statements.h"

#include "devserver/sql/admin_statements.h"
#include "devserver/sql/like.h"
#include "devserver/sql/query_translator.h"
#include "devserver/sql/system_tables.h"
#include "devserver/sql/table_text.h"
#include "devserver/sql/user_statements.h"
#include "devserver/storage/default_value.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

const Cell kNull = std::monostate{};

MemoryTable text_table(std::initializer_list<const char*> names) {
  MemoryTable table;
  for (const char* name : names) table.columns.push_back({name, type_of(TypeKind::kVarchar)});
  return table;
}

class Show final {
 public:
  Show(Session& session, TokenReader& reader) : session_(session), reader_(reader) {}

  SqlResult execute() {
    const bool full = reader_.accept("FULL");
    if (!full)
      static_cast<void>(reader_.accept("GLOBAL") || reader_.accept("SESSION") ||
                        reader_.accept("LOCAL"));
    const std::string what = upper(reader_.next().text);
    if (what == "DATABASES" || what == "SCHEMAS") return filtered(databases());
    if (what == "TABLES") return tables(full);
    if (what == "TABLE" && reader_.accept("STATUS")) return table_status();
    if (what == "COLUMNS" || what == "FIELDS") return columns(full);
    if (what == "CREATE") return create();
    if (what == "VARIABLES") return filtered(variables(), true);
    if (what == "BACKENDS" || what == "FRONTENDS") {
      session_.require_owner("OPERATE,NODE", "SYSTEM");
      return finished(what == "BACKENDS" ? backends() : frontends());
    }
    if (what == "COMPUTE" && reader_.accept("NODES")) return finished(compute_nodes());
    if (what == "INDEX" || what == "INDEXES" || what == "KEYS") return skipped(index_table());
    if (what == "PROC")
      return finished(proc_table(session_, reader_.string_literal("a path in quotes")));
    return fixed(what);
  }

 private:
  SqlResult finished(MemoryTable table) {
    reader_.expect_end();
    SqlResult result;
    result.has_rows = true;
    result.columns = std::move(table.columns);
    result.rows = std::move(table.rows);
    return result;
  }

  // What follows (FROM t, LIKE ...) does not matter: the answer is empty.
  SqlResult skipped(MemoryTable table) {
    while (!reader_.at_end()) reader_.next();
    return finished(std::move(table));
  }

  // LIKE filters the first column, WHERE is left to SQLite.
  SqlResult filtered(MemoryTable table, bool ignore_case = false) {
    if (reader_.accept("LIKE")) {
      const std::string pattern = reader_.string_literal("a string");
      std::erase_if(table.rows, [&](const std::vector<Cell>& row) {
        return !like_matches(cell_text(row[0]), pattern, ignore_case);
      });
    } else if (reader_.accept("WHERE")) {
      const SourceTable source = store_memory_table(session_, "show", table);
      Scope scope;
      scope.relations.push_back(QueryTranslator::relation_of(source, "shown"));
      const std::string condition = QueryTranslator(reader_, session_).expression(scope).sql;
      table.rows =
          session_.run("SELECT * FROM " + source.sqlite_name + " AS \"shown\" WHERE " + condition)
              .rows;
    }
    return finished(std::move(table));
  }

  MemoryTable databases() {
    MemoryTable table = text_table({"Database"});
    std::vector<std::string> names = session_.storage().databases();
    names.emplace_back("information_schema");
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      if (name == "information_schema" || session_.access().has_any(session_.user(), name))
        table.rows.push_back({name});
    }
    return table;
  }

  std::string database_clause() {
    std::string database = session_.database();
    if (reader_.accept("FROM") || reader_.accept("IN")) {
      database = reader_.identifier("a database name");
      if (reader_.accept_symbol(".")) database = reader_.identifier("a database name");
    }
    if (database.empty()) throw_no_database();
    if (same_word(database, "information_schema")) return "information_schema";
    session_.require_database(database);
    session_.require_any(database);
    return database;
  }

  SqlResult tables(bool full) {
    const std::string database = database_clause();
    MemoryTable table = text_table({"Tables_in_"});
    table.columns[0].name += database;
    if (full) table.columns.push_back({"Table_type", type_of(TypeKind::kVarchar)});
    const bool system = database == "information_schema";
    for (const std::string& name :
         system ? system_table_names() : session_.visible_tables(database)) {
      table.rows.push_back({name});
      if (full) table.rows.back().emplace_back(system ? "SYSTEM VIEW" : "BASE TABLE");
    }
    return filtered(std::move(table));
  }

  SqlResult table_status() {
    const std::string database = database_clause();
    MemoryTable table = text_table(
        {"Name", "Engine", "Version", "Row_format", "Rows", "Avg_row_length", "Data_length",
         "Max_data_length", "Index_length", "Data_free", "Auto_increment", "Create_time",
         "Update_time", "Check_time", "Collation", "Checksum", "Create_options", "Comment"});
    for (const std::string& name : session_.visible_tables(database)) {
      const QueryResult count =
          session_.run("SELECT count(*) FROM " + sqlite_table_name(database, name));
      std::vector<Cell> row(table.columns.size());
      row[0] = name;
      row[1] = "StarRocks";
      row[4] = cell_text(count.rows[0][0]);
      row[14] = "utf8_general_ci";
      row[17] = session_.require_table(database, name).comment;
      table.rows.push_back(std::move(row));
    }
    return filtered(std::move(table));
  }

  SqlResult columns(bool full) {
    if (!reader_.accept("FROM")) reader_.expect("IN");
    auto [database, name] = session_.table_name(reader_);
    if (reader_.accept("FROM") || reader_.accept("IN"))
      database = reader_.identifier("a database name");
    return filtered(column_table(database, name, full));
  }

  SqlResult create() {
    if (reader_.accept("DATABASE") || reader_.accept("SCHEMA")) {
      reader_.accept_words({"IF", "NOT", "EXISTS"});
      const std::string name = reader_.identifier("a database name");
      session_.require_database(name);
      session_.require_any(name);
      MemoryTable table = text_table({"Database", "Create Database"});
      table.rows.push_back({name, "CREATE DATABASE `" + name + "`"});
      return finished(std::move(table));
    }
    reader_.expect("TABLE");
    const auto [database, name] = session_.table_name(reader_);
    MemoryTable table = text_table({"Table", "Create Table"});
    const Table shown = session_.require_table(database, name);
    session_.require_any(database, name);
    table.rows.push_back({name, create_table_text(shown)});
    return finished(std::move(table));
  }

  MemoryTable variables() {
    MemoryTable table = text_table({"Variable_name", "Value"});
    for (const auto& [name, value] : session_.variables())
      table.rows.push_back({name, Cell(cell_text(value))});
    return table;
  }

  MemoryTable backends() {
    const ServerFacts& facts = session_.facts();
    MemoryTable table = text_table({"BackendId",
                                    "IP",
                                    "HeartbeatPort",
                                    "BePort",
                                    "HttpPort",
                                    "BrpcPort",
                                    "LastStartTime",
                                    "LastHeartbeat",
                                    "Alive",
                                    "SystemDecommissioned",
                                    "ClusterDecommissioned",
                                    "TabletNum",
                                    "DataUsedCapacity",
                                    "AvailCapacity",
                                    "TotalCapacity",
                                    "UsedPct",
                                    "MaxDiskUsedPct",
                                    "ErrMsg",
                                    "Version",
                                    "Status",
                                    "DataTotalCapacity",
                                    "DataUsedPct",
                                    "CpuCores",
                                    "MemLimit",
                                    "NumRunningQueries",
                                    "MemUsedPct",
                                    "CpuUsedPct"});
    table.rows.push_back({"10001",
                          facts.be_host,
                          "9050",
                          "9060",
                          std::to_string(facts.be_http_port),
                          "8060",
                          now_text(),
                          now_text(),
                          "true",
                          "false",
                          "false",
                          std::to_string(table_count()),
                          "0.000 ",
                          "1.000 TB",
                          "1.000 TB",
                          "0.00 %",
                          "0.00 %",
                          "",
                          session_.starrocks_version(),
                          "{\"lastSuccessReportTabletsTime\":\"" + now_text() + "\"}",
                          "1.000 TB",
                          "0.00 %",
                          "1",
                          "1.000GB",
                          "0",
                          "0.00 %",
                          "0.0 %"});
    return table;
  }

  std::size_t table_count() {
    std::size_t count = 0;
    for (const std::string& database : session_.storage().databases())
      count += session_.storage().tables(database).size();
    return count;
  }

  MemoryTable frontends() {
    const ServerFacts& facts = session_.facts();
    MemoryTable table = text_table({"Name", "IP", "EditLogPort", "HttpPort", "QueryPort", "RpcPort",
                                    "Role", "ClusterId", "Join", "Alive", "ReplayedJournalId",
                                    "LastHeartbeat", "IsHelper", "ErrMsg", "StartTime", "Version"});
    table.rows.push_back({facts.fe_host + "_9010_1", facts.fe_host, "9010",
                          std::to_string(facts.fe_http_port), std::to_string(facts.mysql_port),
                          "9020", "LEADER", "1", "true", "true", "1", now_text(), "true", "",
                          now_text(), session_.starrocks_version()});
    return table;
  }

  static MemoryTable compute_nodes() {
    return text_table({"ComputeNodeId",
                       "IP",
                       "HeartbeatPort",
                       "BePort",
                       "HttpPort",
                       "BrpcPort",
                       "LastStartTime",
                       "LastHeartbeat",
                       "Alive",
                       "SystemDecommissioned",
                       "ClusterDecommissioned",
                       "ErrMsg",
                       "Version",
                       "CpuCores",
                       "MemLimit",
                       "NumRunningQueries",
                       "MemUsedPct",
                       "CpuUsedPct",
                       "HasStoragePath",
                       "StarletPort",
                       "WorkerId",
                       "WarehouseName",
                       "TabletNum"});
  }

  static MemoryTable index_table() {
    return text_table({"Table", "Non_unique", "Key_name", "Seq_in_index", "Column_name",
                       "Collation", "Cardinality", "Sub_part", "Packed", "Null", "Index_type",
                       "Comment"});
  }

  // Answers that do not depend on anything that is stored.
  SqlResult fixed(const std::string& what) {
    if (what == "WARNINGS" || what == "ERRORS")
      return skipped(text_table({"Level", "Code", "Message"}));
    if (what == "STATUS") return skipped(text_table({"Variable_name", "Value"}));
    if (what == "TRIGGERS" || what == "EVENTS") return skipped(text_table({"Name"}));
    if (what == "PROCEDURE" || what == "FUNCTION")
      return skipped(text_table({"Db", "Name", "Type"}));
    if (what == "PLUGINS") return skipped(text_table({"Name", "Type", "Description", "Version"}));
    if (what == "CATALOGS")
      return with_row({"Catalog", "Type", "Comment"},
                      {"default_catalog", "Internal",
                       "An internal catalog contains this cluster's self-managed tables."});
    if (what == "ENGINES" || what == "STORAGE") {
      reader_.accept("ENGINES");
      return with_row({"Engine", "Support", "Comment", "Transactions", "XA", "Savepoints"},
                      {"OLAP", "YES", "Default storage engine of StarRocks", "NO", "NO", "NO"});
    }
    if (what == "COLLATION") {
      return with_row({"Collation", "Charset", "Id", "Default", "Compiled", "Sortlen"},
                      {"utf8_general_ci", "utf8", "33", "Yes", "Yes", "1"});
    }
    if (what == "CHARSET" || (what == "CHARACTER" && reader_.accept("SET"))) {
      return with_row({"Charset", "Description", "Default collation", "Maxlen"},
                      {"utf8", "UTF-8 Unicode", "utf8_general_ci", "3"});
    }
    if (what == "PROCESSLIST") {
      return with_row({"Id", "User", "Host", "Db", "Command", "Time", "State", "Info"},
                      {std::to_string(session_.connection_id()), session_.user().name, "127.0.0.1",
                       session_.database(), "Query", "0", "OK", "SHOW PROCESSLIST"});
    }
    if (what == "GRANTS") {
      MemoryTable table = grants_table(session_, reader_);
      return finished(std::move(table));
    }
    if (what == "USERS") return finished(users_table(session_));
    throw_not_supported("SHOW " + what);
  }

  SqlResult with_row(std::initializer_list<const char*> names, std::vector<Cell> row) {
    MemoryTable table = text_table(names);
    table.rows.push_back(std::move(row));
    return filtered(std::move(table));
  }

 public:
  MemoryTable column_table(const std::string& database, const std::string& name, bool full) {
    MemoryTable table = full ? text_table({"Field", "Type", "Collation", "Null", "Key", "Default",
                                           "Extra", "Privileges", "Comment"})
                             : text_table({"Field", "Type", "Null", "Key", "Default", "Extra"});
    if (same_word(database, "information_schema")) {
      for (const ColumnInfo& column : open_system_table(session_, name).columns) {
        if (full)
          table.rows.push_back(
              {column.name, type_text(column.type), kNull, "YES", "NO", kNull, "", "", ""});
        if (!full)
          table.rows.push_back({column.name, type_text(column.type), "YES", "false", kNull, ""});
      }
      return table;
    }
    const Table shown = session_.require_table(database, name);
    session_.require_any(database, name);
    for (const Column& column : shown.columns) table.rows.push_back(column_row(column, full));
    return table;
  }

 private:
  static std::vector<Cell> column_row(const Column& column, bool full) {
    const Cell default_value = column.default_value ? Cell(*column.default_value) : kNull;
    std::string extra(aggregation_text(column.aggregation));
    if (column.auto_increment) extra = "AUTO_INCREMENT";
    const char* nullable = column.nullable ? "YES" : "NO";
    if (!full)
      return {column.name,   type_text(column.type),
              nullable,      column.key ? "true" : "false",
              default_value, extra};
    return {column.name,
            type_text(column.type),
            kNull,
            nullable,
            column.key ? "YES" : "NO",
            default_value,
            extra,
            "",
            column.comment};
  }

  Session& session_;
  TokenReader& reader_;
};

}  // namespace

SqlResult execute_show(Session& session, TokenReader& reader) {
  return Show(session, reader).execute();
}

SqlResult execute_describe(Session& session, TokenReader& reader) {
  if (reader.is_word("SELECT") || reader.is_word("INSERT")) throw_not_supported("EXPLAIN");
  const auto [database, name] = session.table_name(reader);
  MemoryTable table = Show(session, reader).column_table(database, name, false);
  if (reader.at_identifier() || reader.peek().kind == TokenKind::kString)
    reader.next();  // DESC t column
  reader.accept("ALL");
  reader.expect_end();
  SqlResult result;
  result.has_rows = true;
  result.columns = std::move(table.columns);
  result.rows = std::move(table.rows);
  return result;
}

}  // namespace starload::devserver
