// What a transport does with sockets and names: peers that vanish, names with several and with
// changing addresses, a process without descriptors.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "tests/faults/name_service.h"
#include "tests/plugins/transports/support/harness.h"
#include "tests/plugins/transports/support/scripted_server.h"

namespace starload::test {
namespace {

constexpr int kMostDescriptors = 1024;

// This process's descriptors that are connected to the port.
std::vector<int> sockets_to(std::uint16_t port) {
  std::vector<int> found;
  for (int descriptor = 0; descriptor < kMostDescriptors; ++descriptor) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const int code = ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size);
    if (code == 0 && peer.sin_family == AF_INET && ntohs(peer.sin_port) == port)
      found.push_back(descriptor);
  }
  return found;
}

int option_of(int descriptor, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(descriptor, level, option, &value, &size), 0);
  return value;
}

TEST(Sockets, AConnectionNoticesWithinAMinuteThatItsPeerHasVanished) {
  ScriptedServer server({backend(std::string(kSuccess))});
  Harness transport(setup_for(server.authority()));
  ASSERT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
  const std::vector<int> kept = sockets_to(server.port());
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(option_of(kept[0], SOL_SOCKET, SO_KEEPALIVE), 1);
  const int silent_s =
      option_of(kept[0], IPPROTO_TCP, TCP_KEEPIDLE) +
      option_of(kept[0], IPPROTO_TCP, TCP_KEEPCNT) * option_of(kept[0], IPPROTO_TCP, TCP_KEEPINTVL);
  EXPECT_LE(silent_s, 60);
}

// A server that listens on 127.0.0.1; on the other addresses of the loopback nobody does.
class Names : public testing::Test {
 protected:
  Outcome load() { return transport_.execute({}); }

  ScriptedServer server_{{backend(std::string(kSuccess))}};
  const std::string name_ = "starrocks.test";
  const std::string port_ = std::to_string(server_.port());
  Harness transport_{setup_for(name_ + ":" + port_)};
};

TEST_F(Names, AllAddressesOfANameAreTried) {
  set_addresses(name_, {"127.0.0.77", "127.0.0.78", "127.0.0.1"});
  const Outcome outcome = load();
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_OK) << outcome.message;
  EXPECT_EQ(server_.accepted(), 1u);
}

TEST_F(Names, WhenNoAddressAnswersEachIsTold) {
  set_addresses(name_, {"127.0.0.77", "127.0.0.78"});
  const Outcome outcome = load();
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  for (const char* address : {"127.0.0.77", "127.0.0.78"}) {
    EXPECT_NE(outcome.message.find(address + (":" + port_) + "): Connection refused"),
              std::string::npos)
        << outcome.message;
  }
}

TEST_F(Names, AreAskedForAgainWithEachAttempt) {
  set_addresses(name_, {});
  const std::size_t before = times_asked(name_);
  EXPECT_EQ(load().response.flags, SL_RESPONSE_NOTHING_SENT);
  set_addresses(name_, {"127.0.0.77"});
  EXPECT_EQ(load().response.flags, SL_RESPONSE_NOTHING_SENT);
  set_addresses(name_, {"127.0.0.1"});
  EXPECT_EQ(load().response.verdict, SL_VERDICT_OK);
  EXPECT_EQ(times_asked(name_) - before, 3u);
}

TEST(Descriptors, WithoutOneARequestIsNotSentAndLaterItIs) {
  ScriptedServer server({backend(std::string(kSuccess))});
  Harness transport(setup_for(server.authority()));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const Outcome outcome = transport.execute({});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(outcome.code, SL_OK);
  EXPECT_EQ(outcome.response.verdict, SL_VERDICT_NO);
  EXPECT_EQ(outcome.response.retry, SL_RETRY_SOON);
  EXPECT_EQ(outcome.response.flags, SL_RESPONSE_NOTHING_SENT);
  EXPECT_NE(outcome.message.find("oo many"), std::string::npos) << outcome.message;
  EXPECT_EQ(transport.execute({}).response.verdict, SL_VERDICT_OK);
}

}  // namespace
}  // namespace starload::test
