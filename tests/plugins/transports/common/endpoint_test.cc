#include "plugins/transports/common/endpoint.h"

#include <gtest/gtest.h>

namespace starload::http {
namespace {

TEST(Endpoint, ParsesHostsAndPorts) {
  EXPECT_EQ(parse_host_port("BE1.example:8040")->host, "be1.example");
  EXPECT_EQ(parse_host_port("be1")->port, 0);
  EXPECT_EQ(parse_host_port("[::1]:8040")->host, "::1");
  EXPECT_EQ(parse_host_port("[::1]")->port, 0);
  EXPECT_EQ(parse_host_port("FE80:0::0:1")->host, "fe80::1");
  EXPECT_EQ(parse_host_port("[0:0:0:0:0:0:0:1]:80")->host, "::1");
  for (const char* bad : {"", ":8040", "a:", "a:0", "a:65536", "a:80x", "a b:1", "a/b:1", "[::1",
                          "[x]:1", "user@a:80", "a:8040:1", "a\r\n:1"}) {
    EXPECT_FALSE(parse_host_port(bad)) << bad;
  }
}

TEST(Endpoint, PrintsIpv6InBrackets) {
  EXPECT_EQ((Endpoint{true, "::1", 8040, {}}).url(), "https://[::1]:8040");
  EXPECT_EQ((Endpoint{false, "be", 8040, {}}).authority(), "be:8040");
}

TEST(Url, ParsesAbsoluteUrls) {
  const auto url = parse_url("HTTP://BE1:8040/api/db/t/_stream_load?a=b#frag", nullptr);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->endpoint.authority(), "be1:8040");
  EXPECT_FALSE(url->endpoint.tls);
  EXPECT_EQ(url->path, "/api/db/t/_stream_load?a=b");
  EXPECT_EQ(parse_url("https://h", nullptr)->endpoint.port, 443);
  EXPECT_EQ(parse_url("http://h?x", nullptr)->path, "/?x");
}

TEST(Url, DropsUserinfo) {
  const auto url = parse_url("http://root:pw@evil@be1:8040/x", nullptr);
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->had_userinfo);
  EXPECT_EQ(url->endpoint.url(), "http://be1:8040");
}

TEST(Url, RefusesWhatIsNoHttpUrl) {
  for (const char* bad :
       {"", "/api/x", "//be1:8040/x", "ftp://be1/x", "file:///etc/passwd", "http:/be1", "http://",
        "http://be1:99999/", "http://be1 /x", "http://be1/a b", "http://be1/\r\nX: y",
        "http://be1\\@evil/", "javascript:alert(1)"}) {
    std::string why;
    EXPECT_FALSE(parse_url(bad, &why)) << bad;
    EXPECT_FALSE(why.empty()) << bad;
  }
  EXPECT_FALSE(parse_url("http://h/" + std::string(9000, 'a'), nullptr));
}

TEST(PercentEncode, EncodesAllButUnreserved) {
  EXPECT_EQ(percent_encode("a-Z_0.~"), "a-Z_0.~");
  EXPECT_EQ(percent_encode("a/b?c#d%e f"), "a%2Fb%3Fc%23d%25e%20f");
  EXPECT_EQ(percent_encode("\xc3\xb6"), "%C3%B6");
}

TEST(Loopback, KnowsItsNames) {
  for (const char* yes : {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"})
    EXPECT_TRUE(is_loopback(yes));
  for (const char* no : {"127.evil.example", "10.0.0.1", "localhost.evil.example", ""})
    EXPECT_FALSE(is_loopback(no));
}

}  // namespace
}  // namespace starload::http
