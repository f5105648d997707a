// INSERT, looked at wherever rows come in: by a user that may load db.events and nothing else, and
// by one that may only read.
#include <gtest/gtest.h>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

constexpr const char* kLoader = "Authorization: Basic bG9hZGVyOnNlY3JldA==\r\n";  // loader:secret
constexpr const char* kReader = "Authorization: Basic cmVhZGVyOnB3\r\n";          // reader:pw
constexpr const char* kWrong = "Authorization: Basic bG9hZGVyOndyb25n\r\n";       // loader:wrong
constexpr const char* kExpect = "Expect: 100-continue\r\nContent-Length: 5\r\n";
constexpr const char* kNoInsert =
    "Access denied; you need (at least one of) the INSERT privilege(s) for this operation";

class LoadPrivileges : public TransactionFixture {
 protected:
  void SetUp() override {
    TransactionFixture::SetUp();
    EXPECT_EQ(query("CREATE USER loader IDENTIFIED BY 'secret'"), "");
    EXPECT_EQ(query("CREATE USER reader IDENTIFIED BY 'pw'"), "");
    EXPECT_EQ(query("GRANT INSERT ON TABLE db.events TO USER loader"), "");
    EXPECT_EQ(query("GRANT SELECT ON ALL TABLES IN DATABASE db TO reader"), "");
  }

  RawReply at_fe(const std::string& table, const std::string& who) {
    return request(fe(), "PUT", "/api/db/" + table + "/_stream_load", who + kExpect);
  }
  RawReply at_be(const std::string& table, const std::string& who, const std::string& label) {
    return request(be(), "PUT", "/api/db/" + table + "/_stream_load",
                   who + "column_separator: ,\r\nlabel: " + label + "\r\n", "1,a,1\n");
  }
};

TEST_F(LoadPrivileges, TheFeSendsOnOnlyWhoMayInsert) {
  EXPECT_EQ(at_fe("events", kLoader).status, 307);
  const RawReply refused = at_fe("users", kLoader);
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("WWW-Authenticate"), "Basic realm=\"\"");
  EXPECT_EQ(refused.header("Connection"), "close");
  EXPECT_EQ(field(refused.body, "msg"),
            "Access denied for user 'loader'@'127.0.0.1'. Please ask the admin to grant "
            "permission(s) or try activating existing roles using <set [default] role>. Current "
            "role(s): NONE. Inactivated role(s): NONE.");
  EXPECT_EQ(at_fe("events", kReader).status, 401);
  EXPECT_EQ(field(at_fe("events", kWrong).body, "msg"), "Access denied for loader@127.0.0.1");
}

TEST_F(LoadPrivileges, AnUnknownDatabaseOrTablePassesTheFe) {
  EXPECT_EQ(at_fe("nothing", kReader).status, 307);
  EXPECT_EQ(request(fe(), "PUT", "/api/none/t/_stream_load", std::string(kReader) + kExpect).status,
            307);
}

TEST_F(LoadPrivileges, TheBeTakesRowsOnlyFromWhoMayInsert) {
  EXPECT_EQ(status(at_be("events", kLoader, "good").body), "Success");
  for (const RawReply& refused :
       {at_be("users", kLoader, "table"), at_be("events", kReader, "reader")}) {
    EXPECT_EQ(refused.status, 200);
    EXPECT_EQ(status(refused.body), "Fail");
    EXPECT_EQ(message(refused.body), kNoInsert);
  }
  EXPECT_EQ(message(at_be("events", kWrong, "wrong").body),
            "Access denied for user 'loader' (using password: YES)");
  EXPECT_EQ(message(at_be("nothing", kReader, "unknown").body), "unknown table \"db.nothing\"");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
  EXPECT_EQ(query("SELECT count(*) FROM db.users"), "0\n");
}

TEST_F(LoadPrivileges, TheLoadersNameIsKeptWithTheLoad) {
  EXPECT_EQ(status(at_be("events", kLoader, "mine").body), "Success");
  begin("txn", kLoader);
  EXPECT_EQ(query("SELECT USER FROM information_schema.loads WHERE LABEL IN ('mine', 'txn')"),
            "loader\nloader\n");
}

TEST_F(LoadPrivileges, ATransactionNeedsInsertAtEveryStep) {
  begin("own", kLoader);
  EXPECT_EQ(status(load("own", "1,a,1\n", std::string(kLoader) + "column_separator: ,\r\n")), "OK");
  for (const char* operation : {"begin", "load", "prepare", "commit", "rollback"}) {
    const std::string path = std::string("/api/transaction/") + operation;
    const std::string method = std::string(operation) == "load" ? "PUT" : "POST";
    const RawReply at_fe = request(fe(), method, path, names("own") + kReader);
    EXPECT_EQ(at_fe.status, 401) << operation;
    const RawReply at_be = request(be(), method, path, names("own") + kReader, "");
    EXPECT_EQ(status(at_be.body), "ANALYSIS_ERROR") << operation;
    EXPECT_EQ(message(at_be.body), kNoInsert) << operation;
  }
  EXPECT_EQ(status(call("prepare", "own", kLoader)), "OK");
  EXPECT_EQ(request(fe(), "POST", "/api/transaction/commit", names("own") + kReader).status, 401);
  EXPECT_EQ(status(call("commit", "own", kLoader)), "OK");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
}

TEST_F(LoadPrivileges, ATableThatIsNamedWronglyDoesNotHideTheTransactionsOwn) {
  begin("root");
  const std::string named = "db: db\r\nlabel: root\r\ntable: nothing\r\n";
  EXPECT_EQ(request(fe(), "POST", "/api/transaction/rollback", named + kReader).status, 401);
  EXPECT_EQ(message(request(be(), "POST", "/api/transaction/rollback", named + kReader).body),
            kNoInsert);
  EXPECT_EQ(state("root"), "PREPARE");
}

TEST_F(LoadPrivileges, TheListOfTheBeShowsWhatTheUserMayKnow) {
  begin("seen");
  const std::string path = "/api/transaction/list";
  EXPECT_EQ(field(request(be(), "POST", path, kReader).body, "Label"), "seen");
  EXPECT_EQ(query("REVOKE SELECT ON ALL TABLES IN DATABASE db FROM reader"), "");
  EXPECT_EQ(request(be(), "POST", path, kReader).body, "");
}

TEST_F(LoadPrivileges, ALabelsStateNeedsNoMoreThanALogin) {
  EXPECT_EQ(status(at_be("events", kLoader, "l").body), "Success");
  const RawReply known = request(fe(), "GET", "/api/db/get_load_state?label=l", kReader);
  EXPECT_EQ(field(known.body, "state"), "VISIBLE");
  EXPECT_EQ(request(fe(), "GET", "/api/db/get_load_state?label=l", kWrong).status, 401);
}

TEST_F(LoadPrivileges, CancelSchemaAndProcAreNotForEverybody) {
  begin("run");
  EXPECT_EQ(request(fe(), "POST", "/api/db/events/_cancel?label=run", kReader).status, 401);
  EXPECT_EQ(request(fe(), "POST", "/api/db/events/_cancel?label=run", kLoader).status, 200);
  EXPECT_EQ(state("run").substr(0, 7), "ABORTED");
  EXPECT_EQ(request(fe(), "GET", "/api/db/events/_schema", kReader).status, 200);
  EXPECT_EQ(request(fe(), "GET", "/api/db/events/_schema", kLoader).status, 401);
  EXPECT_EQ(request(fe(), "GET", "/api/show_proc?path=/transactions", kReader).status, 401);
}

TEST_F(LoadPrivileges, ARestartKeepsWhoMayLoad) {
  server_.reset();
  start();
  EXPECT_EQ(at_fe("events", kLoader).status, 307);
  EXPECT_EQ(at_fe("users", kLoader).status, 401);
}

}  // namespace
}  // namespace starload::devserver
