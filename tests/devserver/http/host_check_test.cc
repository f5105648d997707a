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

}  // namespace
}  // namespace starload::devserver
