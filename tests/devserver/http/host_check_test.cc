#include "devserver/http/host_check.h"

#include <gtest/gtest.h>

namespace starload::devserver {
namespace {

bool served(std::string host, std::string_view bind_address = "127.0.0.1") {
  HttpRequest request;
  request.headers.emplace_back("Host", std::move(host));
  return is_served_host(request, bind_address);
}

TEST(HostCheck, ServesLoopbackNamesAndTheBindAddress) {
  for (const char* host :
       {"localhost", "LocalHost:8030", "127.0.0.1:8030", "127.1.2.3", "[::1]:8030", "[::1]"}) {
    EXPECT_TRUE(served(host)) << host;
  }
  EXPECT_TRUE(served("192.168.1.5:8030", "192.168.1.5"));
}

TEST(HostCheck, RefusesOtherNames) {
  for (const char* host : {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8030",
                           "192.168.1.5", ""}) {
    EXPECT_FALSE(served(host)) << host;
  }
}

TEST(HostCheck, KnowsPagesOfOtherSites) {
  const auto is_other = [](const std::string& origin) {
    HttpRequest request;
    request.headers.emplace_back("Host", "127.0.0.1:8030");
    if (!origin.empty()) request.headers.emplace_back("Origin", origin);
    return is_of_other_site(request);
  };
  EXPECT_FALSE(is_other(""));
  EXPECT_FALSE(is_other("http://127.0.0.1:8030"));
  for (const char* origin : {"http://evil.example", "null", "http://127.0.0.1:9000"})
    EXPECT_TRUE(is_other(origin)) << origin;
}

}  // namespace
}  // namespace starload::devserver
