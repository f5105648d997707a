// The state of one connection: current database, variables; and what the translation of a query
// asks for. One thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "devserver/access/access_control.h"
#include "devserver/sql/query_context.h"
#include "devserver/sql/sql_engine.h"
#include "devserver/sql/token_reader.h"

namespace starload::devserver {

class Session final : public QueryContext {
 public:
  // Borrows both until destruction; statements run as the owner until set_user().
  Session(Storage& storage, AccessControl& access, ServerFacts facts, std::int64_t connection_id);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  SourceTable find_source(const std::string& database, const std::string& table) override;
  std::string current_database() const override { return database_; }
  std::string current_user() const override { return user_.text(); }
  std::string starrocks_version() const override { return facts_.starrocks_version + "-starload"; }
  std::int64_t connection_id() const override { return connection_id_; }
  Cell variable(const std::string& name, bool user) const override;

  void set_user(const UserIdentity& user) { user_ = user; }
  const UserIdentity& user() const { return user_; }
  AccessControl& access() const { return access_; }

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
  // The same table, or 5203 for a user without the privilege.
  Table require_table(const std::string& database, const std::string& table,
                      Privilege privilege) const;
  // 5203, unless the user has any privilege on the table, or on one of the database.
  void require_any(const std::string& database, const std::string& table) const;
  void require_any(const std::string& database) const;
  // The tables that the user has any privilege on.
  std::vector<std::string> visible_tables(const std::string& database) const;
  // 5203, unless the user is the server's owner. object: "SYSTEM", "DATABASE db".
  void require_owner(const char* privilege, const std::string& object) const;
  // What find_source() gives, without a look at the privileges.
  SourceTable source_of(const std::string& database, const std::string& table) const;
  // The name of a table in memory that only this session has: what it holds depends on what the
  // user may see. It goes with the session.
  std::string own_memory_table(const std::string& name);
  // Runs translated SQL; SQLite's complaint becomes a 1064.
  QueryResult run(const std::string& sqlite_sql) const;

 private:
  Storage& storage_;
  AccessControl& access_;
  UserIdentity user_;
  ServerFacts facts_;
  std::int64_t connection_id_;
  std::string database_;
  std::map<std::string, Cell> variables_;
  std::map<std::string, Cell> user_variables_;
  std::set<std::string> memory_tables_;
};

// Throws the SqlError that fits a failed Status of storage.
void check(const Status& status);

}  // namespace starload::devserver
