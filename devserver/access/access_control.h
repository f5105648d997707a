// The users of the development server and what they may do.
//
// The owner is the account of the command line: it may do everything and is not stored. All others
// are made with CREATE USER and kept by Storage. Owned by DevServer; thread-safe: a look at a
// privilege never waits for a running commit.
#pragma once

#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/access/privileges.h"
#include "devserver/http/basic_auth.h"
#include "devserver/storage/storage.h"
#include "framework/base/status.h"

namespace starload::devserver {

// Who a user is: the name, and from where it may come ('%' = from everywhere).
struct UserIdentity {
  std::string name;
  std::string host = "%";

  auto operator<=>(const UserIdentity&) const = default;
  std::string text() const { return "'" + name + "'@'" + host + "'"; }
};

// What a grant is about: a table, all tables of a database (no table), or all tables (neither).
struct GrantObject {
  std::string database;
  std::string table;

  auto operator<=>(const GrantObject&) const = default;
};

using Grants = std::map<GrantObject, PrivilegeSet>;

class AccessControl final {
 public:
  // Borrows storage until destruction.
  static Result<std::unique_ptr<AccessControl>> open(Storage& storage, const Account& owner);

  // nullopt: no such user for this client, or another password.
  std::optional<UserIdentity> log_in(const Credentials& given, std::string_view client_host) const;
  // The same for an answer of mysql_native_password.
  std::optional<UserIdentity> log_in(std::string_view name, std::string_view answer,
                                     std::string_view scramble, std::string_view client_host) const;

  const UserIdentity& owner() const { return owner_; }
  bool is_owner(const UserIdentity& user) const { return user == owner_; }
  bool has(const UserIdentity& user, Privilege privilege, std::string_view database,
           std::string_view table) const;
  // Any privilege on the table; on a table of the database.
  bool has_any(const UserIdentity& user, std::string_view database, std::string_view table) const;
  bool has_any(const UserIdentity& user, std::string_view database) const;
  // INSERT on the table. One that does not exist passes: what is wrong with it is said elsewhere.
  bool may_load(const UserIdentity& user, std::string_view database, std::string_view table) const;

  // All but the owner, by name.
  std::vector<UserIdentity> users() const;
  bool has_user(const UserIdentity& user) const;
  Grants grants(const UserIdentity& user) const;

  // On disk when they return. Errors: kRefused for a user that is there already or not at all.
  Status create_user(const UserIdentity& user, const std::string& password_hash);
  Status set_password(const UserIdentity& user, const std::string& password_hash);
  Status drop_user(const UserIdentity& user);
  Status grant(const UserIdentity& user, const GrantObject& object, PrivilegeSet privileges);
  Status revoke(const UserIdentity& user, const GrantObject& object, PrivilegeSet privileges);
  // After storage dropped it: an empty table means the whole database.
  void forget(const GrantObject& dropped);

 private:
  struct User {
    std::string password_hash;
    Grants grants;
  };
  using Users = std::map<UserIdentity, User>;
  using Snapshot = std::shared_ptr<const Users>;

  AccessControl(Storage& storage, const Account& owner);
  Snapshot snapshot() const;
  void publish(Users users);
  // Saves what `change` makes of the user; `missing` = there is none.
  Status change_user(const UserIdentity& user, const Status& missing,
                     const std::function<void(User&)>& change);
  // Writes the users to disk, then lets everybody see them. REQUIRES: change_mutex_ is held.
  Status save(Users users);
  // The password's hash of the user that this client is.
  struct Login {
    UserIdentity identity;
    std::string password_hash;
  };
  std::optional<Login> find_login(std::string_view name, std::string_view client_host) const;

  Storage& storage_;
  const UserIdentity owner_;
  const std::string owner_hash_;
  std::mutex change_mutex_;   // held by the one who changes users_; never by those who look
  mutable std::mutex mutex_;  // guards users_
  Snapshot users_;
};

}  // namespace starload::devserver
