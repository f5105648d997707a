#include "devserver/sql/sql_engine.h"

#include "devserver/sql/admin_statements.h"
#include "devserver/sql/data_statements.h"
#include "devserver/sql/query_translator.h"
#include "devserver/sql/session.h"
#include "devserver/sql/show_statements.h"
#include "devserver/sql/table_parser.h"
#include "devserver/sql/user_statements.h"

namespace starload::devserver {
namespace {

void check_name(const std::string& name, int code, const char* kind) {
  bool valid = !name.empty() && name.size() <= 256;
  for (const char c : name)
    valid = valid && c != '.' && c != '`' && c != '"' && static_cast<unsigned char>(c) >= ' ';
  if (!valid)
    throw SqlError{code, "42000", std::string("Incorrect ") + kind + " name '" + name + "'"};
}

class StatementRunner final {
 public:
  StatementRunner(Session& session, std::string_view sql) : session_(session), reader_(sql) {}

  SqlResult run() {
    if (reader_.at_end()) return {};
    if (reader_.is_word("SELECT") || reader_.is_word("WITH") || reader_.is_symbol("("))
      return select();
    if (reader_.peek().kind != TokenKind::kWord) reader_.fail("SELECT");
    const std::string word = upper(reader_.next().text);
    if (word == "INSERT") return execute_insert(session_, reader_);
    if (word == "UPDATE") return execute_update(session_, reader_);
    if (word == "DELETE") return execute_delete(session_, reader_);
    if (word == "SHOW") return execute_show(session_, reader_);
    if (word == "DESC" || word == "DESCRIBE") return execute_describe(session_, reader_);
    if (word == "SET") return set();
    if (word == "ADMIN") return execute_admin(session_, reader_);
    if (word == "USE") return use();
    if (word == "CREATE") return create();
    if (word == "DROP") return drop();
    if (word == "ALTER") return execute_alter_user(session_, reader_);
    if (word == "GRANT") return execute_grant(session_, reader_);
    if (word == "REVOKE") return execute_revoke(session_, reader_);
    if (word == "TRUNCATE") return truncate();
    if (accepted_without_effect(word)) return {};
    reader_.rewind(0);
    if (known_elsewhere(word)) throw_not_supported(word);
    reader_.fail("SELECT");
  }

 private:
  // Statements that clients send by habit and that change nothing here: every statement commits on
  // its own.
  static bool accepted_without_effect(const std::string& word) {
    for (const char* known : {"BEGIN", "START", "COMMIT", "ROLLBACK", "SYNC", "KILL", "FLUSH",
                              "ANALYZE", "LOCK", "UNLOCK"}) {
      if (word == known) return true;
    }
    return false;
  }

  static bool known_elsewhere(const std::string& word) {
    for (const char* known :
         {"EXPLAIN", "LOAD", "EXPORT", "BACKUP", "RESTORE", "REFRESH", "CANCEL", "SUBMIT",
          "PREPARE", "EXECUTE", "DEALLOCATE", "RECOVER", "INSTALL", "UNINSTALL", "CALL", "DO"}) {
      if (word == known) return true;
    }
    return false;
  }

  SqlResult select() {
    const TranslatedQuery query = QueryTranslator(reader_, session_).query();
    if (reader_.is_word("INTO")) throw_not_supported("SELECT ... INTO");
    reader_.expect_end();
    QueryResult rows = session_.run(query.sql);
    SqlResult result;
    result.has_rows = true;
    result.columns = query.columns;
    result.rows = std::move(rows.rows);
    hide_objects(result);
    return result;
  }

  // BITMAP and HLL values have no text: a result shows NULL.
  static void hide_objects(SqlResult& result) {
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
      if (!is_object_type(result.columns[i].type)) continue;
      for (std::vector<Cell>& row : result.rows) row[i] = std::monostate();
    }
  }

  SqlResult use() {
    std::string database = reader_.identifier("a database name");
    if (reader_.accept_symbol(".")) {
      if (!same_word(database, "default_catalog"))
        throw SqlError{5078, "42000", "Unknown catalog '" + database + "'"};
      database = reader_.identifier("a database name");
    }
    reader_.expect_end();
    session_.use(database);
    return {};
  }

  SqlResult set() {
    if (reader_.accept("NAMES")) {
      reader_.next();
      if (reader_.accept("COLLATE")) reader_.next();
      reader_.expect_end();
      return {};
    }
    if (reader_.accept_words({"CHARACTER", "SET"}) || reader_.accept("CHARSET")) {
      reader_.next();
      reader_.expect_end();
      return {};
    }
    if (reader_.accept("PASSWORD")) return execute_set_password(session_, reader_);
    const bool ignored = reader_.is_word("ROLE") || reader_.is_word("CATALOG") ||
                         reader_.is_word("TRANSACTION") || reader_.is_word("TRANSACTION", 1) ||
                         reader_.is_word("PROPERTY") || reader_.is_word("DEFAULT");
    if (ignored) return {};
    do assignment();
    while (reader_.accept_symbol(","));
    reader_.expect_end();
    return {};
  }

  void assignment() {
    static_cast<void>(reader_.accept("GLOBAL") || reader_.accept("SESSION") ||
                      reader_.accept("LOCAL"));
    const std::size_t start = reader_.position();
    const Token name = reader_.next();
    const bool user =
        name.kind == TokenKind::kVariable && !reader_.source_since(start).starts_with("@@");
    if (name.kind != TokenKind::kVariable && name.kind != TokenKind::kWord &&
        name.kind != TokenKind::kQuotedName)
      reader_.fail("a variable");
    if (!reader_.accept_symbol(":=")) reader_.expect_symbol("=");
    session_.set_variable(name.text, assigned_value(name.text, user), user);
  }

  Cell assigned_value(const std::string& name, bool user) {
    const Token& next = reader_.peek();
    const bool ends = reader_.peek(1).kind == TokenKind::kEnd || reader_.is_symbol(",", 1) ||
                      reader_.is_symbol(";", 1);
    if (next.kind == TokenKind::kWord && ends) {
      const std::string word = reader_.next().text;
      if (same_word(word, "ON") || same_word(word, "TRUE")) return std::int64_t{1};
      if (same_word(word, "OFF") || same_word(word, "FALSE")) return std::int64_t{0};
      if (same_word(word, "NULL")) return std::monostate{};
      if (same_word(word, "DEFAULT")) return session_.variable(name, user);
      return word;
    }
    const Expression value = QueryTranslator(reader_, session_).expression(Scope());
    if (value.is_literal) return value.value;
    return session_.run("SELECT " + value.sql).rows.at(0).at(0);
  }

  SqlResult create() {
    if (reader_.accept("USER")) return execute_create_user(session_, reader_);
    if (reader_.accept("DATABASE") || reader_.accept("SCHEMA")) {
      const bool if_not_exists = reader_.accept_words({"IF", "NOT", "EXISTS"});
      const std::string name = reader_.identifier("a database name");
      if (reader_.accept("PROPERTIES")) reader_.bracketed_source();
      reader_.expect_end();
      check_name(name, 1102, "database");
      if (same_word(name, "information_schema"))
        throw SqlError{1007, "HY000",
                       "Can't create database 'information_schema'; database exists"};
      session_.require_owner("CREATE DATABASE", "CATALOG default_catalog");
      check(session_.storage().create_database(name, if_not_exists));
      return {};
    }
    if (reader_.is_word("EXTERNAL") || reader_.is_word("TEMPORARY") || !reader_.accept("TABLE")) {
      throw_not_supported("CREATE " + upper(reader_.peek().text));
    }
    const bool if_not_exists = reader_.accept_words({"IF", "NOT", "EXISTS"});
    const auto [database, name] = session_.table_name(reader_);
    check_name(name, 1104, "table");
    session_.require_database(database);
    session_.require_owner("CREATE TABLE", "DATABASE " + database);
    Table table = definition();
    table.database = database;
    table.name = name;
    check(session_.storage().create_table(table, if_not_exists));
    return {};
  }

  Table definition() {
    Table table;
    if (reader_.accept("LIKE")) {
      const auto [database, name] = session_.table_name(reader_);
      table = session_.require_table(database, name);
      reader_.expect_end();
      return table;
    }
    if (reader_.is_word("AS")) throw_not_supported("CREATE TABLE ... AS SELECT");
    parse_table_body(reader_, &table);
    for (Column& column : table.columns) generate(table, &column);
    return table;
  }

  // Translates the expression of a generated column, which sees the table's other columns.
  void generate(const Table& table, Column* column) {
    if (column->generated_expression.empty()) return;
    if (column->key) throw_analysis_error("Generated Column can not be KEY");
    Relation relation;
    for (const Column& other : table.columns) {
      if (&other != column) relation.columns.push_back(ColumnInfo{other.name, other.type});
    }
    Scope scope;
    scope.relations.push_back(std::move(relation));
    TokenReader source(column->generated_expression);
    const Expression value = QueryTranslator(source, session_).expression(scope);
    source.expect_end();
    column->generated_sqlite = cast_to(value, column->type).sql;
  }

  SqlResult drop() {
    if (reader_.accept("USER")) return execute_drop_user(session_, reader_);
    const bool database = reader_.accept("DATABASE") || reader_.accept("SCHEMA");
    if (!database && !reader_.accept("TABLE"))
      throw_not_supported("DROP " + upper(reader_.peek().text));
    const bool if_exists = reader_.accept_words({"IF", "EXISTS"});
    if (database) {
      const std::string name = reader_.identifier("a database name");
      reader_.accept("FORCE");
      reader_.expect_end();
      session_.require_owner("DROP", "DATABASE " + name);
      const bool is_there = session_.storage().has_database(name);
      check(session_.storage().drop_database(name, if_exists));
      // An empty name, which no database has, would mean all databases.
      if (is_there) session_.access().forget({name, ""});
      return {};
    }
    const auto [database_name, name] = session_.table_name(reader_);
    reader_.accept("FORCE");
    reader_.expect_end();
    session_.require_database(database_name);
    const bool is_there = session_.storage().find_table(database_name, name).has_value();
    if (is_there) session_.require_table(database_name, name, Privilege::kDrop);
    check(session_.storage().drop_table(database_name, name, if_exists));
    // An empty name, which no table has, would mean all tables.
    if (is_there) session_.access().forget({database_name, name});
    return {};
  }

  SqlResult truncate() {
    reader_.accept("TABLE");
    const auto [database, name] = session_.table_name(reader_);
    if (reader_.is_word("PARTITION")) throw_not_supported("TRUNCATE of single partitions");
    reader_.expect_end();
    session_.require_table(database, name, Privilege::kDelete);
    check(session_.storage().truncate_table(database, name));
    return {};
  }

  Session& session_;
  TokenReader reader_;
};

}  // namespace

SqlEngine::SqlEngine(Storage& storage, AccessControl& access, ServerFacts facts,
                     std::int64_t connection_id)
    : session_(std::make_unique<Session>(storage, access, std::move(facts), connection_id)) {}

SqlEngine::~SqlEngine() = default;

void SqlEngine::set_user(const UserIdentity& user) { session_->set_user(user); }

SqlAnswer SqlEngine::execute(std::string_view sql) {
  try {
    return StatementRunner(*session_, sql).run();
  } catch (SqlError& error) {
    return std::move(error);
  } catch (const std::exception& error) {
    return SqlError{1105, "HY000", std::string("the statement failed: ") + error.what()};
  }
}

SqlAnswer SqlEngine::use_database(const std::string& database) {
  try {
    session_->use(database);
    return SqlResult{};
  } catch (SqlError& error) {
    return std::move(error);
  }
}

const std::string& SqlEngine::current_database() const { return session_->database(); }

}  // namespace starload::devserver
