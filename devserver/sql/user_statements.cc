#include "devserver/sql/user_statements.h"

#include "devserver/access/password.h"
#include "devserver/sql/query_translator.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxNameBytes = 64;

std::string name_or_string(TokenReader& reader, const char* what) {
  if (reader.peek().kind == TokenKind::kString) return reader.next().text;
  return reader.identifier(what);
}

// The text behind an '@', which the tokenizer reads as the sign of a variable.
std::string host_of(TokenReader& reader) {
  if (reader.peek().kind != TokenKind::kVariable) return "%";
  const std::string word = reader.next().text;
  return word.empty() ? reader.string_literal("a host in quotes") : word;
}

void require_user_admin(const Session& session) { session.require_owner("GRANT", "SYSTEM"); }

std::string hash_of_text(const std::string& text) {
  std::optional<std::string> hash = parse_password_hash(text);
  if (hash) return std::move(*hash);
  throw SqlError{5201, "HY000", "Password hash should be a 41-digit hexadecimal number"};
}

// BY 'password' | BY PASSWORD '*hash' | WITH mysql_native_password [BY 'password' | AS '*hash']
std::string identification(TokenReader& reader) {
  if (reader.accept("WITH")) {
    const std::string plugin = name_or_string(reader, "mysql_native_password");
    if (!same_word(plugin, "mysql_native_password"))
      throw_not_supported("the authentication " + plugin + "; it has mysql_native_password");
    if (reader.accept("AS")) return hash_of_text(reader.string_literal("a password's hash"));
    if (!reader.accept("BY")) return {};
  } else {
    reader.expect("BY");
  }
  if (reader.accept("PASSWORD")) return hash_of_text(reader.string_literal("a password's hash"));
  return password_hash(reader.string_literal("a password in quotes"));
}

std::string optional_identification(TokenReader& reader) {
  return reader.accept("IDENTIFIED") ? identification(reader) : std::string();
}

void require_not_owner(const Session& session, const UserIdentity& user, const char* what) {
  if (user.name != session.access().owner().name) return;
  throw_not_supported(std::string(what) + " " + user.text() +
                      ", the account of the command line (--user, --password)");
}

void check_user(const Status& status) {
  if (!status)
    throw SqlError{1064, "42000",
                   "Getting analyzing error. Detail message: " + status.message() + "."};
}

}  // namespace

UserIdentity read_user(TokenReader& reader) {
  UserIdentity user;
  user.name = name_or_string(reader, "a user");
  user.host = host_of(reader);
  const bool valid = !user.name.empty() && user.name.size() <= kMaxNameBytes &&
                     user.name.find_first_of(":@") == std::string::npos && !user.host.empty();
  if (!valid) throw_analysis_error("invalid user name: " + user.text());
  return user;
}

SqlResult execute_create_user(Session& session, TokenReader& reader) {
  const bool if_not_exists = reader.accept_words({"IF", "NOT", "EXISTS"});
  const UserIdentity user = read_user(reader);
  const std::string hash = optional_identification(reader);
  if (reader.is_word("DEFAULT")) throw_not_supported("roles");
  reader.expect_end();
  require_user_admin(session);
  if (if_not_exists && session.access().has_user(user)) return {};
  check_user(session.access().create_user(user, hash));
  return {};
}

SqlResult execute_drop_user(Session& session, TokenReader& reader) {
  const bool if_exists = reader.accept_words({"IF", "EXISTS"});
  const UserIdentity user = read_user(reader);
  reader.expect_end();
  require_user_admin(session);
  require_not_owner(session, user, "DROP USER");
  if (if_exists && !session.access().has_user(user)) return {};
  check_user(session.access().drop_user(user));
  return {};
}

SqlResult execute_alter_user(Session& session, TokenReader& reader) {
  if (!reader.accept("USER")) throw_not_supported("ALTER " + upper(reader.peek().text));
  const bool if_exists = reader.accept_words({"IF", "EXISTS"});
  const UserIdentity user = read_user(reader);
  reader.expect("IDENTIFIED");
  const std::string hash = identification(reader);
  reader.expect_end();
  if (user != session.user()) require_user_admin(session);
  require_not_owner(session, user, "ALTER USER");
  if (if_exists && !session.access().has_user(user)) return {};
  check_user(session.access().set_password(user, hash));
  return {};
}

// [FOR user] = PASSWORD('password') | '*hash'
SqlResult execute_set_password(Session& session, TokenReader& reader) {
  const UserIdentity user = reader.accept("FOR") ? read_user(reader) : session.user();
  reader.expect_symbol("=");
  std::string hash;
  if (reader.accept("PASSWORD")) {
    reader.expect_symbol("(");
    hash = password_hash(reader.string_literal("a password in quotes"));
    reader.expect_symbol(")");
  } else {
    hash = hash_of_text(reader.string_literal("PASSWORD('...')"));
  }
  reader.expect_end();
  if (user != session.user()) require_user_admin(session);
  require_not_owner(session, user, "SET PASSWORD FOR");
  check_user(session.access().set_password(user, hash));
  return {};
}

MemoryTable users_table(Session& session) {
  require_user_admin(session);
  MemoryTable table;
  table.columns = {{"User", type_of(TypeKind::kVarchar)}};
  table.rows.push_back({session.access().owner().text()});
  for (const UserIdentity& user : session.access().users()) table.rows.push_back({user.text()});
  return table;
}

}  // namespace starload::devserver
