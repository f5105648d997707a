// Timeouts, the number of open transactions, and how long labels are known.

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <thread>
#include <vector>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionLimits : public TransactionFixture {
 protected:
  void set(const std::string& name, const std::string& value) {
    EXPECT_EQ(query("ADMIN SET FRONTEND CONFIG (\"" + name + "\" = \"" + value + "\")"), "");
  }
  // The label's row in SHOW PROC, which does not look at timeouts of single labels by itself.
  std::string field_of(const std::string& list, const std::string& label, std::size_t column) {
    const std::string rows = query("SHOW PROC '/transactions/db/" + list + "'");
    std::istringstream lines(rows);
    std::string line;
    while (std::getline(lines, line)) {
      std::vector<std::string> cells;
      std::istringstream parts(line);
      for (std::string cell; std::getline(parts, cell, '\t');) cells.push_back(cell);
      if (cells.size() > column && cells[1] == label) return cells[column];
    }
    return {};
  }
  static void wait(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }
  std::string wait_for_end(const std::string& label) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    // Asks storage over SQL: get_load_state would look at the timeouts itself.
    const std::string sql =
        "SELECT STATE FROM information_schema.loads WHERE LABEL = '" + label + "'";
    std::string now = query(sql);
    while (now != "CANCELLED\n" && std::chrono::steady_clock::now() < deadline) {
      wait(50);
      now = query(sql);
    }
    return now;
  }
};

constexpr const char* kOverdue =
    "{\n    \"Status\": \"ABORTED\",\n    \"Message\": \"The load is timeout, and will be "
    "aborted\"\n}";

TEST_F(TransactionLimits, AnOverdueTransactionIsRefusedAtOnce) {
  begin("load", "timeout: 1\r\n");
  begin("prepare", "timeout: 1\r\n");
  load("prepare", "1,a,1\n");
  begin("state", "timeout: 1\r\n");
  begin("again", "timeout: 1\r\n");
  wait(1100);
  EXPECT_EQ(load("load", "1,a,1\n"), kOverdue);
  EXPECT_EQ(state("load"), "ABORTED transaction is aborted by timeout 1 seconds.");
  EXPECT_EQ(call_be("prepare", "prepare"), kOverdue);
  EXPECT_EQ(state("prepare"), "ABORTED transaction is aborted by timeout 1 seconds.");
  EXPECT_EQ(state("state"), "ABORTED transaction is aborted by timeout 1 seconds.");
  EXPECT_EQ(status(call("begin", "again")), "OK");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
}

TEST_F(TransactionLimits, ALoadThatLastsTooLongIsEnded) {
  begin("l", "timeout: 1\r\n");
  RawClient client(be());
  client.send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + names("l") + "Content-Length: 100\r\n\r\n1\t2\t3\n");
  EXPECT_EQ(client.read_reply().body, kOverdue);
  EXPECT_EQ(state("l"), "ABORTED transaction is aborted by timeout 1 seconds.");
}

TEST_F(TransactionLimits, AnIdleTransactionEnds) {
  begin("l", "idle_transaction_timeout: 1\r\n");
  for (int i = 0; i < 3; ++i) {
    wait(500);
    EXPECT_EQ(status(load("l", "1,a,1\n")), "OK") << "each load begins the time anew";
  }
  wait(1100);
  EXPECT_EQ(state("l"), "ABORTED transaction is aborted by idle timeout 1 seconds.");
}

TEST_F(TransactionLimits, APreparedTransactionEndsByItsOwnTimeout) {
  begin("l", "timeout: 1\r\n");
  load("l", "1,a,1\n");
  EXPECT_EQ(status(call("prepare", "l", "prepared_timeout: 2\r\n")), "OK");
  wait(1200);
  EXPECT_EQ(state("l"), "PREPARED") << "the first timeout ended with prepare";
  wait(1000);
  EXPECT_EQ(message(call("commit", "l")),
            "class com.starrocks.common.StarRocksException: Can not commit ABORTED transaction "
            "1001, label is l");
  EXPECT_EQ(state("l"), "ABORTED timeout by txn manager");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "staging"));
}

TEST_F(TransactionLimits, TheSweeperEndsWhatNobodyAsksFor) {
  set("transaction_clean_interval_second", "1");
  begin("open", "timeout: 1\r\n");
  load("open", "1,a,1\n");
  begin("prepared");
  load("prepared", "1,a,1\n");
  EXPECT_EQ(status(call("prepare", "prepared", "prepared_timeout: 1\r\n")), "OK");
  EXPECT_EQ(wait_for_end("open"), "CANCELLED\n");
  EXPECT_EQ(wait_for_end("prepared"), "CANCELLED\n");
  EXPECT_EQ(state("open"), "ABORTED transaction is aborted by timeout 1 seconds.");
  EXPECT_EQ(state("prepared"), "ABORTED timeout by txn manager");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "staging"));
}

TEST_F(TransactionLimits, TheDefaultTimeoutsAreTheConfigurations) {
  begin("a");
  EXPECT_EQ(field_of("running", "a", 13), "600000");
  EXPECT_EQ(field_of("running", "a", 14), "86400000");
  set("stream_load_default_timeout_second", "30");
  set("prepared_transaction_default_timeout_second", "60");
  make_prepared("b");
  EXPECT_EQ(field_of("running", "b", 13), "30000");
  EXPECT_EQ(field_of("running", "b", 14), "60000");
  set("max_stream_load_timeout_second", "100");
  EXPECT_EQ(message(call("begin", "c", "timeout: 101\r\n")),
            "Invalid timeout: '101'. Expected values should be between 1 and 100 seconds");
}

TEST_F(TransactionLimits, ADatabaseHasOnlySoManyOpenTransactions) {
  set("max_running_txn_num_per_db", "2");
  begin("a");
  make_prepared("b");
  const std::string refusal = "current running txns on db 20001 is 2, larger than limit 2";
  const std::string reply = call("begin", "c");
  EXPECT_EQ(status(reply), "ANALYSIS_ERROR");
  EXPECT_EQ(message(reply), refusal);
  const std::string stream_load =
      request(be(), "PUT", "/api/db/events/_stream_load", "label: s\r\n", "1\n").body;
  EXPECT_EQ(status(stream_load), "Fail");
  EXPECT_EQ(message(stream_load), refusal);
  EXPECT_EQ(call("begin", "a").find("LABEL_ALREADY_EXISTS") != std::string::npos, true);
  EXPECT_EQ(state("c"), "UNKNOWN");
  call("commit", "b");
  EXPECT_EQ(status(call("begin", "c")), "OK");
}

TEST_F(TransactionLimits, FinishedLabelsAreForgotten) {
  make_prepared("done");
  call("commit", "done");
  begin("aborted");
  call("rollback", "aborted");
  make_prepared("waiting");
  set("label_keep_max_second", "1");
  set("label_clean_interval_second", "1");
  wait(2600);
  EXPECT_EQ(state("done"), "UNKNOWN");
  EXPECT_EQ(state("aborted"), "UNKNOWN");
  EXPECT_EQ(state("waiting"), "PREPARED") << "it is not finished";
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "1\n");
  EXPECT_EQ(status(call("begin", "done")), "OK") << "a label that is forgotten can be used again";
}

TEST_F(TransactionLimits, TheNewestFinishedLabelsStay) {
  for (const std::string label : {"a", "b", "c"}) {
    begin(label);
    call("rollback", label);
  }
  set("label_keep_max_num", "1");
  set("label_clean_interval_second", "1");
  wait(1500);
  EXPECT_EQ(state("a"), "UNKNOWN");
  EXPECT_EQ(state("b"), "UNKNOWN");
  EXPECT_EQ(state("c"), "ABORTED transaction is aborted by user.");
}

}  // namespace
}  // namespace starload::devserver
