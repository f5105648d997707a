// The steps of a transaction against servers that say exactly what they are told: request bytes,
// replies, counters, rejected rows.
#include <gtest/gtest.h>

#include <future>

#include "plugins/transports/common/text.h"
#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

TestConfig transaction_at(const ScriptedServer& server) {
  TestConfig setup = setup_for(server.authority());
  setup.plugin = Plugin::kTransaction;
  return setup;
}

Load step(std::int32_t kind) {
  Load load;
  load.kind = kind;
  return load;
}

Outcome run(const ScriptedServer& server, const Load& load) {
  return Harness(transaction_at(server)).execute(load);
}

// What the server does with one request; the head comes back.
std::string head_of(const Load& load, const std::string& reply) {
  std::promise<std::string> seen;
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    if (!header_of(head, "Expect").empty()) peer.write(kContinue);
    peer.read_body(head);
    seen.set_value(head);
    peer.write(ok_reply(reply));
  }});
  EXPECT_EQ(run(server, load).response.verdict, SL_VERDICT_OK);
  std::string head = seen.get_future().get();
  const std::size_t host = head.find(server.authority());
  return head.replace(host, server.authority().size(), "<host>");
}

const std::string kCommon = "Host: <host>\r\nUser-Agent: starload\r\nAccept: */*\r\n";

std::string credentials() {
  return "Authorization: Basic " + http::base64(std::string("root:") + kPassword) + "\r\n\r\n";
}

TEST(Transaction, SendsTheRequestsOfTheDocumentedInterface) {
  Load begin = step(SL_REQUEST_BEGIN);
  begin.headers = {{"format", "csv"}, {"timeout", "900"}};
  EXPECT_EQ(head_of(begin, R"({"Status": "OK", "Label": "l1", "TxnId": 7})"),
            "POST /api/transaction/begin HTTP/1.1\r\n" + kCommon +
                "label: l1\r\ndb: db\r\ntable: t\r\ntimeout: 900\r\nContent-Length: 0\r\n" +
                credentials());
  EXPECT_EQ(head_of(step(SL_REQUEST_LOAD), R"({"Status": "OK"})"),
            "PUT /api/transaction/load HTTP/1.1\r\n" + kCommon +
                "Expect: 100-continue\r\nlabel: l1\r\ndb: db\r\ntable: t\r\nformat: csv\r\n"
                "Content-Type: application/octet-stream\r\nContent-Length: 8\r\n" +
                credentials());
  const std::string names = "label: l1\r\ndb: db\r\ntable: t\r\nContent-Length: 0\r\n";
  EXPECT_EQ(head_of(step(SL_REQUEST_PREPARE), R"({"Status": "OK"})"),
            "POST /api/transaction/prepare HTTP/1.1\r\n" + kCommon + names + credentials());
  EXPECT_EQ(head_of(step(SL_REQUEST_COMMIT), R"({"Status": "OK"})"),
            "POST /api/transaction/commit HTTP/1.1\r\n" + kCommon + names + credentials());
  EXPECT_EQ(head_of(step(SL_REQUEST_ROLLBACK), R"({"Status": "OK"})"),
            "POST /api/transaction/rollback HTTP/1.1\r\n" + kCommon + names + credentials());
}

TEST(Transaction, RunsFromBeginToCommitOnOneConnection) {
  ScriptedServer server({backend(R"({"Status": "OK", "Message": "", "Label": "l1", "TxnId": 7})")});
  Harness transport(transaction_at(server));
  const auto state_after = [&](std::int32_t kind) {
    const Outcome outcome = transport.execute(step(kind));
    EXPECT_EQ(outcome.code, SL_OK);
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
    EXPECT_EQ(outcome.response.transaction_id, 7);
    EXPECT_EQ(outcome.response.http_status, 200);
    EXPECT_EQ(outcome.response.flags, 0u);
    EXPECT_EQ(outcome.message, "");
    return outcome.response.label_state;
  };
  EXPECT_EQ(state_after(SL_REQUEST_BEGIN), SL_LABEL_PREPARE);
  EXPECT_EQ(state_after(SL_REQUEST_LOAD), SL_LABEL_PREPARE);
  EXPECT_EQ(state_after(SL_REQUEST_LOAD), SL_LABEL_PREPARE);
  EXPECT_EQ(state_after(SL_REQUEST_PREPARE), SL_LABEL_PREPARED);
  EXPECT_EQ(state_after(SL_REQUEST_COMMIT), SL_LABEL_VISIBLE);
  EXPECT_EQ(server.accepted(), 1u);
}

TEST(Transaction, TheBodyOfALoadArrivesWhole) {
  std::promise<std::string> seen;
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    seen.set_value(peer.read_body(head));
    peer.write(ok_reply(R"({"Status": "OK"})"));
  }});
  EXPECT_EQ(run(server, step(SL_REQUEST_LOAD)).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(seen.get_future().get(), "1,a\n2,b\n");
}

TEST(Transaction, TheCountersOfPrepareAreHandedOn) {
  ScriptedServer server({backend(
      R"({"Status": "OK", "Message": "", "Label": "l1", "TxnId": 1003, "NumberTotalRows": 10,)"
      R"( "NumberLoadedRows": 6, "NumberFilteredRows": 3, "NumberUnselectedRows": 1,)"
      R"( "LoadBytes": 40, "LoadTimeMs": 60, "WriteDataTimeMs": 5})")});
  for (const std::int32_t kind : {SL_REQUEST_PREPARE, SL_REQUEST_COMMIT}) {
    const sl_response response = run(server, step(kind)).response;
    EXPECT_EQ(response.verdict, SL_VERDICT_OK);
    EXPECT_EQ(response.transaction_id, 1003);
    EXPECT_EQ(response.total_rows, 10);
    EXPECT_EQ(response.loaded_rows, 6);
    EXPECT_EQ(response.filtered_rows, 3);
    EXPECT_EQ(response.unselected_rows, 1);
    EXPECT_EQ(response.load_bytes, 40);
    EXPECT_EQ(response.load_time_ms, 60);
  }
}

// Answers prepare with the reply, whose %s is the server's own address, and serves its error log.
Handler with_error_log(std::string before, std::string after, std::promise<std::string>& log_head) {
  return [before = std::move(before), after = std::move(after), &log_head](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(ok_reply(before + header_of(head, "Host") + after));
    log_head.set_value(peer.read_head());
    peer.write(
        ok_reply("Error: NULL value in non-nullable column 'a'. Row: \\N,x\n"
                 "Error: Value 'secret' is out of range. The type of 'b' is INT. Row: 1,secret\n"));
  };
}

TEST(Transaction, TooManyFilteredRowsAtPrepareNamesReasonsAndRows) {
  std::promise<std::string> log_head;
  ScriptedServer server({with_error_log(
      R"({"Status": "INTERNAL_ERROR", "Message": "too many filtered rows", "NumberTotalRows": 10,)"
      R"( "NumberFilteredRows": 2, "ErrorURL": "http://)",
      R"(/api/_load_error_log?file=error_log_1"})", log_head)});
  const Outcome outcome = run(server, step(SL_REQUEST_PREPARE));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_EQ(outcome.response.filtered_rows, 2);
  EXPECT_EQ(outcome.message,
            "prepare: INTERNAL_ERROR: too many filtered rows (2 of 10 rows): NULL value in "
            "non-nullable column 'a'; Value '***' is out of range. The type of 'b' is INT [label "
            "l1, db.t, " +
                server.authority() + "]");
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"NULL value in non-nullable column 'a'", "\\N,x"},
      {"Value 'secret' is out of range. The type of 'b' is INT", "1,secret"}};
  EXPECT_EQ(outcome.rejected, rows);
  const std::string head = log_head.get_future().get();
  EXPECT_TRUE(head.starts_with("GET /api/_load_error_log?file=error_log_1 HTTP/1.1\r\n")) << head;
  EXPECT_EQ(header_of(head, "Authorization"), "");
}

TEST(Transaction, RowsWithinTheRatioAreHandedOverToo) {
  std::promise<std::string> log_head;
  ScriptedServer server({with_error_log(
      R"({"Status": "OK", "Message": "", "NumberTotalRows": 10, "NumberFilteredRows": 2,)"
      R"( "ErrorURL": "http://)",
      R"(/api/_load_error_log?file=error_log_1"})", log_head)});
  const Outcome outcome = run(server, step(SL_REQUEST_PREPARE));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.filtered_rows, 2);
  EXPECT_EQ(outcome.rejected.size(), 2u);
  EXPECT_EQ(outcome.message, "");
}

TEST(Transaction, TheLogOfALoadIsLeftToPrepareWhichNamesTheSameRows) {
  ScriptedServer server({[](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    peer.read_body(head);
    peer.write(ok_reply(R"({"Status": "OK", "ErrorURL": "http://)" + header_of(head, "Host") +
                        R"(/api/_load_error_log?file=error_log_1"})"));
    if (!peer.read_head().empty()) peer.write(ok_reply("Error: x. Row: y\n"));
  }});
  const Outcome outcome = run(server, step(SL_REQUEST_LOAD));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_TRUE(outcome.rejected.empty());
}

TEST(Transaction, AnErrorLogOnAStrangersHostIsNotFetched) {
  ScriptedServer stranger({backend("Error: x. Row: y\n")});
  ScriptedServer server({backend(
      R"({"Status": "INTERNAL_ERROR", "Message": "too many filtered rows", "ErrorURL": "http://)" +
      stranger.authority() + R"(/api/_load_error_log?file=1"})")});
  const Outcome outcome = run(server, step(SL_REQUEST_PREPARE));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(stranger.accepted(), 0u);
  EXPECT_NE(outcome.message.find("the error log was not fetched"), std::string::npos)
      << outcome.message;
}

TEST(Transaction, ALabelThatExistsAtBeginSaysWhoseJob) {
  ScriptedServer server(
      {backend(R"({"Status": "LABEL_ALREADY_EXISTS", "ExistingJobStatus": "RUNNING",)"
               R"( "Message": "Label [l1] has already been used.", "Label": "l1"})")});
  const Outcome outcome = run(server, step(SL_REQUEST_BEGIN));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_LABEL_EXISTS);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_NOT_ASKED);
  EXPECT_EQ(outcome.message,
            "begin: LABEL_ALREADY_EXISTS: Label [l1] has already been used. (ExistingJobStatus "
            "RUNNING) [label l1, db.t, " +
                server.authority() + "]");
}

TEST(Transaction, ALabelThatIsOpenOnTheSameBackendComesWithoutWords) {
  ScriptedServer server(
      {backend(R"({"Status": "LABEL_ALREADY_EXISTS", "ExistingJobStatus": "", "Message": ""})")});
  const Outcome outcome = run(server, step(SL_REQUEST_BEGIN));
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_LABEL_EXISTS);
  EXPECT_EQ(outcome.message,
            "begin: LABEL_ALREADY_EXISTS [label l1, db.t, " + server.authority() + "]");
}

TEST(Transaction, ALostTransactionSaysWhatMayHaveHappened) {
  ScriptedServer server({backend(
      R"({"Status": "TXN_NOT_EXISTS", "Message": "Transaction with label l1 not exists"})")});
  const Outcome outcome = run(server, step(SL_REQUEST_LOAD));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_TRANSACTION_LOST);
  EXPECT_EQ(
      outcome.message,
      "load: TXN_NOT_EXISTS: Transaction with label l1 not exists (the transaction is gone: "
      "it failed, timed out, was rolled back, or its backend was restarted) [label l1, db.t, " +
          server.authority() + "]");
}

TEST(Transaction, ABusyTransactionTakesNothingAndIsAskedSoon) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write(ok_reply(R"({"Status": "TXN_IN_PROCESSING", "Label": "l1",)"
                        R"( "Message": "Transaction is in processing"})"));
  }});
  const Outcome outcome = run(server, step(SL_REQUEST_LOAD));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
}

TEST(Transaction, PublishTimeoutIsCommitted) {
  ScriptedServer server(
      {backend(R"({"Status": "FAILED", "Message":)"
               R"( "class com.starrocks.common.StarRocksException: publish timeout: 20000"})")});
  const Outcome outcome = run(server, step(SL_REQUEST_COMMIT));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_PUBLISH_TIMEOUT);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_COMMITTED);
}

TEST(Transaction, AnAnswerAboutAnotherLabelIsUnknown) {
  ScriptedServer server({backend(R"({"Status": "OK", "Label": "l2"})")});
  for (const std::int32_t kind : {SL_REQUEST_BEGIN, SL_REQUEST_COMMIT}) {
    const Outcome outcome = run(server, step(kind));
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN);
    EXPECT_EQ(outcome.response.label_state, SL_LABEL_NOT_ASKED);
    EXPECT_NE(outcome.message.find("another label"), std::string::npos) << outcome.message;
  }
}

TEST(Transaction, AWrongPasswordIsADefiniteNoAtEveryStep) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
  }});
  for (const std::int32_t kind : {SL_REQUEST_BEGIN, SL_REQUEST_LOAD, SL_REQUEST_PREPARE,
                                  SL_REQUEST_COMMIT, SL_REQUEST_ROLLBACK}) {
    const Outcome outcome = run(server, step(kind));
    EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
    EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
    EXPECT_EQ(outcome.response.http_status, 401);
    EXPECT_NE(outcome.message.find("check username, password"), std::string::npos);
  }
}

TEST(Transaction, AsksForTheStateOfALabel) {
  ScriptedServer server({backend(R"({"state":"PREPARED","status":"OK","msg":"Success"})")});
  const Outcome outcome = run(server, step(SL_REQUEST_LABEL_STATE));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_PREPARED);
}

TEST(Transaction, RefusesRequestsThatItDoesNotHave) {
  ScriptedServer server({backend("{}")});
  const Outcome outcome = run(server, step(99));
  EXPECT_EQ(outcome.code, SL_ERR_CONFIG);
  EXPECT_EQ(server.accepted(), 0u);
}

TEST(Transaction, WarnsOnceOfWhatItsLoadsDoNotHonourWithoutHarm) {
  TestConfig setup = setup_for("127.0.0.1:1");
  setup.plugin = Plugin::kTransaction;
  setup.properties["sink.properties.log_rejected_record_num"] = "5";
  setup.properties["sink.properties.merge_commit_async"] = "true";
  setup.properties["sink.properties.skip_header"] = "0";
  const Harness transport(std::move(setup));
  EXPECT_EQ(transport.create_error(), "");
  ASSERT_EQ(transport.log().size(), 1u);
  EXPECT_EQ(transport.log()[0],
            "WARN transaction: loads of a transaction do not honour "
            "sink.properties.log_rejected_record_num, sink.properties.merge_commit_async, not "
            "sent; set sink.version=V1 if they are needed");
}

TEST(Transaction, RefusesWhatItsLoadsDoNotHonourWhereRowsWouldDiffer) {
  TestConfig setup = setup_for("127.0.0.1:1");
  setup.plugin = Plugin::kTransaction;
  setup.properties["sink.properties.enclose"] = "'";
  setup.properties["sink.properties.skip_header"] = "1";
  setup.properties["sink.properties.trim_space"] = "false";
  const Harness transport(std::move(setup));
  EXPECT_EQ(transport.create_error(),
            "loads of a transaction (sink.version=V2) do not honour 'sink.properties.enclose', "
            "'sink.properties.skip_header', and other rows would be loaded; set sink.version=V1, "
            "or leave it out");
}

Handler answers(std::vector<std::string> replies, std::vector<std::string>& lines) {
  return [replies = std::move(replies), &lines](Peer& peer) {
    for (const std::string& reply : replies) {
      const std::string head = peer.read_head();
      lines.push_back(head.substr(0, head.find("\r\n")));
      peer.write(ok_reply(reply));
    }
  };
}

TEST(Rollback, OfWhatTheBackendForgotIsDoneByTheFrontend) {
  std::vector<std::string> lines;
  Outcome outcome;
  {
    ScriptedServer server({answers(
        {R"({"Status": "TXN_NOT_EXISTS", "Message": "transaction with label l1 not exists"})",
         R"({"status": "OK", "code": "0", "msg": "Success", "message": "OK"})"},
        lines)});
    outcome = run(server, step(SL_REQUEST_ROLLBACK));
  }
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_ABORTED);
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_EQ(outcome.message, "");
  const std::vector<std::string> expected = {"POST /api/transaction/rollback HTTP/1.1",
                                             "POST /api/db/t/_cancel?label=l1 HTTP/1.1"};
  EXPECT_EQ(lines, expected);
}

TEST(Rollback, OfWhatADeadBackendHadIsDoneByTheFrontend) {
  const std::string dead = "127.0.0.1:" + std::to_string(closed_port());
  std::vector<std::string> lines;
  Outcome outcome;
  {
    ScriptedServer server({frontend("http://" + dead + "/api/transaction/rollback"),
                           answers({R"({"status": "OK", "msg": "Success"})"}, lines)});
    TestConfig setup = transaction_at(server);
    setup.known_hosts = {dead};
    outcome = Harness(std::move(setup)).execute(step(SL_REQUEST_ROLLBACK));
  }
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_ABORTED);
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_EQ(lines, std::vector<std::string>{"POST /api/db/t/_cancel?label=l1 HTTP/1.1"});
}

TEST(Rollback, ThatNeitherSideCanDoSaysThatTheTransactionIsGone) {
  std::vector<std::string> lines;
  ScriptedServer server({answers(
      {R"({"Status": "TXN_NOT_EXISTS", "Message": "transaction with label l1 not exists"})",
       R"({"status": "FAILED", "code": "1", "msg": "No transaction found by label l1"})"},
      lines)});
  const Outcome outcome = run(server, step(SL_REQUEST_ROLLBACK));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_TRANSACTION_LOST);
  EXPECT_NE(outcome.message.find("rollback: TXN_NOT_EXISTS"), std::string::npos);
}

Load bare_probe() {
  Load load = step(SL_REQUEST_PROBE);
  load.database = load.table = load.label = "";
  return load;
}

TEST(Probe, AsksWithoutALabelSoThatNothingCanHappen) {
  std::promise<std::string> seen;
  ScriptedServer server({[&](Peer& peer) {
    seen.set_value(peer.read_head());
    peer.write(ok_reply(R"({"Status": "FAILED", "Message": "class x: Empty label."})"));
  }});
  const Outcome outcome = run(server, bare_probe());
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
  const std::string head = seen.get_future().get();
  EXPECT_TRUE(head.starts_with("PUT /api/transaction/load HTTP/1.1\r\n")) << head;
  EXPECT_EQ(header_of(head, "label"), "");
  EXPECT_EQ(header_of(head, "Content-Length"), "0");
  EXPECT_EQ(header_of(head, "Expect"), "");
}

TEST(Probe, AnOldServerHasNoTransactions) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nNot Found");
  }});
  const Outcome outcome = run(server, bare_probe());
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_NE(outcome.message.find("no transaction interface"), std::string::npos) << outcome.message;
}

TEST(Probe, AServerThatCannotBeAskedIsUnknown) {
  const auto verdict = [](const std::vector<Handler>& script) {
    ScriptedServer server(script);
    return run(server, bare_probe()).response.verdict;
  };
  EXPECT_EQ(verdict({[](Peer& peer) { peer.read_head(); }}), SL_VERDICT_UNKNOWN);
  EXPECT_EQ(verdict({[](Peer& peer) {
              peer.read_head();
              peer.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
            }}),
            SL_VERDICT_UNKNOWN);
  EXPECT_EQ(verdict({frontend("ftp://x/")}), SL_VERDICT_UNKNOWN);
  TestConfig setup = setup_for("127.0.0.1:" + std::to_string(closed_port()));
  setup.plugin = Plugin::kTransaction;
  const Outcome outcome = Harness(std::move(setup)).execute(bare_probe());
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_NE(outcome.message.find("Connection refused"), std::string::npos) << outcome.message;
}

}  // namespace
}  // namespace starload::test
