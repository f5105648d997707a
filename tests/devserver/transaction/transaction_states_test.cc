// The state machine of a transaction: for each request in each state the answer as StarRocks words
// it. The first transaction of a server has the id 1001.

#include <gtest/gtest.h>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionStates : public TransactionFixture {
 protected:
  // What the FE answers when it refuses.
  static std::string failed(
      const std::string& text,
      const std::string& exception = "com.starrocks.common.StarRocksException") {
    return "{\n  \"Status\": \"FAILED\",\n  \"Message\": \"class " + exception + ": " + text +
           "\"\n}";
  }
  static std::string fe_ok(const std::string& label, const std::string& text, int id = 1001) {
    return "{\n  \"Label\": \"" + label +
           "\",\n  \"Status\": \"OK\",\n  \"TxnId\": " + std::to_string(id) +
           ",\n  \"Message\": \"" + text + "\"\n}";
  }
  // What the BE answers when it refuses.
  static std::string be_refusal(const std::string& status, const std::string& text) {
    return "{\n    \"Status\": \"" + status + "\",\n    \"Message\": \"" + text + "\"\n}";
  }
  static std::string already_used(const std::string& text, const std::string& job_status) {
    return "{\n    \"Status\": \"LABEL_ALREADY_EXISTS\",\n    \"ExistingJobStatus\": \"" +
           job_status + "\",\n    \"Message\": \"" + text + "\"\n}";
  }
};

// ---- begin ----

TEST_F(TransactionStates, BeginOfANewLabel) {
  EXPECT_EQ(timeless(call("begin", "l")),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Label\": \"l\",\n"
            "    \"TxnId\": 1001,\n    \"BeginTxnTimeMs\": 0\n}");
}

TEST_F(TransactionStates, BeginOfAnOpenLabelSaysNothingMore) {
  begin("l");
  EXPECT_EQ(call("begin", "l"), already_used("", ""));
  EXPECT_EQ(status(load("l", "1,a,1\n")), "OK") << "the first transaction goes on";
}

TEST_F(TransactionStates, BeginOfAPreparedLabel) {
  make_prepared("l");
  EXPECT_EQ(call("begin", "l"), already_used("Label [l] has already been used.", "RUNNING"));
}

TEST_F(TransactionStates, BeginOfALabelThatAStreamLoadHolds) {
  RawClient client(be());
  client.send(std::string("PUT /api/db/events/_stream_load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + "label: l\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  ASSERT_EQ(client.read_reply().status, 100);
  EXPECT_EQ(call("begin", "l"), already_used("Label [l] has already been used.", "RUNNING"));
}

TEST_F(TransactionStates, BeginOfACommittedLabelWhateverTheTable) {
  make_prepared("l");
  call("commit", "l");
  EXPECT_EQ(call("begin", "l"), already_used("Label [l] has already been used.", "FINISHED"));
  EXPECT_EQ(send("POST", "begin", names("l", "users"), {}).body,
            already_used("Label [l] has already been used.", "FINISHED"));
}

TEST_F(TransactionStates, BeginOfALabelThatAStreamLoadUsed) {
  request(be(), "PUT", "/api/db/events/_stream_load", "column_separator: ,\r\nlabel: l\r\n",
          "1,a,1\n");
  EXPECT_EQ(call("begin", "l"), already_used("Label [l] has already been used.", "FINISHED"));
}

TEST_F(TransactionStates, AStreamLoadSeesTheLabelsOfTransactions) {
  make_prepared("l");
  const std::string reply =
      request(be(), "PUT", "/api/db/events/_stream_load", "label: l\r\n", "1\n").body;
  EXPECT_EQ(status(reply), "Label Already Exists");
  EXPECT_EQ(field(reply, "ExistingJobStatus"), "RUNNING");
}

TEST_F(TransactionStates, BeginOfAnAbortedLabelStartsAnew) {
  begin("l");
  call("rollback", "l");
  EXPECT_EQ(timeless(call("begin", "l")),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Label\": \"l\",\n"
            "    \"TxnId\": 1002,\n    \"BeginTxnTimeMs\": 0\n}");
  EXPECT_EQ(state("l"), "PREPARE");
}

TEST_F(TransactionStates, LabelsAreADatabasesOwn) {
  query("CREATE DATABASE other");
  query("CREATE TABLE other.events (id INT)");
  begin("l");
  const std::string headers = "db: other\r\ntable: events\r\nlabel: l\r\n";
  EXPECT_EQ(status(send("POST", "begin", headers, {}).body), "OK");
  EXPECT_EQ(status(send("PUT", "load", headers, "7\n").body), "OK");
  EXPECT_EQ(status(load("l", "1,a,1\n")), "OK");
  EXPECT_EQ(status(send("POST", "commit", headers, {}).body), "OK");
  EXPECT_EQ(state("l", "other"), "VISIBLE");
  EXPECT_EQ(state("l"), "PREPARE");
  EXPECT_EQ(query("SELECT * FROM other.events"), "7\n");
}

TEST_F(TransactionStates, BeginOfAnUnknownDatabaseOrTable) {
  EXPECT_EQ(send("POST", "begin", "db: none\r\ntable: t\r\nlabel: l\r\n", {}).body,
            failed("Database[none] does not exist."));
  EXPECT_EQ(
      request(be(), "POST", "/api/transaction/begin", "db: none\r\ntable: t\r\nlabel: l\r\n").body,
      be_refusal("ANALYSIS_ERROR", "unknown database, database=none"));
  EXPECT_EQ(send("POST", "begin", names("l", "none"), {}).body,
            be_refusal("ANALYSIS_ERROR", "unknown table \\\"db.none\\\""));
  EXPECT_EQ(state("l"), "UNKNOWN");
}

TEST_F(TransactionStates, BeginWithoutPassword) {
  const std::string wrong = "Authorization: Basic cm9vdDp4\r\n";
  EXPECT_EQ(request(fe(), "POST", "/api/transaction/begin", names("l") + wrong).status, 401);
  EXPECT_EQ(request(be(), "POST", "/api/transaction/begin", names("l") + wrong).body,
            be_refusal("ANALYSIS_ERROR", "Access denied for user 'root' (using password: YES)"));
  EXPECT_EQ(
      request(be(), "POST", "/api/transaction/begin", names("l") + "Authorization: x\r\n").body,
      be_refusal("INTERNAL_ERROR", "no valid Basic authorization"));
}

TEST_F(TransactionStates, BeginOfALabelWithCharactersThatItMayNotHave) {
  EXPECT_EQ(call("begin", "l.1"),
            be_refusal("ANALYSIS_ERROR",
                       "Getting analyzing error. Detail message: Label format error. regex: "
                       "^[-\\\\w]{1,128}$, label: l.1."));
}

// ---- load ----

TEST_F(TransactionStates, LoadAnswersItsOwnBytes) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(timeless(load("l", "2,b,2\n3,c,3\n")),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Label\": \"l\",\n"
            "    \"TxnId\": 1001,\n    \"LoadBytes\": 12,\n    \"StreamLoadPlanTimeMs\": 0,\n"
            "    \"ReceivedDataTimeMs\": 0\n}");
}

TEST_F(TransactionStates, LoadOfALabelThatNobodyKnows) {
  EXPECT_EQ(
      load("l", "1,a,1\n"),
      failed("Can't find the transaction with db [db] and label[l]. The possible reasons: 1. "
             "FE leader is started or switched; 2. The transaction timeouts and is cleaned."));
}

TEST_F(TransactionStates, LoadAfterTheEnd) {
  const std::string gone = be_refusal("TXN_NOT_EXISTS", "Transaction with label l not exists");
  make_prepared("l");
  EXPECT_EQ(load("l", "2,b,2\n"), gone);
  call("commit", "l");
  EXPECT_EQ(load("l", "2,b,2\n"), gone);
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
  begin("r");
  call("rollback", "r");
  EXPECT_EQ(load("r", "1,a,1\n"),
            be_refusal("TXN_NOT_EXISTS", "Transaction with label r not exists"));
  begin("f");
  load("f", "1,a,1\n", "columns: name\r\n");
  EXPECT_EQ(load("f", "1,a,1\n"),
            be_refusal("TXN_NOT_EXISTS", "Transaction with label f not exists"));
}

TEST_F(TransactionStates, LoadOfAnotherDatabaseOrTableLeavesTheTransactionOpen) {
  begin("l");
  EXPECT_EQ(
      send("PUT", "load", names("l", "users"), "1,a,1\n").body,
      be_refusal("INVALID_ARGUMENT", "Request table users not equal transaction table events"));
  EXPECT_EQ(
      request(be(), "PUT", "/api/transaction/load", "db: other\r\ntable: events\r\nlabel: l\r\n",
              "1,a,1\n")
          .body,
      be_refusal("INVALID_ARGUMENT", "Request database other not equal transaction database db"));
  EXPECT_EQ(status(load("l", "1,a,1\n")), "OK");
}

TEST_F(TransactionStates, LoadThatCannotBePlannedAbortsAtOnce) {
  begin("l");
  EXPECT_EQ(load("l", "1,a,1\n", "columns: name\r\n"),
            be_refusal("ANALYSIS_ERROR", "Column has no default value. column: id"));
  EXPECT_EQ(state("l"), "ABORTED Column has no default value. column: id");
}

TEST_F(TransactionStates, LoadWithOtherParametersAborts) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(load("l", "1|a|1\n", "column_separator: |\r\n"),
            be_refusal("INTERNAL_ERROR", "load request not equal last."));
  EXPECT_EQ(state("l"), "ABORTED load request not equal last.");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
}

TEST_F(TransactionStates, LoadWithBadRowsAnswersOkAndPrepareTells) {
  begin("l");
  EXPECT_EQ(status(load("l", "x,a,1\n2,b,2\n")), "OK");
  const std::string reply = call("prepare", "l");
  EXPECT_EQ(status(reply), "INTERNAL_ERROR");
  EXPECT_EQ(message(reply), "too many filtered rows");
  const std::string url = field(reply, "ErrorURL");
  const std::string address = "http://127.0.0.1:" + std::to_string(be());
  ASSERT_EQ(url.find(address + "/api/_load_error_log?file=error_log_"), 0U);
  EXPECT_EQ(request(be(), "GET", url.substr(address.size())).body,
            "Error: NULL value in non-nullable column 'id'. Row: x,a,1\n");
  EXPECT_EQ(state("l"), "ABORTED too many filtered rows");
}

TEST_F(TransactionStates, ADocumentThatCannotBeReadIsToldToTheNextLoad) {
  const std::string json = "format: json\r\n";
  begin("l");
  EXPECT_EQ(status(load("l", R"({"id":1)", json)), "OK");
  const std::string reply = load("l", R"({"id":2})", json);
  EXPECT_EQ(status(reply), "INTERNAL_ERROR");
  EXPECT_EQ(message(reply).find("Failed to parse json"), 0U);
  EXPECT_EQ(state("l").find("ABORTED Failed to parse json"), 0U);
}

TEST_F(TransactionStates, ADocumentThatCannotBeReadIsToldToPrepare) {
  begin("l");
  EXPECT_EQ(status(load("l", R"([{"id":1}])", "format: json\r\n")), "OK");
  const std::string reply = call("prepare", "l");
  EXPECT_EQ(status(reply), "INTERNAL_ERROR");
  EXPECT_EQ(
      message(reply),
      "The value is array type in json document stream, you can set strip_outer_array=true to "
      "parse each element of the array as individual rows");
  EXPECT_NE(field(reply, "ErrorURL"), "");
}

// ---- prepare ----

TEST_F(TransactionStates, PrepareAnswersAllRowsAndBytes) {
  begin("l");
  load("l", "1,a,1\n", "column_separator: ,\r\nmax_filter_ratio: 0.5\r\n");
  load("l", "x,b,2\n3,c,3\n");
  const std::string reply = timeless(call("prepare", "l"));
  const std::string url = field(reply, "ErrorURL");
  EXPECT_NE(url, "");
  EXPECT_EQ(reply,
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Label\": \"l\",\n"
            "    \"TxnId\": 1001,\n    \"NumberTotalRows\": 3,\n    \"NumberLoadedRows\": 2,\n"
            "    \"NumberFilteredRows\": 1,\n    \"NumberUnselectedRows\": 0,\n"
            "    \"LoadBytes\": 18,\n    \"LoadTimeMs\": 0,\n    \"StreamLoadPlanTimeMs\": 0,\n"
            "    \"ReceivedDataTimeMs\": 0,\n    \"WriteDataTimeMs\": 0,\n"
            "    \"CommitAndPublishTimeMs\": 0,\n    \"ErrorURL\": \"" +
                url + "\"\n}");
}

TEST_F(TransactionStates, PrepareWithoutData) {
  begin("l");
  const std::string text =
      "transaction id=000000000000000000000000000003e9, job_id=-1, txn_id: 1001, label=l, db=db "
      "hasn't send any data yet";
  EXPECT_EQ(call("prepare", "l"), be_refusal("INTERNAL_ERROR", text));
  EXPECT_EQ(state("l"), "ABORTED " + text);
}

TEST_F(TransactionStates, PrepareOfALoadWithoutRows) {
  begin("l");
  load("l", "");
  const std::string text =
      "No partitions have data available for loading. If you are sure there may be no data to be "
      "loaded, you can use `ADMIN SET FRONTEND CONFIG ('empty_load_as_error' = 'false')` to ensure "
      "such load jobs can succeed";
  EXPECT_EQ(call("prepare", "l"), be_refusal("ANALYSIS_ERROR", text));
  query("ADMIN SET FRONTEND CONFIG ('empty_load_as_error' = 'false')");
  begin("l2");
  load("l2", "");
  EXPECT_EQ(status(call("prepare", "l2")), "OK");
  EXPECT_EQ(status(call("commit", "l2")), "OK");
}

TEST_F(TransactionStates, PrepareTwice) {
  make_prepared("l");
  EXPECT_EQ(call("prepare", "l"),
            be_refusal("TXN_NOT_EXISTS", "transaction with label l not exists"));
  EXPECT_EQ(state("l"), "PREPARED");
}

// ---- commit ----

TEST_F(TransactionStates, CommitOfAPreparedTransaction) {
  make_prepared("l");
  EXPECT_EQ(call("commit", "l"), fe_ok("l", ""));
}

TEST_F(TransactionStates, CommitInOnePhaseAnswersLikePrepare) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(timeless(call("commit", "l")),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Label\": \"l\",\n"
            "    \"TxnId\": 1001,\n    \"NumberTotalRows\": 1,\n    \"NumberLoadedRows\": 1,\n"
            "    \"NumberFilteredRows\": 0,\n    \"NumberUnselectedRows\": 0,\n"
            "    \"LoadBytes\": 6,\n    \"LoadTimeMs\": 0,\n    \"StreamLoadPlanTimeMs\": 0,\n"
            "    \"ReceivedDataTimeMs\": 0,\n    \"WriteDataTimeMs\": 0,\n"
            "    \"CommitAndPublishTimeMs\": 0\n}");
}

TEST_F(TransactionStates, CommitInOnePhaseWithoutData) {
  begin("l");
  EXPECT_EQ(status(call("commit", "l")), "INTERNAL_ERROR");
  EXPECT_EQ(call("commit", "l"), failed("Can not commit ABORTED transaction 1001, label is l"));
}

TEST_F(TransactionStates, CommitOfACommittedTransaction) {
  make_prepared("l");
  call("commit", "l");
  EXPECT_EQ(call("commit", "l"), fe_ok("l", "Transaction 1001 has already committed, label is l"));
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
}

TEST_F(TransactionStates, CommitOfAnAbortedTransaction) {
  make_prepared("l");
  call("rollback", "l");
  EXPECT_EQ(call("commit", "l"), failed("Can not commit ABORTED transaction 1001, label is l"));
}

TEST_F(TransactionStates, CommitAtTheBeOfWhatIsPrepared) {
  make_prepared("l");
  EXPECT_EQ(call_be("commit", "l"),
            be_refusal("TXN_NOT_EXISTS", "transaction with label l not exists"));
  EXPECT_EQ(state("l"), "PREPARED");
}

// ---- rollback ----

TEST_F(TransactionStates, RollbackOfAnOpenTransaction) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(call("rollback", "l"),
            "{\n    \"Status\": \"OK\",\n    \"Message\": \"\",\n    \"Label\": \"l\"\n}");
}

TEST_F(TransactionStates, RollbackOfAPreparedTransaction) {
  make_prepared("l");
  EXPECT_EQ(call("rollback", "l"), fe_ok("l", ""));
  EXPECT_EQ(state("l"), "ABORTED User Aborted");
}

TEST_F(TransactionStates, RollbackTwice) {
  begin("l");
  call("rollback", "l");
  EXPECT_EQ(call("rollback", "l"), fe_ok("l", "Transaction 1001 has already aborted, label is l"));
}

TEST_F(TransactionStates, RollbackOfACommittedTransaction) {
  make_prepared("l");
  call("commit", "l");
  EXPECT_EQ(call("rollback", "l"), failed("Can not abort VISIBLE transaction 1001, label is l"));
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
}

TEST_F(TransactionStates, RollbackAtTheBeOfAnotherDatabase) {
  begin("l");
  EXPECT_EQ(request(be(), "POST", "/api/transaction/rollback", "db: other\r\nlabel: l\r\n").body,
            be_refusal("INVALID_ARGUMENT", "request db other transaction db db not match"));
  EXPECT_EQ(state("l"), "PREPARE");
}

// ---- labels that nobody knows ----

TEST_F(TransactionStates, EndOfALabelThatTheFeNeverSaw) {
  for (const char* operation : {"prepare", "commit", "rollback"}) {
    EXPECT_EQ(call(operation, "l"), failed("No transaction found with db[db] and label[l]"))
        << operation;
  }
}

TEST_F(TransactionStates, EndOfALabelWhoseBeginFailed) {
  send("POST", "begin", names("l", "none"), {});
  EXPECT_EQ(call("prepare", "l"),
            be_refusal("TXN_NOT_EXISTS", "transaction with label l not exists"));
  EXPECT_EQ(call("commit", "l"), failed("No transaction found by label l"));
  EXPECT_EQ(call("rollback", "l"), failed("No transaction found by label l"));
}

}  // namespace
}  // namespace starload::devserver
