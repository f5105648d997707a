// Which hosts may see the password, and how the addresses that servers name are rewritten.
// Immutable but for the resolver it asks; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transports/common/connection.h"
#include "plugins/transports/common/endpoint.h"

namespace starload::http {

struct AddressMapping {
  HostPort from;  // port 0: every port
  HostPort to;    // port 0: the port stays
};

struct HostRules {
  std::vector<Endpoint> frontends;
  std::vector<HostPort> trusted;     // known hosts and sink.allowed-backends
  bool trusted_is_complete = false;  // false: the cluster's hosts could not be asked
  std::vector<AddressMapping> mappings;
};

enum class Trust : std::uint8_t {
  kTrusted,
  kUnproven,  // not on the list, but the list is not complete
  kRefused,
};

class HostPolicy final {
 public:
  // `sockets` outlives the policy.
  HostPolicy(HostRules rules, SocketFactory& sockets)
      : rules_(std::move(rules)), sockets_(sockets) {}

  // Rewrites by the first mapping that fits (sink.backend-address-map).
  Endpoint rewrite(Endpoint endpoint) const;

  // May `endpoint` get the password? A name that is trusted because of its address is pinned to
  // that address, so that it cannot resolve to another one afterwards.
  Trust check(Endpoint& endpoint) const;

  const std::vector<Endpoint>& frontends() const { return rules_.frontends; }

 private:
  bool named(const Endpoint& endpoint) const;
  bool found_by_address(Endpoint& endpoint) const;

  const HostRules rules_;
  SocketFactory& sockets_;
};

// Throws sdk::Error naming the key. load-url entries: host:port, http://host:port,
// https://host:port.
std::vector<Endpoint> parse_load_urls(const std::vector<std::string>& entries);
std::vector<AddressMapping> parse_address_map(const std::vector<std::string>& entries);
std::vector<HostPort> parse_host_list(std::string_view key,
                                      const std::vector<std::string>& entries);

}  // namespace starload::http
