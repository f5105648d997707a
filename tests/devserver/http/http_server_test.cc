#include "devserver/http/http_server.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/devserver/http/raw_client.h"

namespace starload::devserver {
namespace {

// Answers with the body it got; /early answers without reading it.
HttpResponse echo(const HttpRequest& request, HttpBody& body) {
  HttpResponse response;
  if (request.path_segments.back() == "early") {
    response.body = "early";
    return response;
  }
  char buffer[1000];
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (true) {
    Result<std::size_t> count = body.read(buffer, sizeof buffer, deadline);
    if (!count) {
      response.body = "failed: " + count.status().message();
      return response;
    }
    if (*count == 0) break;
    response.body.append(buffer, *count);
  }
  if (response.body.empty()) response.body = "nothing";
  return response;
}

class HttpServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HttpServerConfig config;
    config.name = "test";
    config.keep_alive_limit = std::chrono::milliseconds(300);
    Result<std::unique_ptr<HttpServer>> started = HttpServer::start(config, echo);
    ASSERT_TRUE(started.is_ok()) << started.status().message();
    server_ = started.take();
  }

  std::unique_ptr<HttpServer> server_;
};

constexpr const char* kHost = "Host: localhost\r\n";

TEST_F(HttpServerTest, KeepsConnectionsAlive) {
  RawClient client(server_->port());
  for (int i = 0; i < 3; ++i) {
    client.send(std::string("PUT /x HTTP/1.1\r\n") + kHost + "Content-Length: 3\r\n\r\nabc");
    const RawReply reply = client.read_reply();
    EXPECT_EQ(reply.body, "abc");
    EXPECT_EQ(reply.header("Connection"), "keep-alive");
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  RawClient client(server_->port());
  client.send(std::string("PUT /x HTTP/1.1\r\n") + kHost +
              "Content-Length: 1\r\n\r\naPUT /x HTTP/1.1\r\n" + kHost +
              "Content-Length: 1\r\n\r\nb");
  EXPECT_EQ(client.read_reply().body, "a");
  EXPECT_EQ(client.read_reply().body, "b");
}

TEST_F(HttpServerTest, ClosesWhenAskedAndForHttp10) {
  RawClient client(server_->port());
  client.send(std::string("GET /x HTTP/1.1\r\nConnection: close\r\n") + kHost + "\r\n");
  EXPECT_EQ(client.read_reply().header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
  RawClient old(server_->port());
  old.send("GET /x HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_reply().status, 200);
  EXPECT_TRUE(old.is_closed());
}

TEST_F(HttpServerTest, Sends100ContinueWhenTheBodyIsWanted) {
  RawClient client(server_->port());
  client.send(std::string("PUT /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n") +
              kHost + "\r\n");
  EXPECT_EQ(client.read_reply().status, 100);
  client.send("abc");
  EXPECT_EQ(client.read_reply().body, "abc");
}

TEST_F(HttpServerTest, AnswersBeforeTheBodyWhenItIsNotWanted) {
  RawClient client(server_->port());
  client.send(std::string("PUT /early HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n") +
              kHost + "\r\n");
  const RawReply reply = client.read_reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "early");
  EXPECT_EQ(reply.header("Connection"), "close");
}

TEST_F(HttpServerTest, TheReplyArrivesAlthoughABigBodyWasNotRead) {
  RawClient client(server_->port());
  const std::string body(4 << 20, 'x');
  client.send(std::string("PUT /early HTTP/1.1\r\nContent-Length: ") + std::to_string(body.size()) +
              "\r\n" + kHost + "\r\n" + body);
  EXPECT_EQ(client.read_reply().body, "early");
  client.send(std::string("GET /x HTTP/1.1\r\n") + kHost + "\r\n");
  EXPECT_EQ(client.read_reply().body, "nothing");
}

TEST_F(HttpServerTest, TakesChunkedBodies) {
  RawClient client(server_->port());
  client.send(std::string("PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n") + kHost +
              "\r\n3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\ntrailer: x\r\n\r\n");
  EXPECT_EQ(client.read_reply().body, "abc0123456789");
  client.send(std::string("GET /x HTTP/1.1\r\n") + kHost + "\r\n");
  EXPECT_EQ(client.read_reply().body, "nothing");
}

TEST_F(HttpServerTest, KnowsABodyThatEndsTooEarly) {
  RawClient client(server_->port());
  client.send(std::string("PUT /x HTTP/1.1\r\nContent-Length: 10\r\n") + kHost + "\r\nabc");
  client.finish_sending();
  EXPECT_EQ(client.read_reply().body, "failed: receive body don't equal with body bytes");
  RawClient chunked(server_->port());
  chunked.send(std::string("PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n") + kHost +
               "\r\n3\r\nabc\r\n");
  chunked.finish_sending();
  EXPECT_EQ(chunked.read_reply().body, "failed: receive body don't equal with body bytes");
}

TEST_F(HttpServerTest, RefusesBadChunks) {
  RawClient client(server_->port());
  client.send(std::string("PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n") + kHost +
              "\r\nxyz\r\n");
  EXPECT_EQ(client.read_reply().body, "failed: invalid chunk size");
}

TEST_F(HttpServerTest, BadRequestLinesGet400AsHtml) {
  RawClient client(server_->port());
  client.send("NONSENSE\r\n\r\n");
  const RawReply reply = client.read_reply();
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.header("Content-Type"), "text/html");
  EXPECT_EQ(reply.body, "Bad Request. <br/> invalid request line");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, TheRequestLineEndsAt4096Bytes) {
  RawClient fits(server_->port());
  fits.send("GET /" + std::string(4096 - 15, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_EQ(fits.read_reply().status, 200);
  RawClient client(server_->port());
  client.send("GET /" + std::string(4097, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n");
  EXPECT_EQ(client.read_reply().status, 400);
}

TEST_F(HttpServerTest, HeadersEndAt32768Bytes) {
  RawClient fits(server_->port());
  fits.send(std::string("GET /x HTTP/1.1\r\n") + kHost + "columns: " + std::string(32'000, 'a') +
            "\r\n\r\n");
  EXPECT_EQ(fits.read_reply().status, 200);
  RawClient client(server_->port());
  client.send(std::string("GET /x HTTP/1.1\r\n") + kHost + "columns: " + std::string(33'000, 'a') +
              "\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 400);
}

TEST_F(HttpServerTest, EndsIdleConnections) {
  RawClient client(server_->port());
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, APortInUseIsNamed) {
  HttpServerConfig config;
  config.name = "FE HTTP";
  config.port = server_->port();
  const Result<std::unique_ptr<HttpServer>> second = HttpServer::start(config, echo);
  ASSERT_FALSE(second.is_ok());
  EXPECT_EQ(second.status().message().find("cannot listen on the FE HTTP port 127.0.0.1:" +
                                           std::to_string(server_->port())),
            0U);
}

TEST_F(HttpServerTest, StopEndsConnectionsThatWait) {
  RawClient client(server_->port());
  client.send(std::string("PUT /x HTTP/1.1\r\nContent-Length: 10\r\n") + kHost + "\r\nabc");
  const auto start = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
}

}  // namespace
}  // namespace starload::devserver
