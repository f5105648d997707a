// Broken connections, broken answers, slow servers and cancellation.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

// What comes of a load when the server does this after it has the whole body.
Outcome after_body(const std::function<void(Peer&)>& then) {
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    peer.read_body(head);
    then(peer);
  }});
  return Harness(setup_for(server.authority())).execute({});
}

Outcome before_body(const std::function<void(Peer&)>& then) {
  ScriptedServer server({[&](Peer& peer) {
    peer.read_head();
    then(peer);
  }});
  return Harness(setup_for(server.authority())).execute({});
}

void expect_unknown(const Outcome& outcome) {
  EXPECT_EQ(outcome.code, SL_OK);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_UNKNOWN) << outcome.message;
  EXPECT_EQ(outcome.response.flags, 0u);
  EXPECT_NE(outcome.message.find("[label l1, db.t, 127.0.0.1:"), std::string::npos)
      << outcome.message;
}

void expect_nothing_done(const Outcome& outcome) {
  EXPECT_EQ(outcome.code, SL_OK);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO) << outcome.message;
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_NE(outcome.message, "");
}

TEST(Fault, AConnectionLostAfterTheBodyIsUnknown) {
  expect_unknown(after_body([](Peer&) {}));
  expect_unknown(after_body([](Peer& peer) { peer.reset(); }));
}

TEST(Fault, AConnectionLostBeforeTheBodyDidNothing) {
  expect_nothing_done(before_body([](Peer&) {}));
  expect_nothing_done(before_body([](Peer& peer) { peer.reset(); }));
}

TEST(Fault, AConnectionLostInTheBodyIsUnknown) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.write(kContinue);
    peer.read_bytes(1000);
    peer.reset();
  }});
  Load load;
  load.body = {std::string(64u << 20, 'x')};
  expect_unknown(Harness(setup_for(server.authority())).execute(load));
}

class BrokenAnswer : public testing::TestWithParam<std::string> {};

TEST_P(BrokenAnswer, AfterTheBodyIsUnknown) {
  expect_unknown(after_body([](Peer& peer) { peer.write(GetParam()); }));
}

INSTANTIATE_TEST_SUITE_P(
    Fault, BrokenAnswer,
    testing::Values(
        "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"Status\": \"Success\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nX: " + std::string(70000, 'x') + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n" + std::string(1100000, ' '), "HTTP/1.1 200 OK\r\n",
        ok_reply("<html><body>Success</body></html>"), ok_reply(""),
        ok_reply("{\"Status\": \"Succ"), ok_reply(R"({"Status": "Fail", "Status": "Success"})"),
        ok_reply(R"({"Status": "success"})"), ok_reply(R"({"Status": null})"),
        ok_reply("{\"a\":" + std::string(100, '[')),
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\nContent-Length: 21\r\n\r\n{\"Status\": \"Success\"}"));

TEST(Fault, EndlessChunksAreCutOff) {
  expect_unknown(after_body([](Peer& peer) {
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 300; ++i) peer.write("1000\r\n" + std::string(4096, ' ') + "\r\n");
  }));
}

TEST(Fault, AChunkedSuccessIsUnderstood) {
  const Outcome outcome = after_body([](Peer& peer) {
    peer.write(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"Status\"\r\nc\r\n: "
        "\"Success\"}\r\n0\r\n\r\n");
  });
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
}

TEST(Fault, ASuccessThatEndsWithTheConnectionIsUnderstood) {
  const Outcome outcome = after_body(
      [](Peer& peer) { peer.write("HTTP/1.0 200 OK\r\n\r\n{\"Status\": \"Success\"}"); });
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
}

TEST(Fault, ABusyServerIsAskedLater) {
  const Outcome outcome = before_body([](Peer& peer) {
    peer.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_LATER);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
}

TEST(Fault, AnotherPathsServerIsADefiniteNo) {
  const Outcome outcome = before_body([](Peer& peer) {
    peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nNot Found");
  });
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_NEVER);
  EXPECT_NE(outcome.message.find("load-url"), std::string::npos) << outcome.message;
}

TEST(Fault, AMySqlPortIsNotTakenForAFrontend) {
  const Outcome outcome = before_body([](Peer& peer) { peer.write("J\x01\x01\x01\n8.0.33\n"); });
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_NE(outcome.message.find("does not begin with an HTTP/1.x status line"), std::string::npos)
      << outcome.message;
}

TEST(Fault, ASilentServerEndsWithTheTotalTime) {
  ScriptedServer server({[](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    peer.read_body(head);
    peer.wait_closed();
  }});
  Load load;
  load.timeout_ms = 200;
  const Outcome outcome = Harness(setup_for(server.authority())).execute(load);
  expect_unknown(outcome);
  EXPECT_NE(outcome.message.find("total time was over"), std::string::npos) << outcome.message;
}

TEST(Fault, AServerThatTakesNothingEndsWithTheTotalTime) {
  std::promise<void> done;
  auto wait = done.get_future().share();
  ScriptedServer server({[wait](Peer& peer) {
    peer.read_head();
    peer.write(kContinue);
    wait.wait_for(std::chrono::seconds(10));
  }});
  Load load;
  load.timeout_ms = 200;
  load.body = {std::string(64u << 20, 'x')};
  expect_unknown(Harness(setup_for(server.authority())).execute(load));
  done.set_value();
}

TEST(Fault, NothingIsSentWhenTheTimeIsOverBeforeTheBody) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.wait_closed();
  }});
  Load load;
  load.timeout_ms = 200;
  expect_nothing_done(Harness(setup_for(server.authority())).execute(load));
}

TEST(Cancel, EndsALoadThatWaitsForItsAnswer) {
  std::promise<void> has_body;
  ScriptedServer server({[&](Peer& peer) {
    const std::string head = peer.read_head();
    peer.write(kContinue);
    peer.read_body(head);
    has_body.set_value();
    peer.wait_closed();
  }});
  Harness transport(setup_for(server.authority()));
  auto outcome = std::async(std::launch::async, [&] { return transport.execute({}); });
  has_body.get_future().wait_for(std::chrono::seconds(10));
  transport.cancel();
  const Outcome result = outcome.get();
  expect_unknown(result);
  EXPECT_NE(result.message.find("cancelled"), std::string::npos) << result.message;
}

TEST(Cancel, EndsALoadThatWaitsForContinue) {
  std::promise<void> has_head;
  ScriptedServer server({[&](Peer& peer) {
    peer.read_head();
    has_head.set_value();
    peer.wait_closed();
  }});
  Harness transport(setup_for(server.authority()));
  auto outcome = std::async(std::launch::async, [&] { return transport.execute({}); });
  has_head.get_future().wait_for(std::chrono::seconds(10));
  transport.cancel();
  expect_nothing_done(outcome.get());
}

TEST(Cancel, EndsManyLoadsAtOnceAndThoseToCome) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_head();
    peer.wait_closed();
  }});
  Harness transport(setup_for(server.authority()));
  std::vector<std::future<Outcome>> running;
  for (int i = 0; i < 8; ++i)
    running.push_back(std::async(std::launch::async, [&] { return transport.execute({}); }));
  while (server.accepted() < 1) std::this_thread::yield();
  std::vector<std::thread> cancellers;
  for (int i = 0; i < 4; ++i) cancellers.emplace_back([&] { transport.cancel(); });
  for (std::thread& thread : cancellers) thread.join();
  for (auto& future : running) expect_nothing_done(future.get());
  expect_nothing_done(transport.execute({}));
}

TEST(Threads, SeveralLoadsRunAtATime) {
  ScriptedServer be({backend(std::string(kSuccess))});
  ScriptedServer fe({frontend("http://" + be.authority() + "/api/db/t/_stream_load")});
  TestConfig setup = setup_for(fe.authority());
  setup.known_hosts_complete = false;
  Harness transport(std::move(setup));
  std::vector<std::future<Outcome>> running;
  for (int i = 0; i < 8; ++i) {
    running.push_back(std::async(std::launch::async, [&] {
      Outcome last;
      for (int k = 0; k < 5; ++k) last = transport.execute({});
      return last;
    }));
  }
  for (auto& future : running) EXPECT_EQ(future.get().response.verdict, SL_VERDICT_OK);
}

}  // namespace
}  // namespace starload::test
