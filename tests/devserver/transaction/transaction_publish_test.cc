// Transactions that are committed and not visible yet: starload_publish_delay_ms holds them there.

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/devserver/server_process.h"
#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionPublish : public TransactionFixture {
 protected:
  void delay_publishing(int milliseconds) {
    EXPECT_EQ(query("ADMIN SET FRONTEND CONFIG ('starload_publish_delay_ms' = '" +
                    std::to_string(milliseconds) + "')"),
              "");
  }
  std::string wait_for_visible(const std::string& label) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    std::string now = state(label);
    while (now == "COMMITTED" && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      now = state(label);
    }
    return now;
  }
  std::string rows() { return query("SELECT * FROM db.events ORDER BY id"); }
};

constexpr int kLong = 600'000;
constexpr const char* kOneSecond = "timeout: 1\r\n";

TEST_F(TransactionPublish, ACommitWaitsUntilTheRowsAreVisible) {
  delay_publishing(300);
  make_prepared("l");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(state("l"), "VISIBLE");
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(TransactionPublish, ACommitThatWaitsTooLongIsCommittedAllTheSame) {
  delay_publishing(2500);
  make_prepared("l");
  EXPECT_EQ(call("commit", "l", kOneSecond),
            "{\n  \"Status\": \"FAILED\",\n  \"Message\": \"class "
            "com.starrocks.common.StarRocksException: publish timeout: 1000\"\n}");
  EXPECT_EQ(state("l"), "COMMITTED");
  EXPECT_EQ(rows(), "");
  EXPECT_EQ(wait_for_visible("l"), "VISIBLE");
  EXPECT_EQ(rows(), "1\ta\t1\n");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() / "staging"));
}

TEST_F(TransactionPublish, RequestsForACommittedLabel) {
  delay_publishing(kLong);
  make_prepared("l");
  call("commit", "l", kOneSecond);
  EXPECT_EQ(message(call("commit", "l")), "Transaction 1001 has already committed, label is l");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(message(call("rollback", "l")),
            "class com.starrocks.common.StarRocksException: Can not abort COMMITTED transaction "
            "1001, label is l");
  EXPECT_EQ(field(call("begin", "l"), "ExistingJobStatus"), "FINISHED");
  EXPECT_EQ(status(load("l", "1,a,1\n")), "TXN_NOT_EXISTS");
  EXPECT_EQ(query("SHOW PROC '/transactions/db'"), "running\t1\nfinished\t0\n");
  EXPECT_NE(query("SHOW PROC '/transactions/db/running'").find("\tCOMMITTED\t"), std::string::npos);
  EXPECT_EQ(state("l"), "COMMITTED");
}

TEST_F(TransactionPublish, ACommitInOnePhaseHasACodeForIt) {
  delay_publishing(2500);
  begin("l", kOneSecond);
  load("l", "1,a,1\n");
  EXPECT_EQ(call("commit", "l"),
            "{\n    \"Status\": \"PUBLISH_TIMEOUT\",\n    \"Message\": \"Publish timeout. The data "
            "will be visible after a while\"\n}");
  EXPECT_EQ(state("l"), "COMMITTED");
  EXPECT_EQ(wait_for_visible("l"), "VISIBLE");
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(TransactionPublish, AStreamLoadHasAStatusForIt) {
  delay_publishing(2500);
  const std::string reply =
      request(be(), "PUT", "/api/db/events/_stream_load",
              std::string(kOneSecond) + "column_separator: ,\r\nlabel: l\r\n", "1,a,1\n")
          .body;
  EXPECT_EQ(status(reply), "Publish Timeout");
  EXPECT_EQ(message(reply), "Publish timeout. The data will be visible after a while");
  EXPECT_EQ(field(reply, "NumberLoadedRows"), "1");
  EXPECT_EQ(state("l"), "COMMITTED");
  EXPECT_EQ(wait_for_visible("l"), "VISIBLE");
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(TransactionPublish, ACleanStopLeavesItForTheNextStart) {
  delay_publishing(kLong);
  make_prepared("l");
  call("commit", "l", kOneSecond);
  server_.reset();
  start();
  EXPECT_EQ(wait_for_visible("l"), "VISIBLE");
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(TransactionPublish, ACommittedTransactionOutlivesAKill) {
  server_.reset();
  DevServerOptions options = free_ports(directory_.path() / "data");
  options.port_file = directory_.path() / "ports";
  ServerProcess process;
  const auto start_process = [&] {
    ASSERT_TRUE(process.start(options));
    ports_ = {ServerProcess::port(options, "http"), ServerProcess::port(options, "be"),
              ServerProcess::port(options, "mysql")};
  };
  start_process();
  create_tables();
  delay_publishing(kLong);
  make_prepared("l");
  call("commit", "l", kOneSecond);
  EXPECT_EQ(state("l"), "COMMITTED");
  process.kill();
  start_process();
  EXPECT_EQ(wait_for_visible("l"), "VISIBLE");
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(TransactionPublish, ADroppedTableLeavesNothingToPublish) {
  delay_publishing(2000);
  make_prepared("l");
  call("commit", "l", kOneSecond);
  query("DROP TABLE db.events");
  create_tables();
  EXPECT_EQ(wait_for_visible("l"), "VISIBLE");
  EXPECT_EQ(rows(), "");
}

TEST_F(TransactionPublish, ABigCommitIsPublishedInTheBackground) {
  constexpr int kRows = 210'000;
  std::string body;
  for (int i = 0; i < kRows; ++i) body += std::to_string(i) + ",a,1\n";
  make_prepared("l", body);
  EXPECT_EQ(status(call("commit", "l", "timeout: 60\r\n")), "OK");
  EXPECT_EQ(query("SELECT count(*), count(DISTINCT id) FROM db.events"), "210000\t210000\n");
  EXPECT_EQ(state("l"), "VISIBLE");
}

}  // namespace
}  // namespace starload::devserver
