#include "plugins/transports/common/host_policy.h"

#include <algorithm>
#include <optional>
#include <starload/sdk/error.hpp>

#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

bool same_host(std::string_view a, std::string_view b) {
  return a == b || (is_loopback(a) && is_loopback(b));
}

bool same_port(std::uint16_t listed, std::uint16_t port) { return listed == 0 || listed == port; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view without_scheme(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  }
  while (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

}  // namespace

Endpoint HostPolicy::rewrite(Endpoint endpoint) const {
  for (const AddressMapping& mapping : rules_.mappings) {
    if (!same_port(mapping.from.port, endpoint.port) || mapping.from.host != endpoint.host)
      continue;
    endpoint.host = mapping.to.host;
    if (mapping.to.port != 0) endpoint.port = mapping.to.port;
    break;
  }
  return endpoint;
}

Trust HostPolicy::check(Endpoint& endpoint) const {
  if (named(endpoint) || found_by_address(endpoint)) return Trust::kTrusted;
  return rules_.trusted_is_complete ? Trust::kRefused : Trust::kUnproven;
}

bool HostPolicy::named(const Endpoint& endpoint) const {
  const auto is_frontend = [&](const Endpoint& frontend) {
    return frontend.port == endpoint.port && same_host(frontend.host, endpoint.host);
  };
  const auto is_listed = [&](const HostPort& listed) {
    return same_port(listed.port, endpoint.port) && same_host(listed.host, endpoint.host);
  };
  const auto is_map_target = [&](const AddressMapping& mapping) { return is_listed(mapping.to); };
  return std::any_of(rules_.frontends.begin(), rules_.frontends.end(), is_frontend) ||
         std::any_of(rules_.trusted.begin(), rules_.trusted.end(), is_listed) ||
         std::any_of(rules_.mappings.begin(), rules_.mappings.end(), is_map_target);
}

// A cluster may register its nodes by address where the user wrote names, or the other way round.
bool HostPolicy::found_by_address(Endpoint& endpoint) const {
  std::vector<std::string> candidates;
  for (const Endpoint& frontend : rules_.frontends) {
    if (frontend.port == endpoint.port) candidates.push_back(frontend.host);
  }
  for (const HostPort& listed : rules_.trusted) {
    if (same_port(listed.port, endpoint.port)) candidates.push_back(listed.host);
  }
  if (candidates.empty()) return false;
  const bool literal = is_address(endpoint.host);
  const auto wanted =
      literal ? std::vector<std::string>{endpoint.host} : sockets_.resolve(endpoint.host);
  for (const std::string& candidate : candidates) {
    if (literal && is_address(candidate)) continue;  // compared as text before
    const auto addresses =
        is_address(candidate) ? std::vector<std::string>{candidate} : sockets_.resolve(candidate);
    const auto hit =
        std::find_first_of(wanted.begin(), wanted.end(), addresses.begin(), addresses.end());
    if (hit == wanted.end()) continue;
    if (!literal) endpoint.pinned_address = *hit;
    return true;
  }
  return false;
}

std::vector<Endpoint> parse_load_urls(const std::vector<std::string>& entries) {
  std::vector<Endpoint> endpoints;
  for (const std::string& raw : entries) {
    const std::string_view entry = trim(raw);
    if (entry.empty()) continue;
    const bool tls = entry.starts_with("https://");
    const auto place = parse_host_port(without_scheme(entry));
    if (!place || place->port == 0) {
      throw sdk::Error::config(
          "Could not parse host '" + printable(entry, 200) +
          "' in option 'load-url'. It should follow the format 'host_name:port'.");
    }
    endpoints.push_back({tls, place->host, place->port, {}});
  }
  if (endpoints.empty()) {
    throw sdk::Error::config(
        "option 'load-url' names no frontend; it should follow the format "
        "'host_name:port;host_name:port'");
  }
  return endpoints;
}

std::vector<AddressMapping> parse_address_map(const std::vector<std::string>& entries) {
  std::vector<AddressMapping> mappings;
  for (const std::string& raw : entries) {
    const std::string_view entry = trim(raw);
    if (entry.empty()) continue;
    const std::size_t equals = entry.find('=');
    std::optional<HostPort> from;
    std::optional<HostPort> to;
    if (equals != std::string_view::npos) {
      from = parse_host_port(trim(entry.substr(0, equals)));
      to = parse_host_port(trim(entry.substr(equals + 1)));
    }
    if (!from || !to) {
      throw sdk::Error::config(
          "sink.backend-address-map: cannot understand '" + printable(entry, 200) +
          "'; it should follow the format 'from_host:port=to_host:port;from_host=to_host'");
    }
    mappings.push_back({*from, *to});
  }
  return mappings;
}

std::vector<HostPort> parse_host_list(std::string_view key,
                                      const std::vector<std::string>& entries) {
  std::vector<HostPort> hosts;
  for (const std::string& raw : entries) {
    const std::string_view entry = trim(raw);
    if (entry.empty()) continue;
    const auto place = parse_host_port(without_scheme(entry));
    if (!place) {
      throw sdk::Error::config(std::string(key) + ": cannot understand '" + printable(entry, 200) +
                               "'; it should be 'host' or 'host:port'");
    }
    hosts.push_back(*place);
  }
  return hosts;
}

}  // namespace starload::http
