// GRANT, REVOKE and SHOW GRANTS.

#include "devserver/sql/query_translator.h"
#include "devserver/sql/user_statements.h"

namespace starload::devserver {
namespace {

class GrantStatement final {
 public:
  GrantStatement(Session& session, TokenReader& reader) : session_(session), reader_(reader) {}

  // privilege, ... ON object, ... TO|FROM [USER] user, ...
  void read(const char* direction) {
    privileges();
    reader_.expect("ON");
    objects();
    reader_.expect(direction);
    if (reader_.is_word("ROLE")) throw_not_supported("roles");
    reader_.accept("USER");
    do users_.push_back(read_user(reader_));
    while (reader_.accept_symbol(","));
    if (reader_.is_word("WITH")) throw_not_supported("WITH GRANT OPTION");
    reader_.expect_end();
    session_.require_owner("GRANT", "SYSTEM");
  }

  using Change = Status (AccessControl::*)(const UserIdentity&, const GrantObject&, PrivilegeSet);

  SqlResult apply(Change change) const {
    for (const UserIdentity& user : users_) check_user(user);
    for (const UserIdentity& user : users_) {
      for (const GrantObject& object : objects_) {
        const Status changed = (session_.access().*change)(user, object, privileges_);
        if (!changed) throw_analysis_error(changed.message());
      }
    }
    return {};
  }

 private:
  void privileges() {
    do {
      const std::string name = reader_.next().text;
      const std::optional<PrivilegeSet> known = find_privilege(name);
      if (!known) {
        throw_not_supported("the privilege " + upper(name) + "; it has " +
                            privilege_names(PrivilegeSet::all()) + " and ALL");
      }
      privileges_.add(*known);
      if (same_word(name, "ALL")) {
        static_cast<void>(reader_.accept("PRIVILEGES") || reader_.accept("PRIVILEGE"));
      }
    } while (reader_.accept_symbol(","));
  }

  // ALL TABLES IN ALL DATABASES | ALL TABLES IN DATABASE db | [TABLE] name, ...
  void objects() {
    if (reader_.accept("ALL")) {
      reader_.expect("TABLES");
      reader_.expect("IN");
      if (reader_.accept_words({"ALL", "DATABASES"})) return objects_.push_back({});
      reader_.expect("DATABASE");
      return objects_.push_back({known_database(), ""});
    }
    for (const char* kind : {"DATABASE", "CATALOG", "SYSTEM", "VIEW", "USER", "MATERIALIZED"}) {
      if (reader_.is_word(kind) && !reader_.is_symbol(".", 1))
        throw_not_supported(std::string("privileges on ") + kind + "; it has those on TABLE");
    }
    if (!reader_.is_symbol(".", 1)) static_cast<void>(reader_.accept("TABLE"));
    do objects_.push_back(object());
    while (reader_.accept_symbol(","));
  }

  std::string known_database() {
    std::string database = reader_.identifier("a database name");
    session_.require_database(database);
    return database;
  }

  // *.*, db.*, [db.]table
  GrantObject object() {
    if (reader_.accept_symbol("*")) {
      if (reader_.accept_symbol(".")) reader_.expect_symbol("*");
      return {};
    }
    if (reader_.is_symbol(".", 1) && reader_.is_symbol("*", 2)) {
      const std::string database = known_database();
      reader_.expect_symbol(".");
      reader_.expect_symbol("*");
      return {database, ""};
    }
    const auto [database, table] = session_.table_name(reader_);
    session_.require_table(database, table);
    return {database, table};
  }

  void check_user(const UserIdentity& user) const {
    if (session_.access().is_owner(user))
      throw_not_supported("a change of what " + user.text() +
                          " may do: the account of the command line may do everything");
    if (!session_.access().has_user(user))
      throw_analysis_error("cannot find user " + user.text() + "!");
  }

  Session& session_;
  TokenReader& reader_;
  PrivilegeSet privileges_;
  std::vector<GrantObject> objects_;
  std::vector<UserIdentity> users_;
};

std::string object_text(const GrantObject& object) {
  if (object.database.empty()) return "ALL TABLES IN ALL DATABASES";
  if (object.table.empty()) return "ALL TABLES IN DATABASE " + object.database;
  return "TABLE " + object.database + "." + object.table;
}

}  // namespace

SqlResult execute_grant(Session& session, TokenReader& reader) {
  GrantStatement statement(session, reader);
  statement.read("TO");
  return statement.apply(&AccessControl::grant);
}

SqlResult execute_revoke(Session& session, TokenReader& reader) {
  GrantStatement statement(session, reader);
  statement.read("FROM");
  return statement.apply(&AccessControl::revoke);
}

MemoryTable grants_table(Session& session, TokenReader& reader) {
  const UserIdentity user = reader.accept("FOR") ? read_user(reader) : session.user();
  if (user != session.user()) session.require_owner("GRANT", "SYSTEM");
  if (!session.access().has_user(user))
    throw_analysis_error("cannot find user " + user.text() + "!");
  MemoryTable table;
  for (const char* name : {"UserIdentity", "Catalog", "Grants"})
    table.columns.push_back({name, type_of(TypeKind::kVarchar)});
  if (session.access().is_owner(user))
    table.rows.push_back({user.text(), std::monostate{}, "GRANT 'root' TO " + user.text()});
  for (const auto& [object, privileges] : session.access().grants(user)) {
    table.rows.push_back({user.text(), "default_catalog",
                          "GRANT " + privilege_names(privileges) + " ON " + object_text(object) +
                              " TO USER " + user.text()});
  }
  return table;
}

}  // namespace starload::devserver
