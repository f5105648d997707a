// The state of one connection: current database, variables; and what the translation of a query
// asks for. One thread.
#pragma once

#include <map>
#include <string>

#include "devserver/sql/query_context.h"
#include "devserver/sql/sql_engine.h"
#include "devserver/sql/token_reader.h"

namespace starload::devserver {

class Session final : public QueryContext {
 public:
  Session(Storage& storage, ServerFacts facts, std::int64_t connection_id);

  SourceTable find_source(const std::string& database, const std::string& table) override;
  std::string current_database() const override { return database_; }
  std::string current_user() const override { return "'" + facts_.user + "'@'%'"; }
  std::string starrocks_version() const override { return facts_.starrocks_version + "-starload"; }
  std::int64_t connection_id() const override { return connection_id_; }
  Cell variable(const std::string& name, bool user) const override;

  void use(const std::string& database);
  void set_variable(const std::string& name, const Cell& value, bool user);
  const std::map<std::string, Cell>& variables() const { return variables_; }
  Storage& storage() const { return storage_; }
  const ServerFacts& facts() const { return facts_; }
  const std::string& database() const { return database_; }

  // Reads [catalog.][database.]table; an empty database becomes the current one.
  std::pair<std::string, std::string> table_name(TokenReader& reader) const;
  // The table, or 5501/5502.
  Table require_table(const std::string& database, const std::string& table) const;
  void require_database(const std::string& database) const;
  // Runs translated SQL; SQLite's complaint becomes a 1064.
  QueryResult run(const std::string& sqlite_sql) const;

 private:
  Storage& storage_;
  ServerFacts facts_;
  std::int64_t connection_id_;
  std::string database_;
  std::map<std::string, Cell> variables_;
  std::map<std::string, Cell> user_variables_;
};

// Throws the SqlError that fits a failed Status of storage.
void check(const Status& status);

}  // namespace starload::devserver
