#include "devserver/http/http_message.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

std::string failure(std::string_view head) {
  const Result<HttpRequest> request = parse_request_head(head);
  return request ? "parsed" : request.status().message();
}

TEST(HttpMessage, ParsesLineHeadersAndQuery) {
  const Result<HttpRequest> request = parse_request_head(
      "PUT /api/d%20b/t/_stream_load?label=a%2Fb&x=1+2 HTTP/1.1\r\nHost: h\r\nLABEL:  x1 "
      "\r\nContent-Length: 5");
  ASSERT_TRUE(request.is_ok()) << request.status().message();
  EXPECT_EQ(request->method, "PUT");
  EXPECT_EQ(request->path_segments, (std::vector<std::string>{"api", "d b", "t", "_stream_load"}));
  EXPECT_EQ(request->header_or_empty("label"), "x1");
  EXPECT_EQ(request->query_parameter("label"), "a/b");
  EXPECT_EQ(request->query_parameter("x"), "1 2");
  EXPECT_EQ(request->query_parameter("y"), std::nullopt);
  EXPECT_EQ(request->content_length, 5U);
}

TEST(HttpMessage, RefusesMalformedHeads) {
  EXPECT_EQ(failure("GET"), "invalid request line");
  EXPECT_EQ(failure("GET / HTTP/2.0"), "unsupported protocol version");
  EXPECT_EQ(failure("G@T / HTTP/1.1"), "invalid method");
  EXPECT_EQ(failure("GET x HTTP/1.1"), "invalid request target");
  EXPECT_EQ(failure("GET /%zz HTTP/1.1\r\nHost: h"), "invalid percent-encoding in the path");
  EXPECT_EQ(failure("GET /%00 HTTP/1.1\r\nHost: h"), "invalid percent-encoding in the path");
  EXPECT_EQ(failure("GET / HTTP/1.1\r\nno colon"), "header line without a colon");
  EXPECT_EQ(failure("GET / HTTP/1.1\r\nbad name: x"), "invalid header name");
  EXPECT_EQ(failure("GET / HTTP/1.1"), "missing Host header");
  EXPECT_EQ(failure("GET / HTTP/1.0"), "parsed");
}

TEST(HttpMessage, RefusesAmbiguousBodies) {
  EXPECT_EQ(failure("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"),
            "both Content-Length and Transfer-Encoding");
  EXPECT_EQ(failure("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2"),
            "two Content-Length headers");
  EXPECT_EQ(failure("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: -1"), "invalid Content-Length");
  EXPECT_EQ(failure("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip"),
            "unsupported Transfer-Encoding");
}

TEST(HttpMessage, FormatsReplies) {
  HttpResponse response;
  response.status = 307;
  response.headers.emplace_back("Location", "http://h:1/x");
  EXPECT_EQ(format_response(response, false, false),
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://h:1/x\r\nContent-Length: "
            "0\r\nConnection: "
            "close\r\n\r\n");
}

}  // namespace
}  // namespace starload::devserver
