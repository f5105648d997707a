#include "devserver/access/access_control.h"

#include <algorithm>

#include "devserver/access/password.h"
#include "devserver/http/host_check.h"
#include "devserver/mysql/native_password.h"
#include "devserver/sql/like.h"

namespace starload::devserver {
namespace {

bool host_matches(const std::string& pattern, std::string_view client_host) {
  if (pattern == "%" || equals_ignoring_case(pattern, client_host)) return true;
  if (equals_ignoring_case(pattern, "localhost")) return is_loopback_host(client_host);
  return like_matches(client_host, pattern, true);
}

// A host without wildcards is closer than any with; of those the longer one.
std::size_t closeness(const std::string& host) {
  constexpr std::size_t kExact = 1000;
  return host.size() + (host.find('%') == std::string::npos ? kExact : 0);
}

PrivilegeSet privileges_on(const Grants& grants, const std::string& database,
                           const std::string& table) {
  PrivilegeSet privileges;
  for (const GrantObject& object : {GrantObject{}, {database, ""}, {database, table}}) {
    if (const auto found = grants.find(object); found != grants.end())
      privileges.add(found->second);
  }
  return privileges;
}

Status no_such_user(const char* operation, const UserIdentity& user) {
  return Status::refused(std::string("Operation ") + operation + " failed for " + user.text() +
                         " : user not exists");
}

Status cannot_find(const UserIdentity& user) {
  return Status::refused("cannot find user " + user.text() + "!");
}

}  // namespace

AccessControl::AccessControl(Storage& storage, const Account& owner)
    : storage_(storage),
      owner_{owner.user, "%"},
      owner_hash_(password_hash(owner.password)),
      users_(std::make_shared<const Users>()) {}

Result<std::unique_ptr<AccessControl>> AccessControl::open(Storage& storage, const Account& owner) {
  Result<StoredAccess> stored = storage.read_access();
  if (!stored) return stored.status().with_context("cannot read the users");
  Users users;
  for (const StoredUser& user : stored->users) {
    std::optional<std::string> hash = parse_password_hash(user.password);
    if (!hash) {
      return Status::config("the stored password of user " +
                            UserIdentity{user.name, user.host}.text() + " cannot be read");
    }
    users[{user.name, user.host}].password_hash = std::move(*hash);
  }
  for (const StoredGrant& grant : stored->grants) {
    users[{grant.user, grant.host}].grants[{grant.database, grant.table}] =
        PrivilegeSet(static_cast<std::uint32_t>(grant.privileges));
  }
  std::unique_ptr<AccessControl> access(new AccessControl(storage, owner));
  access->publish(std::move(users));
  return access;
}

AccessControl::Snapshot AccessControl::snapshot() const {
  const std::lock_guard lock(mutex_);
  return users_;
}

void AccessControl::publish(Users users) {
  auto next = std::make_shared<const Users>(std::move(users));
  const std::lock_guard lock(mutex_);
  users_ = std::move(next);
}

Status AccessControl::save(Users users) {
  StoredAccess stored;
  for (const auto& [identity, user] : users) {
    stored.users.push_back({identity.name, identity.host, password_hash_text(user.password_hash)});
    for (const auto& [object, privileges] : user.grants) {
      stored.grants.push_back({identity.name, identity.host, object.database, object.table,
                               static_cast<std::int64_t>(privileges.bits())});
    }
  }
  STARLOAD_TRY(storage_.write_access(stored));
  publish(std::move(users));
  return {};
}

std::optional<AccessControl::Login> AccessControl::find_login(std::string_view name,
                                                              std::string_view client_host) const {
  if (name == owner_.name) return Login{owner_, owner_hash_};
  const Snapshot users = snapshot();
  const Users::value_type* best = nullptr;
  for (const Users::value_type& entry : *users) {
    if (entry.first.name != name || !host_matches(entry.first.host, client_host)) continue;
    if (best == nullptr || closeness(entry.first.host) > closeness(best->first.host)) best = &entry;
  }
  if (best == nullptr) return std::nullopt;
  return Login{best->first, best->second.password_hash};
}

std::optional<UserIdentity> AccessControl::log_in(const Credentials& given,
                                                  std::string_view client_host) const {
  std::optional<Login> login = find_login(given.user, client_host);
  if (!login || !matches_password_hash(given.password, login->password_hash)) return std::nullopt;
  return std::move(login->identity);
}

std::optional<UserIdentity> AccessControl::log_in(std::string_view name, std::string_view answer,
                                                  std::string_view scramble,
                                                  std::string_view client_host) const {
  std::optional<Login> login = find_login(name, client_host);
  if (!login || !proves_password(answer, login->password_hash, scramble)) return std::nullopt;
  return std::move(login->identity);
}

bool AccessControl::has(const UserIdentity& user, Privilege privilege, std::string_view database,
                        std::string_view table) const {
  if (is_owner(user)) return true;
  const Snapshot users = snapshot();
  const auto found = users->find(user);
  return found != users->end() &&
         privileges_on(found->second.grants, std::string(database), std::string(table))
             .has(privilege);
}

bool AccessControl::has_any(const UserIdentity& user, std::string_view database,
                            std::string_view table) const {
  if (is_owner(user)) return true;
  const Snapshot users = snapshot();
  const auto found = users->find(user);
  return found != users->end() &&
         !privileges_on(found->second.grants, std::string(database), std::string(table)).is_empty();
}

bool AccessControl::has_any(const UserIdentity& user, std::string_view database) const {
  if (is_owner(user)) return true;
  const Grants granted = grants(user);
  return std::any_of(granted.begin(), granted.end(), [database](const auto& grant) {
    return grant.first.database.empty() || grant.first.database == database;
  });
}

bool AccessControl::may_load(const UserIdentity& user, std::string_view database,
                             std::string_view table) const {
  return has(user, Privilege::kInsert, database, table) || !storage_.find_table(database, table);
}

std::vector<UserIdentity> AccessControl::users() const {
  const Snapshot users = snapshot();
  std::vector<UserIdentity> identities;
  identities.reserve(users->size());
  for (const auto& [identity, user] : *users) identities.push_back(identity);
  return identities;
}

bool AccessControl::has_user(const UserIdentity& user) const {
  return is_owner(user) || snapshot()->count(user) > 0;
}

Grants AccessControl::grants(const UserIdentity& user) const {
  const Snapshot users = snapshot();
  const auto found = users->find(user);
  return found == users->end() ? Grants() : found->second.grants;
}

Status AccessControl::create_user(const UserIdentity& user, const std::string& password_hash) {
  const std::lock_guard lock(change_mutex_);
  Users users = *snapshot();
  // The owner's name is taken for every host: its password would shadow the new one.
  const bool is_new =
      user.name != owner_.name && users.emplace(user, User{password_hash, {}}).second;
  if (!is_new) {
    return Status::refused("Operation CREATE USER failed for " + user.text() +
                           " : user already exists");
  }
  return save(std::move(users));
}

Status AccessControl::change_user(const UserIdentity& user, const Status& missing,
                                  const std::function<void(User&)>& change) {
  const std::lock_guard lock(change_mutex_);
  Users users = *snapshot();
  const auto found = users.find(user);
  if (found == users.end()) return missing;
  change(found->second);
  return save(std::move(users));
}

Status AccessControl::set_password(const UserIdentity& user, const std::string& password_hash) {
  return change_user(user, no_such_user("ALTER USER", user),
                     [&](User& changed) { changed.password_hash = password_hash; });
}

Status AccessControl::drop_user(const UserIdentity& user) {
  const std::lock_guard lock(change_mutex_);
  Users users = *snapshot();
  if (users.erase(user) == 0) return no_such_user("DROP USER", user);
  return save(std::move(users));
}

Status AccessControl::grant(const UserIdentity& user, const GrantObject& object,
                            PrivilegeSet privileges) {
  return change_user(user, cannot_find(user),
                     [&](User& changed) { changed.grants[object].add(privileges); });
}

Status AccessControl::revoke(const UserIdentity& user, const GrantObject& object,
                             PrivilegeSet privileges) {
  return change_user(user, cannot_find(user), [&](User& changed) {
    const auto granted = changed.grants.find(object);
    if (granted == changed.grants.end()) return;
    granted->second.remove(privileges);
    if (granted->second.is_empty()) changed.grants.erase(granted);
  });
}

void AccessControl::forget(const GrantObject& dropped) {
  const std::lock_guard lock(change_mutex_);
  Users users = *snapshot();
  for (auto& [identity, user] : users) {
    std::erase_if(user.grants, [&dropped](const auto& grant) {
      return grant.first.database == dropped.database &&
             (dropped.table.empty() || grant.first.table == dropped.table);
    });
  }
  // Storage forgot them with the drop; a grant that came between has written them again.
  if (const Status saved = save(users); !saved) publish(std::move(users));
}

}  // namespace starload::devserver
