#include "devserver/sql/session.h"

#include <array>
#include <cstdio>
#include <ctime>

#include "devserver/sql/system_tables.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {
namespace {

std::string local_offset() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  if (parts.tm_gmtoff == 0) return "UTC";
  std::array<char, 48> text{};
  const long minutes = parts.tm_gmtoff / 60;
  std::snprintf(text.data(), text.size(), "%c%02ld:%02ld", minutes < 0 ? '-' : '+',
                std::labs(minutes) / 60, std::labs(minutes) % 60);
  return text.data();
}

// What clients ask for when they connect, and the StarRocks variables that load tools look at.
std::map<std::string, Cell> default_variables(const ServerFacts& facts) {
  const std::string zone = local_offset();
  return {{"auto_increment_increment", std::int64_t{1}},
          {"autocommit", std::int64_t{1}},
          {"big_tables", std::int64_t{0}},
          {"catalog", "default_catalog"},
          {"character_set_client", "utf8"},
          {"character_set_connection", "utf8"},
          {"character_set_database", "utf8"},
          {"character_set_results", "utf8"},
          {"character_set_server", "utf8"},
          {"collation_connection", "utf8_general_ci"},
          {"collation_database", "utf8_general_ci"},
          {"collation_server", "utf8_general_ci"},
          {"div_precision_increment", std::int64_t{4}},
          {"enable_insert_strict", std::int64_t{1}},
          {"foreign_key_checks", std::int64_t{1}},
          {"have_query_cache", "NO"},
          {"init_connect", ""},
          {"insert_max_filter_ratio", std::int64_t{0}},
          {"insert_timeout", std::int64_t{14400}},
          {"interactive_timeout", std::int64_t{3600}},
          {"language", "/starrocks/share/english/"},
          {"license", "Apache License 2.0"},
          {"lower_case_table_names", std::int64_t{0}},
          {"max_allowed_packet", std::int64_t{33554432}},
          {"net_buffer_length", std::int64_t{16384}},
          {"net_read_timeout", std::int64_t{60}},
          {"net_write_timeout", std::int64_t{60}},
          {"performance_schema", std::int64_t{0}},
          {"query_cache_size", std::int64_t{1048576}},
          {"query_cache_type", std::int64_t{0}},
          {"query_timeout", std::int64_t{300}},
          {"sql_auto_is_null", std::int64_t{0}},
          {"sql_mode", "ONLY_FULL_GROUP_BY"},
          {"sql_safe_updates", std::int64_t{0}},
          {"sql_select_limit", std::int64_t{9223372036854775807}},
          {"system_time_zone", zone},
          {"time_zone", zone},
          {"transaction_isolation", "REPEATABLE-READ"},
          {"transaction_read_only", std::int64_t{0}},
          {"tx_isolation", "REPEATABLE-READ"},
          {"tx_read_only", std::int64_t{0}},
          {"unique_checks", std::int64_t{1}},
          {"version", facts.mysql_version},
          {"version_comment", facts.starrocks_version + "-starload"},
          {"version_compile_machine", "x86_64"},
          {"version_compile_os", "Linux"},
          {"wait_timeout", std::int64_t{28800}}};
}

// "session.autocommit" and "global.autocommit" are the same variable here.
std::string plain_name(const std::string& name) {
  std::string result = lower(name);
  for (const char* scope : {"session.", "global.", "local."}) {
    if (result.starts_with(scope)) return result.substr(std::string_view(scope).size());
  }
  return result;
}

[[noreturn]] void throw_access_denied(std::string_view privilege, const std::string& object) {
  throw SqlError{5203, "42000", access_denied_text(privilege, object)};
}

std::vector<ColumnInfo> columns_of(const Table& table) {
  std::vector<ColumnInfo> columns;
  for (const Column& column : table.columns)
    columns.push_back(ColumnInfo{column.name, column.type});
  return columns;
}

}  // namespace

void check(const Status& status) {
  if (status) return;
  const std::string& message = status.message();
  const auto has = [&message](std::string_view part) {
    return message.find(part) != std::string::npos;
  };
  if (has("Can't create database")) throw SqlError{1007, "HY000", message};
  if (has("Can't drop database")) throw SqlError{1008, "HY000", message};
  if (has("already exists")) throw SqlError{1050, "42S01", message};
  if (message.starts_with("Unknown database")) throw SqlError{5501, "3F000", message};
  if (message.starts_with("Unknown table")) throw SqlError{5502, "42602", message};
  if (status.code() == ErrorCode::kData)
    throw SqlError{5610, "22000", "Insert has filtered data : " + message};
  throw SqlError{1064, "HY000", message};
}

Session::Session(Storage& storage, AccessControl& access, ServerFacts facts,
                 std::int64_t connection_id)
    : storage_(storage),
      access_(access),
      user_(access.owner()),
      facts_(std::move(facts)),
      connection_id_(connection_id),
      variables_(default_variables(facts_)) {}

Session::~Session() {
  for (const std::string& name : memory_tables_) {
    // One that stays costs memory and nothing else.
    static_cast<void>(storage_.run("DROP TABLE IF EXISTS temp." + quote_identifier(name)));
  }
}

std::string Session::own_memory_table(const std::string& name) {
  return *memory_tables_.insert(name + "." + std::to_string(connection_id_)).first;
}

SourceTable Session::find_source(const std::string& database, const std::string& table) {
  const std::string& name = database.empty() ? database_ : database;
  if (name.empty()) throw_no_database();
  if (same_word(name, "information_schema")) return open_system_table(*this, table);
  require_table(name, table, Privilege::kSelect);
  return source_of(name, table);
}

SourceTable Session::source_of(const std::string& name, const std::string& table) const {
  const Table found = require_table(name, table);
  return SourceTable{sqlite_table_name(name, table), name, columns_of(found)};
}

Cell Session::variable(const std::string& name, bool user) const {
  if (user) {
    const auto found = user_variables_.find(lower(name));
    return found == user_variables_.end() ? Cell() : found->second;
  }
  const auto found = variables_.find(plain_name(name));
  if (found == variables_.end())
    throw SqlError{1193, "HY000", "Unknown system variable '" + plain_name(name) + "'"};
  return found->second;
}

void Session::set_variable(const std::string& name, const Cell& value, bool user) {
  if (user) {
    user_variables_[lower(name)] = value;
    return;
  }
  const std::string plain = plain_name(name);
  if (plain == "version" || plain == "version_comment") {
    throw SqlError{1621, "HY000", "Variable '" + plain + "' is a read only variable"};
  }
  variables_[plain] = value;
}

void Session::use(const std::string& database) {
  if (same_word(database, "information_schema")) {
    database_ = "information_schema";
    return;
  }
  require_database(database);
  require_any(database);
  database_ = database;
}

std::pair<std::string, std::string> Session::table_name(TokenReader& reader) const {
  std::vector<std::string> parts = {reader.identifier("a table name")};
  while (reader.accept_symbol(".")) parts.push_back(reader.identifier("a table name"));
  if (parts.size() > 3) reader.fail("a table name");
  if (parts.size() == 3 && !same_word(parts[0], "default_catalog")) {
    throw SqlError{5078, "42000", "Unknown catalog '" + parts[0] + "'"};
  }
  std::string database = parts.size() > 1 ? parts[parts.size() - 2] : database_;
  if (database.empty()) throw_no_database();
  return {std::move(database), parts.back()};
}

Table Session::require_table(const std::string& database, const std::string& table) const {
  require_database(database);
  std::optional<Table> found = storage_.find_table(database, table);
  if (!found) throw_unknown_table(database + "." + table);
  return std::move(*found);
}

Table Session::require_table(const std::string& database, const std::string& table,
                             Privilege privilege) const {
  Table found = require_table(database, table);
  if (!access_.has(user_, privilege, database, table))
    throw_access_denied(privilege_name(privilege), "TABLE " + table);
  return found;
}

void Session::require_any(const std::string& database, const std::string& table) const {
  if (!access_.has_any(user_, database, table)) throw_access_denied("ANY", "TABLE " + table);
}

void Session::require_any(const std::string& database) const {
  if (!access_.has_any(user_, database)) throw_access_denied("ANY", "DATABASE " + database);
}

std::vector<std::string> Session::visible_tables(const std::string& database) const {
  std::vector<std::string> names = storage_.tables(database);
  std::erase_if(names,
                [&](const std::string& name) { return !access_.has_any(user_, database, name); });
  return names;
}

void Session::require_owner(const char* privilege, const std::string& object) const {
  if (!access_.is_owner(user_)) throw_access_denied(privilege, object);
}

void Session::require_database(const std::string& database) const {
  if (!storage_.has_database(database)) throw_unknown_database(database);
}

QueryResult Session::run(const std::string& sqlite_sql) const {
  Result<QueryResult> result = storage_.run(sqlite_sql);
  if (!result) throw SqlError{1064, "HY000", result.status().message()};
  return result.take();
}

}  // namespace starload::devserver
