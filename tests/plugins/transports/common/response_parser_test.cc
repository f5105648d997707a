#include "plugins/transports/common/response_parser.h"

#include <gtest/gtest.h>

namespace starload::http {
namespace {

ResponseParser parse(std::string_view bytes, ResponseLimits limits = {}) {
  ResponseParser parser(limits);
  parser.feed(bytes);
  return parser;
}

constexpr std::string_view kPlain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y: z \r\n\r\nhello";
constexpr std::string_view kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: "
    "1\r\n\r\n";

TEST(ResponseParser, ReadsABodyOfAKnownLength) {
  const auto parser = parse(kPlain);
  ASSERT_TRUE(parser.done());
  EXPECT_EQ(parser.response().status, 200);
  EXPECT_EQ(parser.response().body, "hello");
  EXPECT_EQ(*parser.response().header("x-y"), "z");
  EXPECT_TRUE(parser.can_reuse_connection());
}

TEST(ResponseParser, ReadsAChunkedBodyWithExtensionsAndTrailers) {
  const auto parser = parse(kChunked);
  ASSERT_TRUE(parser.done());
  EXPECT_EQ(parser.response().body, "hello world");
  EXPECT_TRUE(parser.can_reuse_connection());
}

TEST(ResponseParser, GivesTheSameByteByByte) {
  for (const std::string_view whole : {kPlain, kChunked}) {
    ResponseParser parser;
    for (const char c : whole) ASSERT_EQ(parser.feed({&c, 1}), 1u);
    ASSERT_TRUE(parser.done());
    EXPECT_EQ(parser.response().body, parse(whole).response().body);
  }
}

TEST(ResponseParser, ABodyWithoutLengthEndsWithTheConnection) {
  auto parser = parse("HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_FALSE(parser.done());
  parser.finish();
  ASSERT_TRUE(parser.done());
  EXPECT_EQ(parser.response().body, "all of it");
  EXPECT_FALSE(parser.can_reuse_connection());
}

TEST(ResponseParser, PassesInterimAnswers) {
  auto parser = parse("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
  EXPECT_FALSE(parser.saw_continue());
  parser.feed("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(parser.saw_continue());
  EXPECT_FALSE(parser.has_final_head());
  parser.feed("HTTP/1.1 204 No Content\r\n\r\n");
  ASSERT_TRUE(parser.done());
  EXPECT_EQ(parser.response().status, 204);
  EXPECT_TRUE(parser.response().headers.empty());
}

TEST(ResponseParser, StopsBehindTheAnswer) {
  ResponseParser parser;
  EXPECT_EQ(parser.feed(std::string(kPlain) + "stray"), kPlain.size());
}

TEST(ResponseParser, AcceptsBareLineFeeds) {
  EXPECT_EQ(parse("HTTP/1.0 200\nContent-Length: 2\n\nok").response().body, "ok");
}

TEST(ResponseParser, ConnectionCloseAndHttp10ForbidReuse) {
  EXPECT_FALSE(parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: foo, Close\r\n\r\n")
                   .can_reuse_connection());
  EXPECT_FALSE(parse("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").can_reuse_connection());
}

TEST(ResponseParser, ATruncatedAnswerIsBad) {
  for (std::size_t size = 0; size < kPlain.size(); ++size) {
    auto parser = parse(kPlain.substr(0, size));
    parser.finish();
    EXPECT_TRUE(parser.bad()) << size;
  }
}

TEST(ResponseParser, RefusesWhatIsNotHttp) {
  for (const std::string_view bytes :
       {"J\x01\x01", "<html>\n", "HTTP/2 200 OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000\r\n",
        "HTTP/1.1 099 x\r\n", "HTTP/1.1  200 OK\r\n", "\r\nHTTP/1.1 200 OK\r\n"}) {
    EXPECT_TRUE(parse(bytes).bad()) << bytes;
  }
}

TEST(ResponseParser, RefusesHeadersThatCouldBeReadInTwoWays) {
  const std::string start = "HTTP/1.1 200 OK\r\n";
  for (const std::string_view headers :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n", "Content-Length: -1\r\n\r\n",
        "Content-Length: 5x\r\n\r\n", "Content-Length:\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n", " folded: x\r\n\r\n", "no colon\r\n\r\n",
        ": no name\r\n\r\n", "A B: x\r\n\r\n", "A: x\x01y\r\n\r\n"}) {
    EXPECT_TRUE(parse(start + std::string(headers)).bad()) << headers;
  }
  EXPECT_TRUE(parse("HTTP/1.1 101 Switching\r\n\r\n").bad());
}

TEST(ResponseParser, RefusesBrokenChunks) {
  const std::string start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string_view chunks :
       {"x\r\n", "\r\n", "-5\r\n", "5\r\nhelloX\r\n", "11111111111111111\r\n"}) {
    EXPECT_TRUE(parse(start + std::string(chunks)).bad()) << chunks;
  }
}

TEST(ResponseParser, CapsTheHeadersAt64KiB) {
  ResponseParser parser;
  parser.feed("HTTP/1.1 200 OK\r\n");
  for (int i = 0; i < 70 && !parser.bad(); ++i)
    parser.feed("X: " + std::string(1000, 'a') + "\r\n");
  EXPECT_TRUE(parser.bad());
  EXPECT_EQ(parser.problem(), "its headers are longer than 65536 bytes");
}

TEST(ResponseParser, CapsOneEndlessLine) {
  ResponseParser parser;
  for (int i = 0; i < 70 && !parser.bad(); ++i) parser.feed(std::string(1000, 'a'));
  EXPECT_TRUE(parser.bad());
}

TEST(ResponseParser, CapsEndlessInterimAnswers) {
  ResponseParser parser;
  for (int i = 0; i < 10000 && !parser.bad(); ++i) parser.feed("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(parser.bad());
}

TEST(ResponseParser, CapsTheBodyAt1MiB) {
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n").problem(),
            "its body is longer than 1048576 bytes");
  auto endless = parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 1100 && !endless.bad(); ++i)
    endless.feed("400\r\n" + std::string(1024, 'x') + "\r\n");
  EXPECT_EQ(endless.problem(), "its body is longer than 1048576 bytes");
  auto close_delimited = parse("HTTP/1.1 200 OK\r\n\r\n");
  close_delimited.feed(std::string(1048577, 'x'));
  EXPECT_TRUE(close_delimited.bad());
}

TEST(ResponseParser, CapsEndlessTinyChunks) {
  auto endless = parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 100000 && !endless.bad(); ++i) endless.feed("1\r\nx\r\n");
  EXPECT_TRUE(endless.bad());
}

TEST(ResponseParser, CutsALongBodyWhereThatIsAllowed) {
  const auto parser =
      parse("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", {65536, 4, true});
  ASSERT_TRUE(parser.done());
  EXPECT_EQ(parser.response().body, "0123");
  EXPECT_TRUE(parser.response().body_was_cut);
  EXPECT_FALSE(parser.can_reuse_connection());
}

}  // namespace
}  // namespace starload::http
