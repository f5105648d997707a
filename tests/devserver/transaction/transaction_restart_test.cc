// Transactions over the end of the server, by kill -9 above all.

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/devserver/server_process.h"
#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionRestart : public TransactionFixture {
 protected:
  void SetUp() override {
    options_ = free_ports(directory_.path() / "data");
    options_.port_file = directory_.path() / "ports";
    start_process();
    create_tables();
  }

  void start_process() {
    ASSERT_TRUE(process_.start(options_));
    ports_.fe = ServerProcess::port(options_, "http");
    ports_.be = ServerProcess::port(options_, "be");
    ports_.mysql = ServerProcess::port(options_, "mysql");
  }
  void kill_and_start() {
    process_.kill();
    start_process();
  }
  std::filesystem::path staging() const { return options_.data_dir / "staging"; }
  std::size_t staged_files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(staging())) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  DevServerOptions options_;
  ServerProcess process_;
};

TEST_F(TransactionRestart, PreparedTransactionsAreCommittedAfterAKill) {
  make_prepared("a", "1,a,1\n2,b,2\n");
  make_prepared("b", "3,c,3\n");
  kill_and_start();
  EXPECT_EQ(state("a"), "PREPARED");
  EXPECT_EQ(state("b"), "PREPARED");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_EQ(status(call("commit", "a")), "OK");
  EXPECT_EQ(query("SELECT * FROM db.events ORDER BY id"), "1\ta\t1\n2\tb\t2\n");
  EXPECT_EQ(status(call("rollback", "b")), "OK");
  kill_and_start();
  EXPECT_EQ(state("a"), "VISIBLE");
  EXPECT_EQ(state("b"), "ABORTED User Aborted");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "2\n");
  EXPECT_EQ(staged_files(), 0U);
}

TEST_F(TransactionRestart, OpenTransactionsAreAbortedByAKill) {
  begin("empty");
  begin("loaded");
  EXPECT_EQ(status(load("loaded", "1,a,1\n")), "OK");
  EXPECT_EQ(staged_files(), 1U);
  kill_and_start();
  EXPECT_EQ(state("empty"), "ABORTED the server was restarted");
  EXPECT_EQ(state("loaded"), "ABORTED the server was restarted");
  EXPECT_EQ(staged_files(), 0U);
  EXPECT_EQ(status(load("loaded", "1,a,1\n")), "TXN_NOT_EXISTS");
  EXPECT_EQ(message(call("commit", "loaded")),
            "class com.starrocks.common.StarRocksException: Can not commit ABORTED transaction "
            "1002, label is loaded");
  EXPECT_EQ(message(call("rollback", "loaded")),
            "Transaction 1002 has already aborted, label is loaded");
  make_prepared("loaded");
  EXPECT_EQ(status(call("commit", "loaded")), "OK");
}

TEST_F(TransactionRestart, AnAcknowledgedCommitOutlivesAKill) {
  make_prepared("l");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  kill_and_start();
  EXPECT_EQ(call("commit", "l"),
            "{\n  \"Label\": \"l\",\n  \"Status\": \"OK\",\n  \"TxnId\": 1001,\n  \"Message\": "
            "\"Transaction 1001 has already committed, label is l\"\n}");
  EXPECT_EQ(query("SELECT * FROM db.events"), "1\ta\t1\n");
}

TEST_F(TransactionRestart, AKillInTheMiddleOfACommitLeavesAllRowsOrNone) {
  constexpr int kRows = 30000;
  std::string rows;
  for (int i = 0; i < kRows; ++i) rows += std::to_string(i) + ",abc,1\n";
  int expected = 0;
  for (const int delay_ms : {1, 5, 10, 20, 40, 80}) {
    const std::string label = "l" + std::to_string(delay_ms);
    make_prepared(label, rows);
    RawClient client(fe());  // asks and does not wait
    client.send("POST /api/transaction/commit HTTP/1.1\r\nHost: localhost\r\n" +
                std::string(kRootAuthorization) + names(label) + "\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    kill_and_start();
    const std::string after = state(label);
    ASSERT_TRUE(after == "PREPARED" || after == "VISIBLE") << after;
    if (after == "VISIBLE") expected += kRows;
    EXPECT_EQ(query("SELECT count(*) FROM db.events"), std::to_string(expected) + "\n");
    if (after == "PREPARED") expected += kRows;
    EXPECT_EQ(status(call("commit", label)), "OK");
    EXPECT_EQ(query("SELECT count(*) FROM db.events"), std::to_string(expected) + "\n");
  }
  EXPECT_EQ(staged_files(), 0U);
}

TEST_F(TransactionRestart, StagedRowsThatAreDamagedAreNeverCommitted) {
  make_prepared("cut", "1,a,1\n");
  make_prepared("gone", "2,b,2\n");
  process_.kill();
  std::filesystem::resize_file(staging() / "1001.rows", 20);
  std::filesystem::remove(staging() / "1002.rows");
  start_process();
  EXPECT_NE(message(call("commit", "cut")).find("the file has not the size that was prepared"),
            std::string::npos);
  EXPECT_NE(message(call("commit", "gone")).find("cannot read the staged rows"), std::string::npos);
  EXPECT_EQ(state("cut"), "PREPARED");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_EQ(status(call("rollback", "cut")), "OK");
  EXPECT_EQ(status(call("rollback", "gone")), "OK");
}

}  // namespace
}  // namespace starload::devserver
