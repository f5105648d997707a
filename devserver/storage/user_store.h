// Users and their grants, two tables of the SQLite file. Not thread-safe: Storage's mutex guards
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "devserver/storage/sqlite_db.h"
#include "framework/base/status.h"

namespace starload::devserver {

struct StoredUser {
  std::string name;
  std::string host;
  std::string password;  // '*' and SHA1(SHA1(password)) in hexadecimal digits; empty = none
};

struct StoredGrant {
  std::string user;
  std::string host;
  std::string database;  // empty = all
  std::string table;     // empty = all
  std::int64_t privileges = 0;
};

struct StoredAccess {
  std::vector<StoredUser> users;
  std::vector<StoredGrant> grants;
};

class UserStore final {
 public:
  explicit UserStore(Database& database) : database_(database) {}

  Status open();
  Result<StoredAccess> read();
  // Replaces everything in one transaction.
  Status replace(const StoredAccess& access);
  // SQL that takes the grants on a dropped table or database away; part of the caller's
  // transaction.
  static std::string forget_sql(const std::string& database);
  static std::string forget_sql(const std::string& database, const std::string& table);

 private:
  Status insert_users(const std::vector<StoredUser>& users);
  Status insert_grants(const std::vector<StoredGrant>& grants);
  Database& database_;
};

}  // namespace starload::devserver
