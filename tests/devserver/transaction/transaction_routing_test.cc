// Who answers what: the FE, or the BE after a redirect; headers and methods.

#include <gtest/gtest.h>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionRouting : public TransactionFixture {
 protected:
  RawReply at_fe(const std::string& operation, const std::string& headers,
                 const std::string& method = "POST") {
    return request(fe(), method, "/api/transaction/" + operation, headers);
  }
  std::string at_be(const std::string& operation, const std::string& headers,
                    const std::string& method = "POST") {
    return request(be(), method, "/api/transaction/" + operation, headers).body;
  }
  static std::string refusal(
      const std::string& text,
      const std::string& exception = "com.starrocks.common.StarRocksException") {
    return "{\n  \"Status\": \"FAILED\",\n  \"Message\": \"class " + exception + ": " + text +
           "\"\n}";
  }
};

TEST_F(TransactionRouting, BeginLoadAndPrepareGoToTheBe) {
  const RawReply reply = at_fe("begin", names("l"));
  EXPECT_EQ(reply.status, 307);
  EXPECT_EQ(reply.header("Location"),
            "http://127.0.0.1:" + std::to_string(be()) + "/api/transaction/begin");
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(at_fe("load", names("l"), "PUT").status, 307);
  EXPECT_EQ(at_fe("prepare", names("l")).status, 307);
}

TEST_F(TransactionRouting, TheFeRedirectsALoadBeforeItsBody) {
  begin("l");
  RawClient client(fe());
  client.send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + names("l") +
              "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 307);
}

TEST_F(TransactionRouting, CommitAndRollbackGoToTheBeOnlyBeforePrepare) {
  begin("l");
  EXPECT_EQ(at_fe("commit", names("l")).status, 307);
  EXPECT_EQ(at_fe("rollback", names("l")).status, 307);
  load("l", "1,a,1\n");
  call("prepare", "l");
  EXPECT_EQ(at_fe("commit", names("l")).status, 200);
  EXPECT_EQ(at_fe("rollback", names("l")).status, 200);
}

TEST_F(TransactionRouting, AfterARestartTheFeFindsTheBeByTheLabelsState) {
  make_prepared("l");
  server_.reset();
  start();
  EXPECT_EQ(at_fe("load", names("l"), "PUT").status, 307);
  EXPECT_EQ(at_fe("prepare", names("l")).status, 307);
}

TEST_F(TransactionRouting, EveryOperationIsPostOrPutAtTheFe) {
  EXPECT_EQ(at_fe("begin", names("l"), "PUT").status, 307);
  EXPECT_EQ(at_fe("begin", names("l"), "GET").status, 404);
  EXPECT_EQ(at_fe("begin", names("l"), "DELETE").status, 404);
}

TEST_F(TransactionRouting, LoadIsPutOnlyAtTheBe) {
  begin("l");
  EXPECT_EQ(request(be(), "POST", "/api/transaction/load", names("l"), "1\n").status, 404);
  EXPECT_EQ(request(be(), "GET", "/api/transaction/list").status, 404);
  EXPECT_EQ(status(at_be("commit", names("l"), "PUT")), "INTERNAL_ERROR") << "it has no data";
}

TEST_F(TransactionRouting, ExpectIsNotNeeded) {
  begin("l");
  EXPECT_EQ(status(load("l", "1,a,1\n")), "OK");
  RawClient client(be());
  client.send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + names("l") +
              "column_separator: ,\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 100);
  client.send("2,b,2\n");
  EXPECT_EQ(status(client.read_reply().body), "OK");
}

TEST_F(TransactionRouting, TheFeNeedsDatabaseAndLabel) {
  EXPECT_EQ(at_fe("begin", "label: l\r\ntable: events\r\n").body, refusal("No database selected."));
  EXPECT_EQ(at_fe("begin", "db:  \r\nlabel: l\r\n").body, refusal("No database selected."));
  EXPECT_EQ(at_fe("commit", "db: db\r\n").body, refusal("Empty label."));
  EXPECT_EQ(at_fe("commit", "database: db\r\nlabel: l\r\n").body, refusal("No database selected."));
}

TEST_F(TransactionRouting, TheBeNeedsALabel) {
  EXPECT_EQ(message(at_be("begin", "db: db\r\ntable: events\r\n")), "empty label");
  EXPECT_EQ(message(at_be("prepare", "db: db\r\n")), "empty label");
  const std::string reply = at_be("load", "db: db\r\ntable: events\r\n", "PUT");
  EXPECT_EQ(message(reply), "Invalid label ");
  EXPECT_EQ(status(reply), "INVALID_ARGUMENT");
}

TEST_F(TransactionRouting, UnknownOperations) {
  EXPECT_EQ(at_fe("undo", names("l")).body, refusal("Unknown transaction operation: undo"));
  EXPECT_EQ(at_fe("list", names("l")).body, refusal("Unknown transaction operation: list"));
  const std::string reply = at_be("undo", names("l"));
  EXPECT_EQ(status(reply), "INVALID_ARGUMENT");
  EXPECT_EQ(message(reply), "unsupport transaction operation undo");
}

TEST_F(TransactionRouting, TimeoutsAreNumbers) {
  EXPECT_EQ(at_fe("begin", names("l") + "timeout: 1x\r\n").body,
            refusal("For input string: \\\"1x\\\"", "java.lang.NumberFormatException"));
  EXPECT_EQ(at_fe("prepare", names("l") + "prepared_timeout: x\r\n").body,
            refusal("For input string: \\\"x\\\"", "java.lang.NumberFormatException"));
  for (const char* header : {"timeout: 1x\r\n", "idle_transaction_timeout: -1\r\n"}) {
    const std::string reply = at_be("begin", names("l") + header);
    EXPECT_EQ(status(reply), "INVALID_ARGUMENT");
    EXPECT_EQ(message(reply), "Invalid timeout format");
  }
  const std::string reply = at_be("begin", names("l") + "timeout: 0\r\n");
  EXPECT_EQ(status(reply), "ANALYSIS_ERROR");
  EXPECT_EQ(message(reply),
            "Invalid timeout: '0'. Expected values should be between 1 and 259200 seconds");
  EXPECT_EQ(state("l"), "UNKNOWN");
}

TEST_F(TransactionRouting, PreparedTimeoutIsPositive) {
  begin("l");
  load("l", "1,a,1\n");
  for (const std::string value : {"0", "-5", "abc"}) {
    const std::string reply = at_be("prepare", names("l") + "prepared_timeout: " + value + "\r\n");
    EXPECT_EQ(status(reply), "INVALID_ARGUMENT");
    EXPECT_EQ(message(reply), "Invalid prepared_timeout: " + value);
  }
  EXPECT_EQ(status(call("prepare", "l")), "OK") << "the transaction is still open";
}

TEST_F(TransactionRouting, ChannelsNeedBothHeadersAndAreRefused) {
  const std::string ddl = "com.starrocks.common.DdlException";
  EXPECT_EQ(at_fe("begin", names("l") + "channel_num: 2\r\n").body,
            refusal("Must provide channel_id when stream load begin.", ddl));
  EXPECT_EQ(at_fe("begin", names("l") + "channel_id: 0\r\n").body,
            refusal("Must provide channel_num when stream load begin.", ddl));
  EXPECT_EQ(at_fe("begin", names("l") + "channel_num: 2\r\nchannel_id: 0\r\n").body,
            refusal("the development server does not support parallel transactions (headers "
                    "channel_num and channel_id)"));
}

TEST_F(TransactionRouting, SeveralTablesAreRefused) {
  EXPECT_EQ(at_fe("begin", names("l") + "transaction_type: multi\r\n").body,
            refusal("the development server does not support transactions over several tables "
                    "(headers transaction_type and source_type); use one transaction a table"));
  const std::string reply = at_be("begin", names("l") + "transaction_type: multi\r\n");
  EXPECT_EQ(status(reply), "INVALID_ARGUMENT");
  EXPECT_EQ(message(reply),
            "Multi-statement transaction requests can only be sent to FE nodes, not BE nodes");
}

TEST_F(TransactionRouting, ListShowsTheOpenTransactions) {
  EXPECT_EQ(at_be("list", {}), "");
  begin("a", "timeout: 30\r\nidle_transaction_timeout: 20\r\n");
  begin("b");
  load("b", "1,a,1\n2,b,2\n");
  const std::string text = at_be("list", {});
  const std::size_t second = text.find("}{");
  ASSERT_NE(second, std::string::npos) << "objects one after the other, not a list: " << text;
  const std::string a = text.substr(0, second + 1);
  const std::string b = text.substr(second + 1);
  EXPECT_EQ(field(a, "Label"), "a");
  EXPECT_EQ(field(a, "Status"), "OK");
  EXPECT_EQ(field(a, "InProcessing"), "false");
  EXPECT_EQ(field(a, "TransactionTimeoutSec"), "30");
  EXPECT_EQ(field(a, "IdleTransactionTimeoutSec"), "20");
  EXPECT_EQ(field(b, "Label"), "b");
  EXPECT_EQ(field(b, "TxnId"), "1002");
  EXPECT_EQ(field(b, "NumberLoadedRows"), "2");
  EXPECT_EQ(field(b, "LoadBytes"), "12");
  EXPECT_EQ(field(b, "TransactionTimeoutSec"), "600");
  EXPECT_EQ(field(b, "IdleTransactionTimeoutSec"), "-1");
  call("rollback", "a");
  call("rollback", "b");
  EXPECT_EQ(at_be("list", {}), "");
}

TEST_F(TransactionRouting, ServersSince40NameDatabaseAndTable) {
  server_.reset();
  DevServerOptions options = free_ports(directory_.path());
  options.version = "4.0.1";
  start(options);
  EXPECT_EQ(timeless(call("begin", "l")),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Db\": \"db\",\n"
            "    \"Table\": \"events\",\n    \"Label\": \"l\",\n    \"TxnId\": 1001,\n"
            "    \"BeginTxnTimeMs\": 0\n}");
  EXPECT_EQ(call("rollback", "l"),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Db\": \"\",\n"
            "    \"Table\": \"\",\n    \"Label\": \"l\"\n}");
}

}  // namespace
}  // namespace starload::devserver
