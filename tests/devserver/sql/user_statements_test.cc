#include "devserver/sql/session.h"
#include "devserver/sql/system_tables.h"
#include "tests/devserver/sql/sql_fixture.h"

namespace starload::devserver {
namespace {

class UserStatementsTest : public SqlTest {
 protected:
  UserStatementsTest() {
    EXPECT_EQ(run("CREATE TABLE t (k int, v int) PRIMARY KEY(k)"), "OK 0");
    EXPECT_EQ(run("CREATE TABLE hidden (k int)"), "OK 0");
    EXPECT_EQ(run("CREATE DATABASE other"), "OK 0");
    EXPECT_EQ(run("CREATE TABLE other.o (k int)"), "OK 0");
    EXPECT_EQ(run("CREATE USER ann IDENTIFIED BY 'pw'"), "OK 0");
  }

  // The statement as this user.
  std::string as(const std::string& user, const std::string& sql) {
    engine_.set_user({user, "%"});
    const std::string answer = run(sql);
    engine_.set_user(access_->owner());
    return answer;
  }
  bool may_log_in(const std::string& user, const std::string& password) {
    return access_->log_in({user, password}, "127.0.0.1").has_value();
  }
  static std::string denied(const std::string& privilege, const std::string& object) {
    return "ERROR 5203 (42000): Access denied; you need (at least one of) the " + privilege +
           " privilege(s) on " + object +
           " for this operation. Please ask the admin to grant permission(s) or try activating "
           "existing roles using <set [default] role>. Current role(s): NONE. Inactivated role(s): "
           "NONE.";
  }
};

TEST_F(UserStatementsTest, CreateUserInAllItsSpellings) {
  EXPECT_EQ(run("CREATE USER 'a'"), "OK 0");
  EXPECT_EQ(run("CREATE USER 'b'@'%' IDENTIFIED BY 'p'"), "OK 0");
  EXPECT_EQ(run("CREATE USER IF NOT EXISTS b IDENTIFIED BY 'other'"), "OK 0");
  EXPECT_EQ(run("CREATE USER `c`@localhost IDENTIFIED WITH mysql_native_password BY 'p'"), "OK 0");
  EXPECT_EQ(run("CREATE USER d IDENTIFIED WITH mysql_native_password AS "
                "'*14E65567ABDB5135D0CFD9A70B3032C179A49EE7'"),
            "OK 0");
  EXPECT_EQ(run("CREATE USER e@'10.0.%' IDENTIFIED BY PASSWORD "
                "'*14E65567ABDB5135D0CFD9A70B3032C179A49EE7';"),
            "OK 0");
  EXPECT_TRUE(may_log_in("a", ""));
  EXPECT_TRUE(may_log_in("b", "p")) << "IF NOT EXISTS changes nothing";
  EXPECT_TRUE(may_log_in("c", "p"));
  EXPECT_TRUE(may_log_in("d", "secret"));
  EXPECT_FALSE(may_log_in("e", "secret")) << "it comes from elsewhere";
  EXPECT_EQ(run("SHOW USERS"),
            "'root'@'%';'a'@'%';'ann'@'%';'b'@'%';'c'@'localhost';'d'@'%';'e'@'10.0.%';");
}

TEST_F(UserStatementsTest, CreateUserSaysWhatIsWrong) {
  EXPECT_EQ(run("CREATE USER ann"),
            analysis_error("Operation CREATE USER failed for 'ann'@'%' : user already exists"));
  EXPECT_EQ(run("CREATE USER x IDENTIFIED WITH mysql_native_password AS 'secret'"),
            "ERROR 5201 (HY000): Password hash should be a 41-digit hexadecimal number");
  EXPECT_EQ(run("CREATE USER x IDENTIFIED WITH ldap BY 'p'"),
            analysis_error("the development server does not support the authentication ldap; it "
                           "has mysql_native_password"));
  EXPECT_EQ(run("CREATE USER 'a:b'"), analysis_error("invalid user name: 'a:b'@'%'"));
  EXPECT_EQ(run("CREATE USER ''"), analysis_error("invalid user name: ''@'%'"));
}

TEST_F(UserStatementsTest, PasswordsChange) {
  EXPECT_EQ(run("ALTER USER ann IDENTIFIED BY 'new'"), "OK 0");
  EXPECT_TRUE(may_log_in("ann", "new"));
  EXPECT_EQ(run("SET PASSWORD FOR 'ann'@'%' = PASSWORD('newer')"), "OK 0");
  EXPECT_TRUE(may_log_in("ann", "newer"));
  EXPECT_EQ(as("ann", "SET PASSWORD = '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7'"), "OK 0");
  EXPECT_TRUE(may_log_in("ann", "secret"));
  EXPECT_EQ(as("ann", "ALTER USER ann IDENTIFIED BY 'own'"), "OK 0");
  EXPECT_TRUE(may_log_in("ann", "own"));
  EXPECT_EQ(run("CREATE USER bob"), "OK 0");
  EXPECT_EQ(as("ann", "SET PASSWORD FOR bob = PASSWORD('x')"), denied("GRANT", "SYSTEM"));
  EXPECT_EQ(run("SET PASSWORD = PASSWORD('x')").substr(0, 17), "ERROR 1064 (42000");
  EXPECT_TRUE(may_log_in("root", "")) << "the command line gives it";
}

TEST_F(UserStatementsTest, DropUser) {
  EXPECT_EQ(run("GRANT SELECT ON t TO ann"), "OK 0");
  EXPECT_EQ(run("DROP USER ann"), "OK 0");
  EXPECT_EQ(run("DROP USER IF EXISTS ann"), "OK 0");
  EXPECT_EQ(run("DROP USER ann"),
            analysis_error("Operation DROP USER failed for 'ann'@'%' : user not exists"));
  EXPECT_EQ(as("ann", "SELECT * FROM t"), denied("SELECT", "TABLE t"))
      << "a session that goes on may nothing more";
  EXPECT_EQ(run("CREATE USER ann"), "OK 0");
  EXPECT_EQ(as("ann", "SHOW GRANTS"), "");
  EXPECT_NE(run("DROP USER root"), "OK 0");
}

TEST_F(UserStatementsTest, GrantsAreShownAsStatements) {
  EXPECT_EQ(run("GRANT SELECT, INSERT ON TABLE shop.t TO USER ann"), "OK 0");
  EXPECT_EQ(run("GRANT ALL PRIVILEGES ON ALL TABLES IN DATABASE other TO 'ann'@'%'"), "OK 0");
  EXPECT_EQ(run("GRANT UPDATE ON ALL TABLES IN ALL DATABASES TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "SHOW GRANTS"),
            "'ann'@'%'|default_catalog|GRANT UPDATE ON ALL TABLES IN ALL DATABASES TO USER "
            "'ann'@'%';'ann'@'%'|default_catalog|GRANT DELETE, DROP, INSERT, SELECT, ALTER, "
            "EXPORT, UPDATE ON ALL TABLES IN DATABASE other TO USER 'ann'@'%';"
            "'ann'@'%'|default_catalog|GRANT INSERT, SELECT ON TABLE shop.t TO USER 'ann'@'%';");
  EXPECT_EQ(run("SHOW GRANTS FOR ann"), as("ann", "SHOW GRANTS FOR 'ann'@'%'"));
  EXPECT_EQ(run("SHOW GRANTS"), "'root'@'%'|NULL|GRANT 'root' TO 'root'@'%';");
  EXPECT_EQ(as("ann", "SHOW GRANTS FOR root"), denied("GRANT", "SYSTEM"));
  EXPECT_EQ(run("SHOW GRANTS FOR eve"), analysis_error("cannot find user 'eve'@'%'!"));
}

TEST_F(UserStatementsTest, TheOldSpellingsOfGrant) {
  EXPECT_EQ(run("GRANT SELECT_PRIV, LOAD_PRIV ON other.* TO ann"), "OK 0");
  EXPECT_EQ(run("GRANT SELECT ON *.* TO ann"), "OK 0");
  EXPECT_EQ(run("SHOW GRANTS FOR ann"),
            "'ann'@'%'|default_catalog|GRANT SELECT ON ALL TABLES IN ALL DATABASES TO USER "
            "'ann'@'%';'ann'@'%'|default_catalog|GRANT DELETE, INSERT, SELECT, UPDATE ON ALL "
            "TABLES IN DATABASE other TO USER 'ann'@'%';");
}

TEST_F(UserStatementsTest, GrantsSayWhatIsWrong) {
  EXPECT_EQ(run("GRANT SELECT ON nothing TO ann"),
            "ERROR 5502 (42602): Unknown table 'shop.nothing'");
  EXPECT_EQ(run("GRANT SELECT ON none.* TO ann"), "ERROR 5501 (3F000): Unknown database 'none'");
  EXPECT_EQ(run("GRANT SELECT ON t TO eve"), analysis_error("cannot find user 'eve'@'%'!"));
  EXPECT_NE(run("GRANT FLY ON t TO ann").find("does not support the privilege FLY"),
            std::string::npos);
  EXPECT_NE(run("GRANT SELECT ON t TO ROLE r").find("does not support roles"), std::string::npos);
  EXPECT_NE(run("GRANT CREATE TABLE ON DATABASE shop TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "GRANT SELECT ON t TO ann"), denied("GRANT", "SYSTEM"));
  EXPECT_EQ(run("SHOW GRANTS FOR ann"), "");
}

TEST_F(UserStatementsTest, RevokeTakesAwayWhatWasGranted) {
  EXPECT_EQ(run("GRANT SELECT, INSERT ON t TO ann"), "OK 0");
  EXPECT_EQ(run("REVOKE INSERT ON TABLE shop.t FROM USER ann"), "OK 0");
  EXPECT_EQ(as("ann", "SELECT count(*) FROM t"), "0;");
  EXPECT_EQ(as("ann", "INSERT INTO t VALUES (1, 1)"), denied("INSERT", "TABLE t"));
  EXPECT_EQ(run("REVOKE ALL ON t FROM ann"), "OK 0");
  EXPECT_EQ(run("SHOW GRANTS FOR ann"), "");
}

TEST_F(UserStatementsTest, EveryStatementNeedsItsPrivilege) {
  EXPECT_EQ(as("ann", "SELECT * FROM t"), denied("SELECT", "TABLE t"));
  EXPECT_EQ(as("ann", "SELECT 1 WHERE EXISTS (SELECT * FROM shop.hidden)"),
            denied("SELECT", "TABLE hidden"));
  EXPECT_EQ(as("ann", "INSERT INTO t VALUES (1, 1)"), denied("INSERT", "TABLE t"));
  EXPECT_EQ(as("ann", "UPDATE t SET v = 1 WHERE k = 1"), denied("UPDATE", "TABLE t"));
  EXPECT_EQ(as("ann", "DELETE FROM t WHERE k = 1"), denied("DELETE", "TABLE t"));
  EXPECT_EQ(as("ann", "TRUNCATE TABLE t"), denied("DELETE", "TABLE t"));
  EXPECT_EQ(as("ann", "DROP TABLE t"), denied("DROP", "TABLE t"));
  EXPECT_EQ(as("ann", "DESC t"), denied("ANY", "TABLE t"));
  EXPECT_EQ(as("ann", "SHOW CREATE TABLE t"), denied("ANY", "TABLE t"));
  EXPECT_EQ(as("ann", "USE other"), denied("ANY", "DATABASE other"));
  EXPECT_EQ(as("ann", "SHOW TABLES FROM other"), denied("ANY", "DATABASE other"));
  EXPECT_EQ(as("ann", "CREATE TABLE n (k int)"), denied("CREATE TABLE", "DATABASE shop"));
  EXPECT_EQ(as("ann", "CREATE DATABASE n"), denied("CREATE DATABASE", "CATALOG default_catalog"));
  EXPECT_EQ(as("ann", "DROP DATABASE shop"), denied("DROP", "DATABASE shop"));
  EXPECT_EQ(as("ann", "CREATE USER n"), denied("GRANT", "SYSTEM"));
  EXPECT_EQ(as("ann", "DROP USER ann"), denied("GRANT", "SYSTEM"));
  EXPECT_EQ(as("ann", "SHOW USERS"), denied("GRANT", "SYSTEM"));
  EXPECT_EQ(as("ann", "SHOW BACKENDS"), denied("OPERATE,NODE", "SYSTEM"));
  EXPECT_EQ(as("ann", "ADMIN SHOW FRONTEND CONFIG"), denied("OPERATE", "SYSTEM"));
  EXPECT_EQ(as("ann", "SHOW PROC '/transactions'"), denied("OPERATE", "SYSTEM"));
}

TEST_F(UserStatementsTest, APrivilegeIsEnoughForItsStatement) {
  EXPECT_EQ(run("GRANT INSERT ON t TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "INSERT INTO t VALUES (1, 1), (2, 2)"), "OK 2");
  EXPECT_EQ(as("ann", "INSERT INTO t SELECT k + 2, v FROM t"), denied("SELECT", "TABLE t"));
  EXPECT_EQ(as("ann", "DESC t").empty(), false);
  EXPECT_EQ(run("GRANT UPDATE ON t TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "UPDATE t SET v = 5 WHERE k = 1"), "OK 1");
  EXPECT_EQ(run("GRANT DELETE ON t TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "DELETE FROM t WHERE k = 2"), "OK 1");
  EXPECT_EQ(run("SELECT * FROM t"), "1|5;");
  EXPECT_EQ(run("GRANT DROP ON t TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "DROP TABLE t"), "OK 0");
  EXPECT_EQ(run("CREATE TABLE t (k int)"), "OK 0");
  EXPECT_EQ(as("ann", "INSERT INTO t VALUES (1)"), denied("INSERT", "TABLE t"))
      << "a table that was made anew has no grants";
}

TEST_F(UserStatementsTest, ListsShowOnlyWhatTheUserMaySee) {
  EXPECT_EQ(as("ann", "SHOW DATABASES"), "information_schema;");
  EXPECT_EQ(as("ann", "SELECT count(*) FROM information_schema.columns"), "0;");
  EXPECT_EQ(run("GRANT INSERT ON t TO ann"), "OK 0");
  EXPECT_EQ(as("ann", "SHOW DATABASES"), "information_schema;shop;");
  EXPECT_EQ(as("ann", "SHOW TABLES FROM shop"), "t;");
  EXPECT_EQ(as("ann",
               "SELECT table_name FROM information_schema.tables WHERE table_schema <> "
               "'information_schema'"),
            "t;");
  EXPECT_EQ(as("ann", "SELECT schema_name FROM information_schema.schemata ORDER BY 1"),
            "information_schema;shop;");
  EXPECT_EQ(as("ann", "SELECT column_name FROM information_schema.columns ORDER BY 1"), "k;v;");
  EXPECT_EQ(as("ann", "SELECT table_name FROM information_schema.tables_config"), "t;");
  EXPECT_EQ(run("SHOW TABLES FROM shop"), "hidden;t;");
}

TEST_F(UserStatementsTest, SystemTablesOfSessionsDoNotMix) {
  Session ann(*storage_, *access_, ServerFacts(), 8);
  ann.set_user({"ann", "%"});
  Session root(*storage_, *access_, ServerFacts(), 9);
  const SourceTable shown = open_system_table(ann, "columns");
  open_system_table(root, "columns");
  EXPECT_EQ(ann.run("SELECT * FROM " + shown.sqlite_name).rows.size(), 0U);
}

TEST_F(UserStatementsTest, ADropThatDropsNothingLeavesTheGrants) {
  EXPECT_EQ(run("GRANT SELECT ON ALL TABLES IN DATABASE shop TO ann"), "OK 0");
  EXPECT_EQ(run("CREATE USER eve"), "OK 0");
  EXPECT_EQ(as("eve", "DROP TABLE IF EXISTS shop.``"), "OK 0");
  EXPECT_EQ(as("ann", "SELECT count(*) FROM shop.t"), "0;");
  EXPECT_EQ(run("GRANT SELECT ON ALL TABLES IN ALL DATABASES TO eve"), "OK 0");
  EXPECT_EQ(run("DROP DATABASE IF EXISTS ``"), "OK 0");
  EXPECT_EQ(as("eve", "SELECT count(*) FROM other.o"), "0;");
}

TEST_F(UserStatementsTest, CurrentUserIsTheOneWhoAsks) {
  EXPECT_EQ(run("SELECT CURRENT_USER()"), "'root'@'%';");
  EXPECT_EQ(as("ann", "SELECT CURRENT_USER(), USER()"), "'ann'@'%'|'ann'@'%';");
}

}  // namespace
}  // namespace starload::devserver
