#include "plugins/transports/common/host_policy.h"

#include <gtest/gtest.h>

#include <starload/sdk/error.hpp>

#include "tests/plugins/transports/support/fake_network.h"

namespace starload::http {
namespace {

class HostPolicyTest : public testing::Test {
 protected:
  HostPolicy policy(std::vector<std::string> trusted, bool complete = true,
                    std::vector<std::string> map = {}) {
    return {HostRules{parse_load_urls({"fe1:8030", "https://fe2:8443"}),
                      parse_host_list("k", trusted), complete, parse_address_map(map)},
            network_};
  }
  Trust check(const HostPolicy& policy, const std::string& host, std::uint16_t port) {
    endpoint_ = {false, host, port, {}};
    return policy.check(endpoint_);
  }

  test::FakeNetwork network_{std::make_shared<test::FakeClock>()};
  Endpoint endpoint_;
};

TEST_F(HostPolicyTest, TrustsFrontendsAtTheirPorts) {
  const auto rules = policy({});
  EXPECT_EQ(check(rules, "fe1", 8030), Trust::kTrusted);
  EXPECT_EQ(check(rules, "fe2", 8443), Trust::kTrusted);
  EXPECT_EQ(check(rules, "fe1", 9999), Trust::kRefused);
  EXPECT_EQ(check(rules, "evil", 8030), Trust::kRefused);
}

TEST_F(HostPolicyTest, TrustsListedHosts) {
  const auto rules = policy({"be1:8040", "be2"});
  EXPECT_EQ(check(rules, "be1", 8040), Trust::kTrusted);
  EXPECT_EQ(check(rules, "be1", 8041), Trust::kRefused);
  EXPECT_EQ(check(rules, "be2", 1), Trust::kTrusted);
}

TEST_F(HostPolicyTest, AnIncompleteListProvesNothing) {
  EXPECT_EQ(check(policy({}, false), "be9", 1), Trust::kUnproven);
}

TEST_F(HostPolicyTest, LoopbackNamesAreOneHost) {
  const auto rules = policy({"localhost:8040"});
  EXPECT_EQ(check(rules, "127.0.0.1", 8040), Trust::kTrusted);
  EXPECT_EQ(check(rules, "::1", 8040), Trust::kTrusted);
  EXPECT_EQ(check(rules, "127.0.0.1", 8041), Trust::kRefused);
}

TEST_F(HostPolicyTest, AnAddressOfAListedNameIsTrusted) {
  network_.set_addresses("be1", {"10.0.0.1", "10.0.0.2"});
  const auto rules = policy({"be1:8040"});
  EXPECT_EQ(check(rules, "10.0.0.2", 8040), Trust::kTrusted);
  EXPECT_EQ(check(rules, "10.0.0.3", 8040), Trust::kRefused);
}

TEST_F(HostPolicyTest, ANameTrustedByItsAddressIsPinnedToIt) {
  network_.set_addresses("be1.cluster", {"10.0.0.9", "10.0.0.1"});
  EXPECT_EQ(check(policy({"10.0.0.1:8040"}), "be1.cluster", 8040), Trust::kTrusted);
  EXPECT_EQ(endpoint_.pinned_address, "10.0.0.1");
}

TEST_F(HostPolicyTest, RewritesAddressesAndTrustsTheTargets) {
  const auto rules = policy({}, true, {"10.0.0.1:8040=gate:18040", "be2=gate2"});
  const Endpoint first = rules.rewrite({false, "10.0.0.1", 8040, {}});
  EXPECT_EQ(first.authority(), "gate:18040");
  EXPECT_EQ(rules.rewrite({false, "be2", 8040, {}}).authority(), "gate2:8040");
  EXPECT_EQ(rules.rewrite({false, "10.0.0.1", 8041, {}}).authority(), "10.0.0.1:8041");
  EXPECT_EQ(check(rules, "gate", 18040), Trust::kTrusted);
  EXPECT_EQ(check(rules, "gate", 1), Trust::kRefused);
}

TEST_F(HostPolicyTest, LoadUrlErrorsReadAsDocumented) {
  for (const std::string bad :
       {"fe1", "fe1:", "http://fe1", "ftp://fe1:8030", "fe1:8030/x", "a:b@fe1:8030"}) {
    try {
      parse_load_urls({bad});
      ADD_FAILURE() << bad;
    } catch (const sdk::Error& error) {
      EXPECT_EQ(std::string(error.what()),
                "Could not parse host '" + bad +
                    "' in option 'load-url'. It should follow the format 'host_name:port'.");
    }
  }
  EXPECT_THROW(parse_load_urls({}), sdk::Error);
}

TEST_F(HostPolicyTest, LoadUrlsMayCarryAScheme) {
  const auto urls = parse_load_urls({" fe1:8030 ", "http://fe2:8030/", "https://fe3:8443"});
  ASSERT_EQ(urls.size(), 3u);
  EXPECT_EQ(urls[0].url(), "http://fe1:8030");
  EXPECT_EQ(urls[1].url(), "http://fe2:8030");
  EXPECT_EQ(urls[2].url(), "https://fe3:8443");
}

TEST_F(HostPolicyTest, BadListsNameTheirKey) {
  EXPECT_THROW(parse_address_map({"a:1"}), sdk::Error);
  EXPECT_THROW(parse_address_map({"a=b c"}), sdk::Error);
  EXPECT_THROW(parse_host_list("sink.allowed-backends", {"a:x"}), sdk::Error);
}

}  // namespace
}  // namespace starload::http
