// One request on one connection, with scripted sockets and a clock that moves only when somebody
// waits.
#include "plugins/transports/common/http_client.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/plugins/transports/support/chunked_text.h"
#include "tests/plugins/transports/support/fake_network.h"

namespace starload::http {
namespace {

using namespace std::chrono_literals;
using test::FakeScript;

constexpr const char* kGo = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr const char* kDone = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

class HttpClientTest : public testing::Test {
 protected:
  Exchange put(std::chrono::milliseconds total = 1h) {
    const HttpRequest request = {"PUT / HTTP/1.1\r\n\r\n", body_, true, false, {}};
    return client_.exchange(place_, request, clock_->now() + total);
  }
  Exchange put_compressed(std::chrono::milliseconds total = 1h) {
    const HttpRequest request = {"PUT / HTTP/1.1\r\n\r\n", body_, true, false, {},
                                 Compression::kGzip};
    return client_.exchange(place_, request, clock_->now() + total);
  }
  Exchange get(std::chrono::milliseconds total = 1h) {
    const HttpRequest request = {"GET / HTTP/1.1\r\n\r\n", {}, false, true, {}};
    return client_.exchange(place_, request, clock_->now() + total);
  }
  std::string sent(std::size_t connection) const { return network_.records()[connection]->sent; }

  const std::array<std::string_view, 2> body_ = {"hello ", "world"};
  const Endpoint place_ = {false, "be", 8040, {}};
  std::shared_ptr<test::FakeClock> clock_ = std::make_shared<test::FakeClock>();
  test::FakeNetwork network_{clock_};
  CancelToken token_;
  Timeouts timeouts_{1s, 10s, 60s};
  HttpClient client_{network_, *clock_, token_, timeouts_};
};

TEST_F(HttpClientTest, SendsTheBodyAfter100Continue) {
  network_.add("be:8040", {.incoming = {{5ms, kGo}, {9ms, kDone}}});
  const Exchange result = put();
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_EQ(result.response.body, "{}");
  EXPECT_TRUE(result.body_sent);
  EXPECT_EQ(sent(0), "PUT / HTTP/1.1\r\n\r\nhello world");
}

TEST_F(HttpClientTest, SendsTheBodyAnywayAfterTheWaitForContinue) {
  network_.add("be:8040", {.incoming = {{12s, kDone}}});
  const Exchange result = put();
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_TRUE(result.body_sent);
  EXPECT_EQ(clock_->elapsed(), 12s);
}

TEST_F(HttpClientTest, AnEarlyFinalAnswerKeepsTheBodyBack) {
  network_.add("be:8040", {.incoming = {{5ms, kDone}}});
  const Exchange result = put();
  EXPECT_EQ(result.response.status, 200);
  EXPECT_FALSE(result.body_begun);
  EXPECT_EQ(sent(0), "PUT / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client_.idle_connections(), 0u);  // the server may still wait for the body
}

TEST_F(HttpClientTest, AnAnswerDuringTheBodyStopsIt) {
  network_.add("be:8040", {.incoming = {{5ms, kGo}, {20ms, kDone}}, .takes_bytes = 21});
  const Exchange result = put();
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_TRUE(result.body_begun);
  EXPECT_FALSE(result.body_sent);
  EXPECT_EQ(client_.idle_connections(), 0u);
}

TEST_F(HttpClientTest, AnAnswerIsReadEvenWhenSendingFails) {
  network_.add("be:8040",
               {.incoming = {{0ms, kGo}, {0ms, kDone}}, .closes = true, .resets_after = 20});
  const Exchange result = put();
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_EQ(result.response.status, 200);
}

TEST_F(HttpClientTest, AResetInTheBodyIsALoss) {
  network_.add("be:8040", {.incoming = {{0ms, kGo}}, .resets_after = 21});
  const Exchange result = put();
  EXPECT_EQ(result.failure, Failure::kLost);
  EXPECT_TRUE(result.body_begun);
  EXPECT_NE(result.detail.find("be:8040"), std::string::npos);
}

TEST_F(HttpClientTest, ATruncatedAnswerIsALoss) {
  network_.add(
      "be:8040",
      {.incoming = {{0ms, kGo}, {1ms, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"St"}},
       .closes = true});
  EXPECT_EQ(put().failure, Failure::kLost);
}

TEST_F(HttpClientTest, ASilentServerEndsAtTheIdleLimit) {
  network_.add("be:8040", {.incoming = {{1s, kGo}}});
  const Exchange result = put();
  EXPECT_EQ(result.failure, Failure::kTimeout);
  EXPECT_TRUE(result.body_sent);
  EXPECT_EQ(clock_->elapsed(), 61s);
  EXPECT_NE(result.detail.find("sink.socket.timeout-ms"), std::string::npos);
}

TEST_F(HttpClientTest, AStalledSendEndsAtTheIdleLimit) {
  network_.add("be:8040", {.incoming = {{1s, kGo}}, .takes_bytes = 22});
  EXPECT_EQ(put().failure, Failure::kTimeout);
  EXPECT_EQ(clock_->elapsed(), 61s);
}

TEST_F(HttpClientTest, ADripOfOneByteASecondEndsAtTheTotalTime) {
  FakeScript drip;
  for (int i = 0; i < 10000; ++i) drip.incoming.emplace_back(std::chrono::seconds(i), "H");
  drip.incoming[0].second = "HTTP/1.1 200 OK\r\nX: ";
  network_.add("be:8040", drip);
  EXPECT_EQ(get(90s).failure, Failure::kTimeout);
  EXPECT_EQ(clock_->elapsed(), 90s);
}

TEST_F(HttpClientTest, ADripOf1xxAnswersEndsAtTheTotalTime) {
  FakeScript drip;
  for (int i = 0; i < 1000; ++i)
    drip.incoming.emplace_back(std::chrono::seconds(i), "HTTP/1.1 102 Processing\r\n\r\n");
  network_.add("be:8040", drip);
  EXPECT_EQ(put(30s).failure, Failure::kTimeout);
  EXPECT_EQ(clock_->elapsed(), 30s);
}

TEST_F(HttpClientTest, NoIdleLimitLeavesTheTotalTime) {
  timeouts_.idle = 0ms;
  HttpClient client(network_, *clock_, token_, timeouts_);
  network_.add("be:8040", {});
  const HttpRequest request = {"GET / HTTP/1.1\r\n\r\n", {}, false, true, {}};
  EXPECT_EQ(client.exchange(place_, request, clock_->now() + 600s).failure, Failure::kTimeout);
  EXPECT_EQ(clock_->elapsed(), 600s);
}

TEST_F(HttpClientTest, ARequestThatLeftWholeIsSentHoweverLateItIs) {
  network_.add("be:8040", {});
  const Exchange late = get(0ms);
  EXPECT_EQ(late.failure, Failure::kTimeout);
  EXPECT_TRUE(late.body_sent);
  network_.add("be:8040", {});
  const Exchange without_body = put(0ms);
  EXPECT_EQ(without_body.failure, Failure::kTimeout);
  EXPECT_FALSE(without_body.body_begun);
}

TEST_F(HttpClientTest, KeepsAConnectionForTheNextRequest) {
  network_.add("be:8040", {.incoming = {{1ms, kDone}, {10ms, kDone}}});
  EXPECT_EQ(get().failure, Failure::kNone);
  EXPECT_EQ(client_.idle_connections(), 1u);
  EXPECT_EQ(get().failure, Failure::kNone);
  EXPECT_EQ(network_.records().size(), 1u);
}

TEST_F(HttpClientTest, HonoursConnectionClose) {
  network_.add(
      "be:8040",
      {.incoming = {{1ms, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"}}});
  EXPECT_EQ(get().failure, Failure::kNone);
  EXPECT_EQ(client_.idle_connections(), 0u);
}

TEST_F(HttpClientTest, StrayBytesSpoilAConnection) {
  network_.add("be:8040", {.incoming = {{1ms, std::string(kDone) + "HTTP/1.1 200 OK\r\n"}}});
  EXPECT_EQ(get().failure, Failure::kNone);
  EXPECT_EQ(client_.idle_connections(), 0u);
}

TEST_F(HttpClientTest, AnIdleConnectionThatThePeerClosedIsNotUsed) {
  network_.add("be:8040", {.incoming = {{1ms, kDone}}, .closes = true});
  network_.add("be:8040", {.incoming = {{1ms, kDone}}});
  EXPECT_EQ(get().failure, Failure::kNone);
  EXPECT_EQ(get().failure, Failure::kNone);
  EXPECT_EQ(network_.records().size(), 2u);
}

TEST_F(HttpClientTest, AStaleConnectionIsReplacedOnce) {
  network_.add("be:8040", {.incoming = {{1ms, kDone}}, .resets_after = 20});
  network_.add("be:8040", {.incoming = {{1ms, kGo}, {2ms, kDone}}});
  EXPECT_EQ(get().failure, Failure::kNone);
  const Exchange result = put();  // the pooled connection resets at the head
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_EQ(network_.records().size(), 2u);
  EXPECT_EQ(sent(1), "PUT / HTTP/1.1\r\n\r\nhello world");
}

TEST_F(HttpClientTest, AFreshConnectionThatFailsIsNotRetried) {
  network_.add("be:8040", {.closes = true});
  network_.add("be:8040", {.incoming = {{1ms, kDone}}});
  EXPECT_EQ(get().failure, Failure::kLost);
  EXPECT_EQ(network_.records().size(), 1u);
}

TEST_F(HttpClientTest, ACancelledClientAsksNobody) {
  network_.add("be:8040", {.incoming = {{1ms, kDone}}});
  token_.cancel();
  EXPECT_EQ(get().failure, Failure::kCancelled);
  EXPECT_TRUE(network_.records().empty());
}

std::string body_of(const std::string& sent) {
  return test::unchunked(sent.substr(sent.find("\r\n\r\n") + 4));
}

TEST_F(HttpClientTest, ACompressedBodyIsSentInChunksAfter100Continue) {
  network_.add("be:8040", {.incoming = {{5ms, kGo}, {9ms, kDone}}});
  const Exchange result = put_compressed();
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_TRUE(result.body_sent);
  EXPECT_TRUE(body_of(sent(0)).starts_with("\x1f\x8b"));
}

TEST_F(HttpClientTest, ACompressedBodyIsTheSameWhenTheRequestIsSentAgain) {
  for (int i = 0; i < 2; ++i)
    network_.add("be:8040", {.incoming = {{5ms, kGo}, {9ms, kDone}}, .closes = true});
  put_compressed();
  put_compressed();
  EXPECT_EQ(sent(0), sent(1));
}

TEST_F(HttpClientTest, AnEarlyFinalAnswerKeepsACompressedBodyBack) {
  network_.add("be:8040", {.incoming = {{5ms, kDone}}});
  const Exchange result = put_compressed();
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_FALSE(result.body_begun);
  EXPECT_FALSE(result.body_sent);
}

TEST_F(HttpClientTest, AnAnswerInTheMiddleOfACompressedBodyEndsIt) {
  std::string noise(2'000'000, '\0');
  std::uint32_t state = 1;
  for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  const std::array<std::string_view, 1> body = {noise};
  // The peer takes a part, then answers.
  network_.add("be:8040", {.incoming = {{5ms, kGo}, {50ms, kDone}}, .takes_bytes = 600'000});
  const HttpRequest request = {"PUT / HTTP/1.1\r\n\r\n", body, true, false, {}, Compression::kGzip};
  const Exchange result = client_.exchange(place_, request, clock_->now() + 1h);
  EXPECT_EQ(result.failure, Failure::kNone) << result.detail;
  EXPECT_EQ(result.response.status, 200);
  EXPECT_TRUE(result.body_begun);
  EXPECT_FALSE(result.body_sent);
  EXPECT_EQ(client_.idle_connections(), 0u);
}

TEST_F(HttpClientTest, ACompressedBodyThatStandsStillRunsIntoTheIdleLimit) {
  std::string noise(2'000'000, '\0');
  std::uint32_t state = 1;
  for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  const std::array<std::string_view, 1> body = {noise};
  network_.add("be:8040", {.incoming = {{5ms, kGo}}, .takes_bytes = 600'000});
  const HttpRequest request = {"PUT / HTTP/1.1\r\n\r\n", body, true, false, {}, Compression::kZstd};
  const Exchange result = client_.exchange(place_, request, clock_->now() + 1h);
  EXPECT_EQ(result.failure, Failure::kTimeout);
  EXPECT_FALSE(result.body_sent);
}

}  // namespace
}  // namespace starload::http
