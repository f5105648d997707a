// Frontends, redirects, and who gets the password.
#include <gtest/gtest.h>

#include <future>

#include "tests/plugins/transports/support/fake_network.h"
#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

using namespace std::chrono_literals;

const std::string kPath = "/api/db/t/_stream_load";

TEST(Redirect, KeepsAllHeadersOnTheWayToTheBackend) {
  std::promise<std::string> at_frontend;
  std::promise<std::string> at_backend;
  std::promise<std::string> body;
  ScriptedServer be({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    body.set_value(peer.read_body(head));
    at_backend.set_value(head);
    peer.write(ok_reply(kSuccess));
  }});
  ScriptedServer fe({[&](Peer& peer) {
    at_frontend.set_value(peer.read_head());
    peer.write(redirect_reply("http://" + be.authority() + kPath + "?x=1"));
  }});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts = {be.authority()};
  Harness transport(std::move(setup));
  Load load;
  load.headers = {{"format", "json"}, {"columns", "a,b"}};
  EXPECT_EQ(transport.execute(load).response.verdict, SL_VERDICT_OK);
  const std::string first = at_frontend.get_future().get();
  const std::string second = at_backend.get_future().get();
  EXPECT_TRUE(second.starts_with("PUT " + kPath + "?x=1 HTTP/1.1\r\n")) << second;
  for (const char* name :
       {"label", "format", "columns", "Expect", "Content-Length", "Authorization"}) {
    EXPECT_EQ(header_of(first, name), header_of(second, name)) << name;
    EXPECT_NE(header_of(second, name), "") << name;
  }
  EXPECT_EQ(header_of(second, "Host"), be.authority());
  EXPECT_EQ(body.get_future().get(), "1,a\n2,b\n");
  EXPECT_TRUE(transport.log_has(fe.authority() + " redirects loads to " + be.authority()));
}

TEST(Redirect, FollowsThreeHopsAndNotFour) {
  ScriptedServer be({backend(std::string(kSuccess))});
  ScriptedServer third({frontend("http://" + be.authority() + kPath)});
  ScriptedServer second({frontend("http://" + third.authority() + kPath)});
  ScriptedServer first({frontend("http://" + second.authority() + kPath)});
  ScriptedServer zeroth({frontend("http://" + first.authority() + kPath)});
  const auto load_from = [](const ScriptedServer& server) {
    TestConfig setup = setup_for(server.authority());
    setup.known_hosts = {"127.0.0.1"};
    return Harness(std::move(setup)).execute({});
  };
  EXPECT_EQ(load_from(first).response.verdict, SL_VERDICT_OK);
  const Outcome four = load_from(zeroth);
  EXPECT_EQ(four.response.verdict, SL_VERDICT_NO);
  EXPECT_NE(four.message.find("more than 3 times"), std::string::npos) << four.message;
}

TEST(Redirect, ACircleIsNoticed) {
  std::string location;
  ScriptedServer fe({[&](Peer& peer) {
    peer.read_head();
    peer.write(redirect_reply(location));
  }});
  location = "http://" + fe.authority() + kPath;
  const Outcome outcome = Harness(setup_for(fe.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_NE(outcome.message.find("circle"), std::string::npos) << outcome.message;
  EXPECT_EQ(fe.accepted(), 1u);
}

class BadLocation : public testing::TestWithParam<const char*> {};

TEST_P(BadLocation, IsNotFollowed) {
  ScriptedServer fe({frontend(GetParam())});
  const Outcome outcome = Harness(setup_for(fe.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_NE(outcome.message.find("not followed"), std::string::npos) << outcome.message;
}

INSTANTIATE_TEST_SUITE_P(Redirect, BadLocation,
                         testing::Values("/api/db/t/_stream_load", "//evil/x", "ftp://127.0.0.1/x",
                                         "file:///etc/passwd", "http://", "http://127.0.0.1:x/",
                                         "gopher://127.0.0.1:1/",
                                         "http://root:s3cr3t:with colon@127.0.0.1/", ""));

TEST(Redirect, WithoutALocationIsRefused) {
  ScriptedServer fe({[](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\n\r\n");
  }});
  const Outcome outcome = Harness(setup_for(fe.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_NE(outcome.message.find("without a Location"), std::string::npos) << outcome.message;
}

TEST(Redirect, UserinfoOfALocationIsDropped) {
  std::promise<std::string> seen;
  ScriptedServer be({[&](Peer& peer) {
    seen.set_value(peer.read_head());
    peer.write(ok_reply(R"({"Status": "Fail", "Message": "Cancelled"})"));
  }});
  ScriptedServer fe({frontend("http://evil:pw@" + be.authority() + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts = {be.authority()};
  EXPECT_EQ(Harness(std::move(setup)).execute({}).response.verdict, SL_VERDICT_NO);
  const std::string head = seen.get_future().get();
  EXPECT_EQ(header_of(head, "Host"), be.authority());
  EXPECT_EQ(head.find("evil"), std::string::npos);
}

TEST(Redirect, ToAHostThatTheClusterDoesNotNameThePasswordIsNotSent) {
  ScriptedServer evil({backend(std::string(kSuccess))});
  ScriptedServer fe({frontend("http://" + evil.authority() + kPath)});
  const Outcome outcome = Harness(setup_for(fe.authority())).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_EQ(evil.accepted(), 0u);
  for (const std::string& part :
       {fe.authority(), evil.authority(), std::string("sink.allowed-backends"),
        std::string("sink.backend-address-map")}) {
    EXPECT_NE(outcome.message.find(part), std::string::npos) << outcome.message;
  }
}

TEST(Redirect, AllowedBackendsAreTrusted) {
  ScriptedServer be({backend(std::string(kSuccess))});
  ScriptedServer fe({frontend("http://" + be.authority() + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.properties["sink.allowed-backends"] = "localhost:" + std::to_string(be.port());
  Harness transport(std::move(setup));
  EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
  EXPECT_FALSE(transport.log_has("WARN"));
}

TEST(Redirect, WhatTheClusterNamesThatIsNoHostIsIgnored) {
  ScriptedServer be({backend(std::string(kSuccess))});
  ScriptedServer fe({frontend("http://" + be.authority() + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts = {"", "not a host", be.authority()};
  EXPECT_EQ(Harness(std::move(setup)).execute({}).response.verdict, SL_VERDICT_OK);
}

TEST(Redirect, WithoutAListOfNodesOneWarningIsGiven) {
  ScriptedServer be({backend(std::string(kSuccess))});
  ScriptedServer fe({frontend("http://" + be.authority() + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts_complete = false;
  Harness transport(std::move(setup));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
  std::size_t warnings = 0;
  for (const std::string& line : transport.log()) warnings += line.starts_with("WARN") ? 1u : 0u;
  EXPECT_EQ(warnings, 1u);
  EXPECT_TRUE(transport.log_has(be.authority()));
}

TEST(Redirect, ADeadBackendIsNamedWithBothAddressesAndTheWayOut) {
  const std::string dead = "127.0.0.1:" + std::to_string(closed_port());
  ScriptedServer fe({frontend("http://" + dead + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts = {dead};
  const Outcome outcome = Harness(std::move(setup)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  for (const std::string& part : {fe.authority(), dead, std::string("Connection refused"),
                                  "sink.backend-address-map='" + dead + "=<host:port>'"}) {
    EXPECT_NE(outcome.message.find(part), std::string::npos) << outcome.message;
  }
}

TEST(Redirect, ADeadBackendByNameIsShownWithItsAddress) {
  const std::string port = std::to_string(closed_port());
  ScriptedServer fe({frontend("http://localhost:" + port + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts = {"localhost"};
  const Outcome outcome = Harness(std::move(setup)).execute({});
  EXPECT_NE(outcome.message.find("localhost:" + port + " ("), std::string::npos) << outcome.message;
  EXPECT_NE(outcome.message.find("127.0.0.1:" + port), std::string::npos) << outcome.message;
}

TEST(Redirect, TheAddressMapRewritesTheLocation) {
  ScriptedServer be({backend(std::string(kSuccess))});
  ScriptedServer fe({frontend("http://10.255.255.1:8040" + kPath)});
  TestConfig setup = setup_for(fe.authority());
  setup.properties["sink.backend-address-map"] = "10.255.255.1:8040=" + be.authority();
  EXPECT_EQ(Harness(std::move(setup)).execute({}).response.verdict, SL_VERDICT_OK);
}

TEST(Redirect, AfterTheBodyBeganTheBodyIsReplayed) {
  std::promise<std::string> body;
  ScriptedServer be({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    body.set_value(peer.read_body(head));
    peer.write(ok_reply(kSuccess));
  }});
  ScriptedServer fe({[&](Peer& peer) {
    peer.read_head();
    peer.write(kContinue);
    peer.read_bytes(100000);
    peer.write(redirect_reply("http://" + be.authority() + kPath));
    peer.wait_closed();
  }});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts = {be.authority()};
  Load load;
  load.body = {std::string(40u << 20, 'x'), "end\n"};
  const Outcome outcome = Harness(std::move(setup)).execute(load);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
  EXPECT_TRUE(body.get_future().get() == load.body[0] + load.body[1]);
}

TEST(Redirect, AFrontendThatNeverSaysContinueIsStillFollowed) {
  auto clock = std::make_shared<FakeClock>();
  auto network = std::make_unique<FakeNetwork>(clock);
  network->add("fe:8030",
               {.incoming = {{11s, redirect_reply("http://be:8040" + kPath)}}, .closes = true});
  network->add("be:8040", {.incoming = {{1ms, std::string(kContinue)}, {2ms, ok_reply(kSuccess)}}});
  TestConfig setup = setup_for("fe:8030");
  setup.known_hosts = {"be:8040"};
  setup.sockets = std::move(network);
  struct Shared final : http::Clock {
    explicit Shared(std::shared_ptr<FakeClock> c) : clock(std::move(c)) {}
    http::TimePoint now() const override { return clock->now(); }
    std::shared_ptr<FakeClock> clock;
  };
  setup.clock = std::make_unique<Shared>(clock);
  Harness transport(std::move(setup));
  EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(clock->elapsed(), 11s + 2ms);
}

TEST(Frontends, AreUsedInTurn) {
  ScriptedServer one({backend(std::string(kSuccess))});
  ScriptedServer two({backend(std::string(kSuccess))});
  Harness transport(setup_for(one.authority() + ";" + two.authority()));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(one.accepted(), 1u);
  EXPECT_EQ(two.accepted(), 1u);
}

TEST(Frontends, ADeadOneIsPassedOver) {
  ScriptedServer alive({backend(std::string(kSuccess))});
  Harness transport(
      setup_for("127.0.0.1:" + std::to_string(closed_port()) + ";" + alive.authority()));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
}

TEST(Frontends, OneThatClosesWithoutAWordIsPassedOver) {
  ScriptedServer mute({[](Peer& peer) { peer.read_head(); }});
  ScriptedServer alive({backend(std::string(kSuccess))});
  Harness transport(setup_for(mute.authority() + ";" + alive.authority()));
  EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(mute.accepted(), 1u);
}

TEST(Frontends, WhenAllAreDownEachCauseIsTold) {
  const std::string one = "127.0.0.1:" + std::to_string(closed_port());
  const std::string two = "no-such-host.invalid:8030";
  const Outcome outcome = Harness(setup_for(one + ";" + two)).execute({});
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_NE(outcome.message.find(one + ": Connection refused"), std::string::npos)
      << outcome.message;
  EXPECT_NE(outcome.message.find(two + ": the host name cannot be resolved"), std::string::npos)
      << outcome.message;
}

}  // namespace
}  // namespace starload::test
