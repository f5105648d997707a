// The transaction transport against the development server, both in this process.
#include <gtest/gtest.h>

#include "tests/devserver/server_fixture.h"
#include "tests/plugins/transports/support/harness.h"

namespace starload::test {
namespace {

class DevServerTransaction : public devserver::ServerFixture {
 protected:
  void SetUp() override {
    start();
    connect();
  }

  void connect() {
    TestConfig setup = setup_for("127.0.0.1:" + std::to_string(fe()));
    setup.plugin = Plugin::kTransaction;
    setup.properties["password"] = "";
    setup.known_hosts = {"127.0.0.1"};
    transport_ = std::make_unique<Harness>(std::move(setup));
  }

  void restart() {
    transport_.reset();
    server_.reset();
    start();
    connect();
  }

  Outcome run(std::int32_t kind, const std::string& label = "l1",
              const std::string& body = "1,a,1\n") {
    Load load;
    load.kind = kind;
    load.table = "events";
    load.label = label;
    load.headers = headers_;
    load.body = {body};
    return transport_->execute(load);
  }

  void expect_ok(const Outcome& outcome, std::int32_t label_state) {
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
    EXPECT_EQ(outcome.response.label_state, label_state) << outcome.message;
  }

  void prepare_one(const std::string& label) {
    expect_ok(run(SL_REQUEST_BEGIN, label), SL_LABEL_PREPARE);
    expect_ok(run(SL_REQUEST_LOAD, label), SL_LABEL_PREPARE);
    expect_ok(run(SL_REQUEST_PREPARE, label), SL_LABEL_PREPARED);
  }

  std::string rows() { return query("SELECT * FROM db.events ORDER BY id"); }

  std::vector<std::pair<std::string, std::string>> headers_ = {{"format", "csv"},
                                                               {"column_separator", ","}};
  std::unique_ptr<Harness> transport_;
};

TEST_F(DevServerTransaction, CompressedLoadsOfOneTransactionFollowEachOther) {
  int id = 0;
  std::string expected;
  for (const char* compression : {"lz4_frame", "zstd", "gzip"}) {
    const std::string label = std::string("label_") + compression;
    headers_ = {{"format", "csv"}, {"column_separator", ","}, {"compression", compression}};
    expect_ok(run(SL_REQUEST_BEGIN, label), SL_LABEL_PREPARE);
    for (int load = 0; load < 2; ++load) {
      const std::string number = std::to_string(++id);
      expect_ok(run(SL_REQUEST_LOAD, label, number + ",a," + number + "\n"), SL_LABEL_PREPARE);
      expected += number + "\ta\t" + number + "\n";
    }
    expect_ok(run(SL_REQUEST_PREPARE, label), SL_LABEL_PREPARED);
    expect_ok(run(SL_REQUEST_COMMIT, label), SL_LABEL_VISIBLE);
  }
  EXPECT_EQ(rows(), expected);
}

TEST_F(DevServerTransaction, ItsRowsAreThereAfterTheCommitAndNotBefore) {
  const Outcome begun = run(SL_REQUEST_BEGIN);
  expect_ok(begun, SL_LABEL_PREPARE);
  EXPECT_GT(begun.response.transaction_id, 0);
  expect_ok(run(SL_REQUEST_LABEL_STATE), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD, "l1", "1,a,1\n2,b,2\n"), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD, "l1", "3,c,3\n"), SL_LABEL_PREPARE);
  const Outcome prepared = run(SL_REQUEST_PREPARE);
  expect_ok(prepared, SL_LABEL_PREPARED);
  EXPECT_EQ(prepared.response.transaction_id, begun.response.transaction_id);
  EXPECT_EQ(prepared.response.total_rows, 3);
  EXPECT_EQ(prepared.response.loaded_rows, 3);
  EXPECT_EQ(prepared.response.filtered_rows, 0);
  EXPECT_EQ(prepared.response.load_bytes, 18);
  expect_ok(run(SL_REQUEST_LABEL_STATE), SL_LABEL_PREPARED);
  EXPECT_EQ(rows(), "");
  expect_ok(run(SL_REQUEST_COMMIT), SL_LABEL_VISIBLE);
  expect_ok(run(SL_REQUEST_LABEL_STATE), SL_LABEL_VISIBLE);
  EXPECT_EQ(rows(), "1\ta\t1\n2\tb\t2\n3\tc\t3\n");
}

TEST_F(DevServerTransaction, EachJsonLoadIsAnArrayOfItsOwn) {
  headers_ = {{"format", "json"}, {"strip_outer_array", "true"}};
  expect_ok(run(SL_REQUEST_BEGIN), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD, "l1", R"([{"id":1,"name":"a","score":1}])"), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD, "l1", R"([{"id":2,"name":"b"},{"id":3}])"), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_PREPARE), SL_LABEL_PREPARED);
  expect_ok(run(SL_REQUEST_COMMIT), SL_LABEL_VISIBLE);
  EXPECT_EQ(rows(), "1\ta\t1\n2\tb\tNULL\n3\tNULL\tNULL\n");
}

TEST_F(DevServerTransaction, ARollbackLeavesNothing) {
  expect_ok(run(SL_REQUEST_BEGIN), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_ROLLBACK), SL_LABEL_ABORTED);
  expect_ok(run(SL_REQUEST_LABEL_STATE), SL_LABEL_ABORTED);
  prepare_one("l2");
  expect_ok(run(SL_REQUEST_ROLLBACK, "l2"), SL_LABEL_ABORTED);
  expect_ok(run(SL_REQUEST_ROLLBACK, "l2"), SL_LABEL_ABORTED);
  EXPECT_EQ(run(SL_REQUEST_COMMIT, "l2").response.flags, SL_RESPONSE_TRANSACTION_LOST);
  EXPECT_EQ(rows(), "");
}

TEST_F(DevServerTransaction, WhatIsDoneTwiceIsDoneOnce) {
  expect_ok(run(SL_REQUEST_BEGIN), SL_LABEL_PREPARE);
  const Outcome begun_twice = run(SL_REQUEST_BEGIN);
  EXPECT_EQ(begun_twice.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(begun_twice.response.flags, SL_RESPONSE_LABEL_EXISTS);
  expect_ok(run(SL_REQUEST_LOAD), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_PREPARE), SL_LABEL_PREPARED);
  EXPECT_EQ(run(SL_REQUEST_PREPARE).response.flags, SL_RESPONSE_TRANSACTION_LOST);
  EXPECT_EQ(run(SL_REQUEST_LOAD).response.flags & SL_RESPONSE_TRANSACTION_LOST,
            SL_RESPONSE_TRANSACTION_LOST);
  expect_ok(run(SL_REQUEST_COMMIT), SL_LABEL_VISIBLE);
  expect_ok(run(SL_REQUEST_COMMIT), SL_LABEL_COMMITTED);
  const Outcome begun_again = run(SL_REQUEST_BEGIN);
  EXPECT_EQ(begun_again.response.flags, SL_RESPONSE_LABEL_EXISTS);
  EXPECT_EQ(begun_again.response.label_state, SL_LABEL_COMMITTED) << begun_again.message;
  const Outcome rolled_back = run(SL_REQUEST_ROLLBACK);
  EXPECT_EQ(rolled_back.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(rolled_back.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(rolled_back.response.label_state, SL_LABEL_VISIBLE) << rolled_back.message;
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(DevServerTransaction, AnUnknownLabelIsALostTransaction) {
  for (const std::int32_t kind :
       {SL_REQUEST_LOAD, SL_REQUEST_PREPARE, SL_REQUEST_COMMIT, SL_REQUEST_ROLLBACK}) {
    const Outcome outcome = run(kind, "never_begun");
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO) << outcome.message;
    EXPECT_EQ(outcome.response.flags & SL_RESPONSE_TRANSACTION_LOST, SL_RESPONSE_TRANSACTION_LOST)
        << outcome.message;
  }
  expect_ok(run(SL_REQUEST_LABEL_STATE, "never_begun"), SL_LABEL_UNKNOWN);
}

TEST_F(DevServerTransaction, RowsThatItRefusesEndItAtPrepareWithTheirReasons) {
  expect_ok(run(SL_REQUEST_BEGIN), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD, "l1", "1,a,1\n\\N,b,2\n"), SL_LABEL_PREPARE);
  const Outcome outcome = run(SL_REQUEST_PREPARE);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_NE(outcome.message.find("too many filtered rows"), std::string::npos) << outcome.message;
  EXPECT_NE(outcome.message.find("NULL value in non-nullable column 'id'"), std::string::npos)
      << outcome.message;
  ASSERT_EQ(outcome.rejected.size(), 1u);
  expect_ok(run(SL_REQUEST_LABEL_STATE), SL_LABEL_ABORTED);
  EXPECT_EQ(rows(), "");
}

TEST_F(DevServerTransaction, AnUnknownTableIsADefiniteNo) {
  Load load;
  load.kind = SL_REQUEST_BEGIN;
  load.table = "nowhere";
  const Outcome outcome = transport_->execute(load);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_NE(outcome.message.find("nowhere"), std::string::npos) << outcome.message;
}

TEST_F(DevServerTransaction, AfterARestartOnlyWhatWasPreparedIsLeft) {
  prepare_one("prepared");
  expect_ok(run(SL_REQUEST_BEGIN, "open"), SL_LABEL_PREPARE);
  expect_ok(run(SL_REQUEST_LOAD, "open"), SL_LABEL_PREPARE);
  restart();
  const Outcome lost = run(SL_REQUEST_PREPARE, "open");
  EXPECT_EQ(lost.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(lost.response.flags, SL_RESPONSE_TRANSACTION_LOST) << lost.message;
  EXPECT_EQ(run(SL_REQUEST_LOAD, "open").response.flags & SL_RESPONSE_TRANSACTION_LOST,
            SL_RESPONSE_TRANSACTION_LOST);
  expect_ok(run(SL_REQUEST_ROLLBACK, "open"), SL_LABEL_ABORTED);
  expect_ok(run(SL_REQUEST_COMMIT, "prepared"), SL_LABEL_VISIBLE);
  EXPECT_EQ(rows(), "1\ta\t1\n");
}

TEST_F(DevServerTransaction, TheServerHasTransactions) {
  Load load;
  load.kind = SL_REQUEST_PROBE;
  load.database = load.table = load.label = "";
  EXPECT_EQ(transport_->execute(load).response.verdict, SL_VERDICT_OK);
}

struct FaultedStep {
  std::int32_t kind;
  const char* name;           // in a fault's text, with the side that answers
  std::int32_t state_before;  // of the label, when the request is lost
  std::int32_t state_after;   // when its answer is
};

class FaultedTransaction : public DevServerTransaction,
                           public testing::WithParamInterface<FaultedStep> {
 protected:
  void SetUp() override {
    const std::string step = GetParam().name;
    devserver::DevServerOptions options = free_ports(directory_.path());
    for (const char* fault :
         {"#1:drop-reply", "#2:status=504:after", "#3:garble", "#4:truncate", "#5:drop-request"})
      options.faults.push_back(step + fault);
    start(options);
    connect();
  }

  // Up to and with the step under test; the answer to that.
  Outcome run_to_step(const std::string& label) {
    constexpr std::int32_t kOrder[] = {SL_REQUEST_BEGIN, SL_REQUEST_LOAD, SL_REQUEST_PREPARE,
                                       SL_REQUEST_COMMIT};
    for (const std::int32_t kind : kOrder) {
      if (kind == GetParam().kind) break;
      EXPECT_EQ(run(kind, label).response.verdict, SL_VERDICT_OK);
    }
    return run(GetParam().kind, label);
  }
};

TEST_P(FaultedTransaction, ALostAnswerIsUnknownAndTheLabelTellsTheRest) {
  for (const char* label : {"dropped", "gateway_timeout", "garbled", "truncated"}) {
    const Outcome outcome = run_to_step(label);
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN) << label << ": " << outcome.message;
    EXPECT_EQ(outcome.response.label_state, SL_LABEL_NOT_ASKED) << label;
    expect_ok(run(SL_REQUEST_LABEL_STATE, label), GetParam().state_after);
  }
  const Outcome lost = run_to_step("not_arrived");
  if (GetParam().kind == SL_REQUEST_LOAD) {
    // The kept connection ended before a byte of the body had left: it went out on another one.
    return expect_ok(lost, SL_LABEL_PREPARE);
  }
  EXPECT_EQ(lost.response.verdict, SL_VERDICT_UNKNOWN) << lost.message;
  expect_ok(run(SL_REQUEST_LABEL_STATE, "not_arrived"), GetParam().state_before);
}

INSTANTIATE_TEST_SUITE_P(
    Step, FaultedTransaction,
    testing::Values(
        FaultedStep{SL_REQUEST_BEGIN, "begin@be", SL_LABEL_UNKNOWN, SL_LABEL_PREPARE},
        FaultedStep{SL_REQUEST_LOAD, "load@be", SL_LABEL_PREPARE, SL_LABEL_PREPARE},
        FaultedStep{SL_REQUEST_PREPARE, "prepare@be", SL_LABEL_PREPARE, SL_LABEL_PREPARED},
        FaultedStep{SL_REQUEST_COMMIT, "commit@fe", SL_LABEL_PREPARED, SL_LABEL_VISIBLE}));

}  // namespace
}  // namespace starload::test
