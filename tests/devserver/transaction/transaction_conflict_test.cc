// What happens to a transaction while a load is under way, and to bodies that do not end.

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/devserver/transaction/transaction_fixture.h"

namespace starload::devserver {
namespace {

class TransactionConflict : public TransactionFixture {
 protected:
  // A load that has sent `body` and waits; it promised `size` bytes.
  std::unique_ptr<RawClient> start_load(const std::string& label, std::size_t size,
                                        const std::string& body) {
    auto client = std::make_unique<RawClient>(be());
    client->send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
                 kRootAuthorization + names(label) + "column_separator: ,\r\n" +
                 "Expect: 100-continue\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
    EXPECT_EQ(client->read_reply().status, 100);
    client->send(body);
    return client;
  }
  // Waits for a label to get there; its state at last.
  std::string wait_for_state(const std::string& label, const std::string& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    std::string now = state(label);
    while (now != wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      now = state(label);
    }
    return now;
  }
};

TEST_F(TransactionConflict, OtherRequestsAreToldToTryAgain) {
  begin("l");
  const std::unique_ptr<RawClient> client = start_load("l", 12, "1,a,1\n");
  const std::string busy =
      "{\n    \"Status\": \"TXN_IN_PROCESSING\",\n    \"Label\": \"l\",\n    \"Message\": "
      "\"Transaction is in processing\"\n}";
  EXPECT_EQ(call("prepare", "l"), busy);
  EXPECT_EQ(call("commit", "l"), busy);
  EXPECT_EQ(field(call_be("list", "l"), "InProcessing"), "true");
  client->send("2,b,2\n");
  EXPECT_EQ(status(client->read_reply().body), "OK");
  EXPECT_EQ(status(call("prepare", "l")), "OK");
}

TEST_F(TransactionConflict, ASecondLoadIsAnsweredBeforeItsBody) {
  begin("l");
  const std::unique_ptr<RawClient> first = start_load("l", 12, "1,a,1\n");
  RawClient second(be());
  second.send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + names("l") +
              "Expect: 100-continue\r\nContent-Length: 6\r\n\r\n");
  const RawReply reply = second.read_reply();
  EXPECT_EQ(reply.status, 200) << "not 100: the body is not wanted";
  EXPECT_EQ(status(reply.body), "TXN_IN_PROCESSING");
  first->send("2,b,2\n");
  EXPECT_EQ(status(first->read_reply().body), "OK");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "2\n");
}

TEST_F(TransactionConflict, ABodyThatEndsTooEarlyAbortsTheTransaction) {
  begin("l");
  EXPECT_EQ(status(load("l", "1,a,1\n")), "OK");
  start_load("l", 100, "2,b,2\n3,c,3\n");  // and gone
  EXPECT_EQ(wait_for_state("l", "ABORTED receive body don't equal with body bytes"),
            "ABORTED receive body don't equal with body bytes");
  EXPECT_EQ(status(call("commit", "l")), "FAILED");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
}

TEST_F(TransactionConflict, AChunkedBodyWithoutItsEndAbortsTheTransaction) {
  begin("l");
  RawClient client(be());
  client.send(std::string("PUT /api/transaction/load HTTP/1.1\r\nHost: localhost\r\n") +
              kRootAuthorization + names("l") +
              "column_separator: ,\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n1,a,1\n\r\n");
  client.finish_sending();
  EXPECT_EQ(message(client.read_reply().body), "receive body don't equal with body bytes");
  EXPECT_EQ(state("l"), "ABORTED receive body don't equal with body bytes");
}

TEST_F(TransactionConflict, AChunkedBodyIsALoad) {
  begin("l");
  const std::string reply = request(be(), "PUT", "/api/transaction/load",
                                    names("l") +
                                        "column_separator: ,\r\nTransfer-Encoding: "
                                        "chunked\r\n\r\n6\r\n1,a,1\n\r\n0\r\n")
                                .body;
  EXPECT_EQ(status(reply), "OK");
  EXPECT_EQ(field(reply, "LoadBytes"), "6");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT * FROM db.events"), "1\ta\t1\n");
}

TEST_F(TransactionConflict, ARollbackEndsTheLoadThatIsUnderWay) {
  begin("l");
  const std::unique_ptr<RawClient> client = start_load("l", 12, "1,a,1\n");
  EXPECT_EQ(status(call("rollback", "l")), "OK");
  client->send("2,b,2\n");
  const std::string reply = client->read_reply().body;
  EXPECT_EQ(status(reply), "ABORTED");
  EXPECT_EQ(message(reply), "transaction is aborted by user.");
  EXPECT_EQ(state("l"), "ABORTED transaction is aborted by user.");
  begin("l");
  EXPECT_EQ(status(load("l", "5,e,5\n")), "OK");
  EXPECT_EQ(status(call("commit", "l")), "OK");
  EXPECT_EQ(query("SELECT * FROM db.events"), "5\te\t5\n");
}

TEST_F(TransactionConflict, CancelEndsAnOpenTransaction) {
  begin("l");
  load("l", "1,a,1\n");
  EXPECT_EQ(status(request(fe(), "POST", "/api/db/events/_cancel?label=l").body), "");
  EXPECT_EQ(state("l"), "ABORTED user cancel");
  EXPECT_EQ(status(load("l", "1,a,1\n")), "TXN_NOT_EXISTS");
}

TEST_F(TransactionConflict, LabelsDoNotWaitForEachOther) {
  constexpr int kLabels = 8;
  constexpr int kLoads = 5;
  std::vector<std::thread> threads;
  for (int i = 0; i < kLabels; ++i) {
    threads.emplace_back([this, i] {
      const std::string label = "l" + std::to_string(i);
      begin(label);
      for (int j = 0; j < kLoads; ++j) {
        const std::string id = std::to_string(i * kLoads + j);
        EXPECT_EQ(status(load(label, id + ",a,1\n")), "OK");
      }
      EXPECT_EQ(status(call("prepare", label)), "OK");
      EXPECT_EQ(status(call("commit", label)), "OK");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(query("SELECT count(*), count(DISTINCT id), sum(id) FROM db.events"), "40\t40\t780\n");
}

TEST_F(TransactionConflict, OfTwoCommitsAtOnceOneAppliesTheRows) {
  for (int round = 0; round < 5; ++round) {
    const std::string label = "l" + std::to_string(round);
    make_prepared(label);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([this, &label] { EXPECT_EQ(status(call("commit", label)), "OK"); });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "5\n");
}

TEST_F(TransactionConflict, OfACommitAndARollbackOneWins) {
  int visible = 0;
  for (int round = 0; round < 10; ++round) {
    const std::string label = "l" + std::to_string(round);
    make_prepared(label);
    std::string committed;
    std::string rolled_back;
    std::thread commit([&] { committed = status(call("commit", label)); });
    std::thread rollback([&] { rolled_back = status(call("rollback", label)); });
    commit.join();
    rollback.join();
    EXPECT_NE(committed, rolled_back) << "one is OK, the other FAILED";
    EXPECT_EQ(state(label).substr(0, 7), committed == "OK" ? "VISIBLE" : "ABORTED");
    visible += committed == "OK" ? 1 : 0;
  }
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), std::to_string(visible) + "\n");
}

TEST_F(TransactionConflict, ACommitOfADroppedTableFails) {
  make_prepared("l");
  query("DROP TABLE db.events");
  create_tables();
  EXPECT_EQ(message(call("commit", "l")),
            "class com.starrocks.common.StarRocksException: unknown table, table=events: it was "
            "dropped after transaction 1001 of label l was prepared");
  EXPECT_EQ(query("SELECT count(*) FROM db.events"), "0\n");
  EXPECT_EQ(status(call("rollback", "l")), "OK");
}

}  // namespace
}  // namespace starload::devserver
