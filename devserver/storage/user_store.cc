#include "devserver/storage/user_store.h"

namespace starload::devserver {

Status UserStore::open() {
  return database_.execute(
      "CREATE TABLE IF NOT EXISTS starload_users (name TEXT NOT NULL, host TEXT NOT NULL,"
      " password TEXT NOT NULL, PRIMARY KEY (name, host));"
      "CREATE TABLE IF NOT EXISTS starload_grants (name TEXT NOT NULL, host TEXT NOT NULL,"
      " database TEXT NOT NULL, table_name TEXT NOT NULL, privileges INTEGER NOT NULL,"
      " PRIMARY KEY (name, host, database, table_name))");
}

Result<StoredAccess> UserStore::read() {
  StoredAccess access;
  Result<PreparedStatement> users =
      database_.prepare("SELECT name, host, password FROM starload_users");
  if (!users) return users.status();
  Result<bool> more = users->step();
  for (; more && *more; more = users->step())
    access.users.push_back({users->text(0), users->text(1), users->text(2)});
  if (!more) return more.status();
  Result<PreparedStatement> grants =
      database_.prepare("SELECT name, host, database, table_name, privileges FROM starload_grants");
  if (!grants) return grants.status();
  for (more = grants->step(); more && *more; more = grants->step()) {
    access.grants.push_back(
        {grants->text(0), grants->text(1), grants->text(2), grants->text(3), grants->integer(4)});
  }
  if (!more) return more.status();
  return access;
}

Status UserStore::replace(const StoredAccess& access) {
  Transaction transaction(database_);
  STARLOAD_TRY(transaction.begin());
  STARLOAD_TRY(database_.execute("DELETE FROM starload_users; DELETE FROM starload_grants"));
  STARLOAD_TRY(insert_users(access.users));
  STARLOAD_TRY(insert_grants(access.grants));
  return transaction.commit();
}

Status UserStore::insert_users(const std::vector<StoredUser>& users) {
  Result<PreparedStatement> insert =
      database_.prepare("INSERT INTO starload_users (name, host, password) VALUES (?, ?, ?)");
  if (!insert) return insert.status();
  for (const StoredUser& user : users) {
    insert->bind_text(1, user.name);
    insert->bind_text(2, user.host);
    insert->bind_text(3, user.password);
    const Result<bool> done = insert->step();
    insert->reset();
    if (!done) return done.status();
  }
  return {};
}

Status UserStore::insert_grants(const std::vector<StoredGrant>& grants) {
  Result<PreparedStatement> insert = database_.prepare(
      "INSERT INTO starload_grants (name, host, database, table_name, privileges) VALUES (?, ?, ?, "
      "?, ?)");
  if (!insert) return insert.status();
  for (const StoredGrant& grant : grants) {
    insert->bind_text(1, grant.user);
    insert->bind_text(2, grant.host);
    insert->bind_text(3, grant.database);
    insert->bind_text(4, grant.table);
    insert->bind_integer(5, grant.privileges);
    const Result<bool> done = insert->step();
    insert->reset();
    if (!done) return done.status();
  }
  return {};
}

std::string UserStore::forget_sql(const std::string& database) {
  return "DELETE FROM starload_grants WHERE database = " + quote_text(database);
}

std::string UserStore::forget_sql(const std::string& database, const std::string& table) {
  return forget_sql(database) + " AND table_name = " + quote_text(table);
}

}  // namespace starload::devserver
