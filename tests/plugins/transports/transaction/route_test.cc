// Redirects, frontends and faults of the steps of a transaction.
#include <gtest/gtest.h>

#include <future>

#include "tests/plugins/transports/support/fake_network.h"
#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

using namespace std::chrono_literals;

constexpr std::int32_t kSteps[] = {SL_REQUEST_BEGIN, SL_REQUEST_LOAD, SL_REQUEST_PREPARE,
                                   SL_REQUEST_COMMIT, SL_REQUEST_ROLLBACK};
constexpr std::int32_t kStepsWithoutBody[] = {SL_REQUEST_BEGIN, SL_REQUEST_PREPARE,
                                              SL_REQUEST_COMMIT};

const std::string kOk = R"({"Status": "OK", "Message": "", "Label": "l1"})";

TestConfig transaction_at(const std::string& load_url) {
  TestConfig setup = setup_for(load_url);
  setup.plugin = Plugin::kTransaction;
  setup.known_hosts = {"127.0.0.1"};
  return setup;
}

Load step(std::int32_t kind) {
  Load load;
  load.kind = kind;
  return load;
}

std::string path_of(std::int32_t kind) {
  switch (kind) {
    case SL_REQUEST_BEGIN:
      return "/api/transaction/begin";
    case SL_REQUEST_LOAD:
      return "/api/transaction/load";
    case SL_REQUEST_PREPARE:
      return "/api/transaction/prepare";
    case SL_REQUEST_COMMIT:
      return "/api/transaction/commit";
    default:
      return "/api/transaction/rollback";
  }
}

class StepOf : public testing::TestWithParam<std::int32_t> {};
INSTANTIATE_TEST_SUITE_P(Kind, StepOf, testing::ValuesIn(kSteps));

TEST_P(StepOf, GoesFromTheFollowerOverTheLeaderToTheBackendUnchanged) {
  const std::string path = path_of(GetParam());
  std::promise<std::string> first, last, body;
  ScriptedServer be({[&](Peer& peer) {
    const std::string head = peer.read_head();
    if (!header_of(head, "Expect").empty()) peer.write(kContinue);
    body.set_value(peer.read_body(head));
    last.set_value(head);
    peer.write(ok_reply(kOk));
  }});
  ScriptedServer leader({frontend("http://" + be.authority() + path)});
  ScriptedServer follower({[&](Peer& peer) {
    first.set_value(peer.read_head());
    peer.write(redirect_reply("http://" + leader.authority() + path));
  }});
  const Outcome outcome = Harness(transaction_at(follower.authority())).execute(step(GetParam()));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
  std::string at_follower = first.get_future().get();
  const std::string at_backend = last.get_future().get();
  at_follower.replace(at_follower.find(follower.authority()), follower.authority().size(),
                      be.authority());
  EXPECT_EQ(at_follower, at_backend);
  EXPECT_EQ(body.get_future().get(), GetParam() == SL_REQUEST_LOAD ? "1,a\n2,b\n" : "");
}

TEST_P(StepOf, ADeadBackendMeansThatNothingWasDone) {
  const std::string dead = "127.0.0.1:" + std::to_string(closed_port());
  ScriptedServer fe({frontend("http://" + dead + path_of(GetParam()))});
  const Outcome outcome = Harness(transaction_at(fe.authority())).execute(step(GetParam()));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_NE(outcome.message.find(dead), std::string::npos) << outcome.message;
}

TEST_P(StepOf, NoFrontendMeansThatNothingWasDone) {
  const std::string dead = "127.0.0.1:" + std::to_string(closed_port());
  const Outcome outcome = Harness(transaction_at(dead)).execute(step(GetParam()));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
}

TEST_P(StepOf, ADeadFrontendIsPassedOver) {
  ScriptedServer alive({backend(kOk)});
  const std::string dead = "127.0.0.1:" + std::to_string(closed_port());
  Harness transport(transaction_at(dead + ";" + alive.authority()));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(transport.execute(step(GetParam())).response.verdict, SL_VERDICT_OK);
  }
}

// What comes of a step when the server does this after it has the whole request.
Outcome after_request(std::int32_t kind, const std::function<void(Peer&)>& then,
                      std::uint64_t timeout_ms = 20000) {
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    if (!header_of(head, "Expect").empty()) peer.write(kContinue);
    peer.read_body(head);
    then(peer);
  }});
  Load load = step(kind);
  load.timeout_ms = timeout_ms;
  return Harness(transaction_at(server.authority())).execute(load);
}

void expect_unknown(const Outcome& outcome) {
  EXPECT_EQ(outcome.code, SL_OK);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN) << outcome.message;
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_EQ(outcome.response.label_state, SL_LABEL_NOT_ASKED);
  EXPECT_NE(outcome.message.find("[label l1, db.t, 127.0.0.1:"), std::string::npos)
      << outcome.message;
}

class DecidingStep : public testing::TestWithParam<std::int32_t> {};
INSTANTIATE_TEST_SUITE_P(Kind, DecidingStep,
                         testing::Values(SL_REQUEST_BEGIN, SL_REQUEST_LOAD, SL_REQUEST_PREPARE,
                                         SL_REQUEST_COMMIT));

TEST_P(DecidingStep, ALostReplyIsUnknown) {
  expect_unknown(after_request(GetParam(), [](Peer&) {}));
  expect_unknown(after_request(GetParam(), [](Peer& peer) { peer.reset(); }));
}

TEST_P(DecidingStep, ABrokenReplyIsUnknown) {
  for (const std::string& reply : {
           std::string("garbage\r\n\r\n"),
           std::string("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"Status\": \"OK\"}"),
           ok_reply("<html><body>OK</body></html>"),
           ok_reply(""),
           ok_reply("{\"Status\": \"O"),
           ok_reply(R"({"Status": "ok"})"),
           ok_reply(R"({"Status": "Success"})"),
           std::string("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
           std::string("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
           std::string("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"),
           std::string("HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n"),
           std::string("HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{\"Status\": \"OK\"}"),
       }) {
    expect_unknown(after_request(GetParam(), [&](Peer& peer) { peer.write(reply); }));
  }
}

TEST_P(DecidingStep, ASilentServerEndsWithTheTotalTime) {
  const Outcome outcome = after_request(
      GetParam(), [](Peer& peer) { peer.wait_closed(); }, 200);
  expect_unknown(outcome);
  EXPECT_NE(outcome.message.find("total time was over"), std::string::npos) << outcome.message;
}

TEST_P(DecidingStep, CancelEndsTheWaitForTheReply) {
  std::promise<void> has_request;
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    if (!header_of(head, "Expect").empty()) peer.write(kContinue);
    peer.read_body(head);
    has_request.set_value();
    peer.wait_closed();
  }});
  Harness transport(transaction_at(server.authority()));
  auto outcome =
      std::async(std::launch::async, [&] { return transport.execute(step(GetParam())); });
  has_request.get_future().wait_for(10s);
  transport.cancel();
  const Outcome result = outcome.get();
  expect_unknown(result);
  EXPECT_NE(result.message.find("cancelled"), std::string::npos) << result.message;
  EXPECT_EQ(transport.execute(step(GetParam())).response.flags, SL_RESPONSE_NOTHING_SENT);
}

class StepWithoutBody : public testing::TestWithParam<std::int32_t> {};
INSTANTIATE_TEST_SUITE_P(Kind, StepWithoutBody, testing::ValuesIn(kStepsWithoutBody));

// A second frontend would be asked to do what the first may have done.
TEST_P(StepWithoutBody, IsNotSentAgainWhenAFrontendClosesWithoutAWord) {
  ScriptedServer mute({[](Peer& peer) { peer.read_head(); }});
  ScriptedServer other({backend(kOk)});
  Harness transport(transaction_at(mute.authority() + ";" + other.authority()));
  expect_unknown(transport.execute(step(GetParam())));
  EXPECT_EQ(other.accepted(), 0u);
}

// The server may have read the request before it closed the connection that had been idle.
TEST_P(StepWithoutBody, IsNotSentAgainWhenAPooledConnectionDies) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_head();
                           peer.write(ok_reply(kOk));
                           peer.read_head();
                         },
                         backend(kOk)});
  Harness transport(transaction_at(server.authority()));
  EXPECT_EQ(transport.execute(step(GetParam())).response.verdict, SL_VERDICT_OK);
  expect_unknown(transport.execute(step(GetParam())));
  EXPECT_EQ(server.accepted(), 1u);
}

TEST(RollbackRoute, IsSentAgainBecauseItDoesNoHarm) {
  ScriptedServer mute({[](Peer& peer) { peer.read_head(); }});
  ScriptedServer other({backend(kOk)});
  Harness transport(transaction_at(mute.authority() + ";" + other.authority()));
  EXPECT_EQ(transport.execute(step(SL_REQUEST_ROLLBACK)).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(mute.accepted(), 1u);
}

TEST(LoadRoute, IsSentToTheNextFrontendWhileNoByteOfItsBodyHasLeft) {
  ScriptedServer mute({[](Peer& peer) { peer.read_head(); }});
  ScriptedServer other({backend(kOk)});
  Harness transport(transaction_at(mute.authority() + ";" + other.authority()));
  EXPECT_EQ(transport.execute(step(SL_REQUEST_LOAD)).response.verdict, SL_VERDICT_OK);
}

TEST(LoadRoute, AConnectionLostInTheBodyIsUnknown) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write(kContinue);
    peer.read_bytes(1000);
    peer.reset();
  }});
  Load load = step(SL_REQUEST_LOAD);
  load.body = {std::string(64u << 20, 'x')};
  expect_unknown(Harness(transaction_at(server.authority())).execute(load));
}

TEST(LoadRoute, ARefusalBeforeTheBodyIsKnownToHaveSentNothing) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }});
  const Outcome outcome =
      Harness(transaction_at(server.authority())).execute(step(SL_REQUEST_LOAD));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_LATER);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
}

TEST(StepRoute, ATooBusyServerHasNotDoneAStep) {
  const Outcome outcome = after_request(SL_REQUEST_COMMIT, [](Peer& peer) {
    peer.write("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_LATER);
}

TEST(StepRoute, APasswordIsNotSentToAStranger) {
  ScriptedServer stranger({backend(kOk)});
  ScriptedServer fe({frontend("http://" + stranger.authority() + "/api/transaction/begin")});
  TestConfig setup = transaction_at(fe.authority());
  setup.known_hosts = {};
  const Outcome outcome = Harness(std::move(setup)).execute(step(SL_REQUEST_BEGIN));
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(stranger.accepted(), 0u);
}

// Deadlines, on a clock that moves only when somebody waits.
struct SharedClock final : http::Clock {
  explicit SharedClock(std::shared_ptr<FakeClock> c) : clock(std::move(c)) {}
  http::TimePoint now() const override { return clock->now(); }
  std::shared_ptr<FakeClock> clock;
};

TEST(StepRoute, ABackendThatNeverSaysContinueGetsTheBodyAllTheSame) {
  auto clock = std::make_shared<FakeClock>();
  auto network = std::make_unique<FakeNetwork>(clock);
  network->add("fe:8030", {.incoming = {{1ms, redirect_reply("http://be:8040/api/transaction/"
                                                             "load")}},
                           .closes = true});
  network->add("be:8040", {.incoming = {{12s, ok_reply(kOk)}}});
  const FakeNetwork& seen = *network;
  TestConfig setup = transaction_at("fe:8030");
  setup.known_hosts = {"be:8040"};
  setup.sockets = std::move(network);
  setup.clock = std::make_unique<SharedClock>(clock);
  Harness transport(std::move(setup));
  EXPECT_EQ(transport.execute(step(SL_REQUEST_LOAD)).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(clock->elapsed(), 12s + 1ms);
  EXPECT_TRUE(seen.records()[1]->sent.ends_with("\r\n\r\n1,a\n2,b\n"));
  EXPECT_FALSE(seen.records()[0]->sent.ends_with("2,b\n"));
}

TEST(StepRoute, TheSocketTimeoutEndsAStepThatHangs) {
  auto clock = std::make_shared<FakeClock>();
  auto network = std::make_unique<FakeNetwork>(clock);
  network->add("fe:8030", {});
  TestConfig setup = transaction_at("fe:8030");
  setup.properties["sink.socket.timeout-ms"] = "5000";
  setup.sockets = std::move(network);
  setup.clock = std::make_unique<SharedClock>(clock);
  Load load = step(SL_REQUEST_PREPARE);
  load.timeout_ms = 600000;
  const Outcome outcome = Harness(std::move(setup)).execute(load);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN);
  EXPECT_EQ(clock->elapsed(), 5s);
}

}  // namespace
}  // namespace starload::test
