// Loads and label questions against a server that says exactly what it is told.
#include <gtest/gtest.h>

#include <future>

#include "plugins/transports/common/text.h"
#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

void expect_ok(const Outcome& outcome) {
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
}

TEST(Load, SendsTheRequestOfADocumentedStreamLoad) {
  std::promise<std::string> seen_head;
  std::promise<std::string> seen_body;
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    seen_body.set_value(peer.read_body(head));
    seen_head.set_value(head);
    peer.write(ok_reply(kSuccess));
  }});
  Harness transport(setup_for(server.authority()));
  Load load;
  load.database = "my db";
  load.table = "t/1";
  load.headers = {{"format", "csv"}, {"columns", "a,b"}, {"column_separator", "\\x01"}};
  const Outcome outcome = transport.execute(load);
  EXPECT_EQ(outcome.code, SL_OK);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.http_status, 200);
  EXPECT_EQ(outcome.response.transaction_id, 1003);
  EXPECT_EQ(outcome.response.loaded_rows, 2);
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_EQ(outcome.message, "");
  const std::string head = seen_head.get_future().get();
  EXPECT_TRUE(head.starts_with("PUT /api/my%20db/t%2F1/_stream_load HTTP/1.1\r\n")) << head;
  EXPECT_EQ(header_of(head, "Host"), server.authority());
  EXPECT_EQ(header_of(head, "label"), "l1");
  EXPECT_EQ(header_of(head, "Expect"), "100-continue");
  EXPECT_EQ(header_of(head, "Content-Length"), "8");
  EXPECT_EQ(header_of(head, "columns"), "a,b");
  EXPECT_EQ(header_of(head, "column_separator"), "\\x01");
  EXPECT_EQ(header_of(head, "Authorization"),
            "Basic " + http::base64(std::string("root:") + kPassword));
  EXPECT_EQ(seen_body.get_future().get(), "1,a\n2,b\n");
}

TEST(Load, PublishTimeoutIsCommitted) {
  ScriptedServer server(
      {backend(R"({"Status": "Publish Timeout", "Label": "l1", "Message": "x"})")});
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_PUBLISH_TIMEOUT);
}

TEST(Load, ALabelThatExistsIsUnknownAndSaysWhoseJob) {
  ScriptedServer server(
      {backend(R"({"Status": "Label Already Exists", "ExistingJobStatus": "FINISHED",)"
               R"( "Message": "Label [l1] has already been used."})")});
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_LABEL_EXISTS);
  EXPECT_EQ(outcome.message,
            "Label Already Exists: Label [l1] has already been used. (ExistingJobStatus FINISHED) "
            "[label l1, db.t, " +
                server.authority() + "]");
}

TEST(Load, ARefusalAtTheHeadersIsKnownToHaveSentNothing) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write(ok_reply(R"({"Status": "Fail", "Message": "unknown table \"db.t\""})"));
  }});
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_EQ(outcome.message, "unknown table \"db.t\" [label l1, db.t, " + server.authority() + "]");
}

TEST(Load, AWrongPasswordIsADefiniteNo) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write(
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 83\r\n\r\n"
        R"({"status":"FAILED","code":"1","msg":"Access denied for root@127.0.0.1","message":""})");
  }});
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(outcome.response.http_status, 401);
  EXPECT_NE(outcome.message.find("HTTP 401"), std::string::npos) << outcome.message;
  EXPECT_NE(outcome.message.find("check username, password"), std::string::npos) << outcome.message;
}

TEST(Load, AfterARefusalTheNextRequestComesOnAFreshConnection) {
  const Handler refuse_once = [](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n");
    EXPECT_TRUE(peer.wait_closed());
  };
  ScriptedServer server({refuse_once, backend(std::string(kSuccess))});
  Harness transport(setup_for(server.authority()));
  const Outcome refused = transport.execute({});
  EXPECT_EQ(refused.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(refused.response.retry, SL_RETRY_LATER);
  expect_ok(transport.execute({}));
  EXPECT_EQ(server.accepted(), 2u);
}

TEST(Load, ManyLoadsShareOneConnection) {
  ScriptedServer server({backend(std::string(kSuccess))});
  Harness transport(setup_for(server.authority()));
  for (int i = 0; i < 5; ++i) expect_ok(transport.execute({}));
  EXPECT_EQ(server.accepted(), 1u);
}

TEST(Load, AnIdleConnectionThatTheServerClosedIsReplaced) {
  const Handler once = [](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    peer.read_body(head);
    peer.write(ok_reply(kSuccess));
  };
  ScriptedServer server({once, once});
  Harness transport(setup_for(server.authority()));
  expect_ok(transport.execute({}));
  expect_ok(transport.execute({}));
  EXPECT_EQ(server.accepted(), 2u);
}

TEST(Load, SendsManyAndLargePieces) {
  std::promise<std::string> seen_body;
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    seen_body.set_value(peer.read_body(head));
    peer.write(ok_reply(kSuccess));
  }});
  Harness transport(setup_for(server.authority()));
  Load load;
  load.body.clear();
  std::string whole;
  for (int i = 0; i < 300; ++i)
    load.body.push_back(std::string(i % 7 == 0 ? 0 : 1000u * static_cast<unsigned>(i),
                                    static_cast<char>('a' + i % 26)));
  for (const std::string& piece : load.body) whole += piece;
  EXPECT_EQ(transport.execute(load).response.verdict, SL_VERDICT_OK);
  EXPECT_TRUE(seen_body.get_future().get() == whole);
}

TEST(Load, ASuccessAboutAnotherLabelIsUnknown) {
  ScriptedServer server({backend(R"({"Status": "Success", "Label": "other", "Message": "OK"})")});
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_NE(outcome.message.find("another label"), std::string::npos);
}

TEST(Load, MergeCommitRepliesCarryTheServersLabel) {
  ScriptedServer server(
      {backend(R"({"Status": "Success", "Label": "merge_commit_1", "Message": "OK"})")});
  Load load;
  load.headers = {{"enable_merge_commit", "true"}};
  EXPECT_EQ(Harness(setup_for(server.authority())).execute(load).response.verdict, SL_VERDICT_OK);
}

TEST(Load, MessagesNeverShowWhatTheServerEchoesOfThePassword) {
  const std::string token = http::base64(std::string("root:") + kPassword);
  ScriptedServer server({backend("<html>" + token + " and " + kPassword + "\x1b[2J</html>")});
  const Outcome outcome = Harness(setup_for(server.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_NE(outcome.message.find("<html>*** and ***?[2J</html>"), std::string::npos)
      << outcome.message;
}

TEST(Load, RequestsThatWouldInjectAreRefusedBeforeAnythingIsSent) {
  ScriptedServer server({backend(std::string(kSuccess))});
  Harness transport(setup_for(server.authority()));
  const auto refused = [&](const auto& change) {
    Load load;
    change(load);
    const Outcome outcome = transport.execute(load);
    EXPECT_EQ(outcome.code, SL_ERR_CONFIG);
    return outcome.message;
  };
  EXPECT_NE(refused([](Load& l) { l.label = "x\r\nX-Injected: yes"; }).find("label"),
            std::string::npos);
  EXPECT_NE(refused([](Load& l) {
              l.headers = {{"columns", "a\r\nX: y"}};
            }).find("sink.properties.columns"),
            std::string::npos);
  EXPECT_NE(refused([](Load& l) {
              l.headers = {{"Authorization", "Basic x"}};
            }).find("Authorization"),
            std::string::npos);
  EXPECT_NE(refused([](Load& l) { l.table = ".."; }).find("table-name"), std::string::npos);
  EXPECT_NE(refused([](Load& l) { l.database = "a\nb"; }).find("database-name"), std::string::npos);
  EXPECT_NE(refused([](Load& l) { l.timeout_ms = 0; }), "");
  EXPECT_EQ(server.accepted(), 0u);
}

TEST(Load, HasNoTransactions) {
  Harness transport(setup_for("127.0.0.1:1"));
  for (const std::int32_t kind :
       {SL_REQUEST_BEGIN, SL_REQUEST_PREPARE, SL_REQUEST_COMMIT, SL_REQUEST_ROLLBACK, 99}) {
    Load load;
    load.kind = kind;
    const Outcome outcome = transport.execute(load);
    EXPECT_EQ(outcome.code, SL_ERR_CONFIG);
    EXPECT_NE(outcome.message.find("stream_load has no transactions"), std::string::npos);
  }
}

TEST(LoadCreate, BadOptionsAreNamed) {
  const auto error_with = [](const std::string& key, const std::string& value) {
    TestConfig setup = setup_for("127.0.0.1:8030");
    setup.properties[key] = value;
    return Harness(std::move(setup)).create_error();
  };
  EXPECT_EQ(error_with("load-url", "fe1"),
            "Could not parse host 'fe1' in option 'load-url'. It should follow the format "
            "'host_name:port'.");
  EXPECT_NE(error_with("username", "a:b").find("username"), std::string::npos);
  EXPECT_NE(error_with("sink.backend-address-map", "x").find("sink.backend-address-map"),
            std::string::npos);
  EXPECT_NE(error_with("sink.allowed-backends", "x y").find("sink.allowed-backends"),
            std::string::npos);
  EXPECT_NE(
      error_with("sink.ssl.ca-file", "/nowhere/ca.pem").find("sink.ssl.ca-file='/nowhere/ca.pem'"),
      std::string::npos);
  EXPECT_EQ(error_with("sink.socket.timeout-ms", "-1"), "");
}

Load question() {
  Load load;
  load.kind = SL_REQUEST_LABEL_STATE;
  return load;
}

TEST(LabelState, AsksTheFrontendAndFollowsItToTheLeader) {
  std::promise<std::string> seen;
  ScriptedServer leader({[&](Peer& peer) {
    seen.set_value(peer.read_head());
    peer.write(
        ok_reply(R"({"state":"VISIBLE","status":"OK","code":"0","msg":"Success","message":"OK"})"));
  }});
  ScriptedServer follower(
      {frontend("http://" + leader.authority() + "/api/db/get_load_state?label=l1")});
  TestConfig setup = setup_for(follower.authority());
  setup.known_hosts = {leader.authority()};
  Harness transport(std::move(setup));
  const Outcome outcome = transport.execute(question());
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_VISIBLE);
  const std::string head = seen.get_future().get();
  EXPECT_TRUE(head.starts_with("GET /api/db/get_load_state?label=l1 HTTP/1.1\r\n")) << head;
  EXPECT_NE(header_of(head, "Authorization"), "");
  EXPECT_EQ(header_of(head, "Expect"), "");
}

TEST(LabelState, OnlyAnUnderstoodAnswerIsOk) {
  const auto ask = [](const std::string& body) {
    ScriptedServer server({backend(body)});
    return Harness(setup_for(server.authority())).execute(question());
  };
  const Outcome garbled = ask("<html>");
  EXPECT_EQ(garbled.response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_EQ(garbled.response.label_state, SL_LABEL_NOT_ASKED);
  EXPECT_NE(garbled.message, "");
  const Outcome unknown_database =
      ask(R"({"status":"FAILED","code":"1","msg":"unknown database, database=db"})");
  EXPECT_EQ(unknown_database.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(unknown_database.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(ask(R"({"state":"ABORTED","reason":"too many filtered rows","status":"OK"})")
                .response.label_state,
            SL_LABEL_ABORTED);
}

TEST(LabelState, NoFrontendIsANoThatMayBeAskedAgain) {
  const Outcome outcome =
      Harness(setup_for("127.0.0.1:" + std::to_string(closed_port()))).execute(question());
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_NOT_ASKED);
}

}  // namespace
}  // namespace starload::test
