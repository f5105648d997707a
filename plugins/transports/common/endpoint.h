// Where a server listens, and the URLs that name it. Plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace starload::http {

struct Endpoint {
  bool tls = false;
  std::string host;  // name or address, no brackets, lower case
  std::uint16_t port = 0;
  std::string pinned_address;  // connect to this address instead of resolving host; empty = resolve

  // "be1:8040", "[::1]:8040"
  std::string authority() const;
  std::string_view scheme() const { return tls ? "https" : "http"; }
  std::string url() const { return std::string(scheme()) + "://" + authority(); }
  bool same_place(const Endpoint& other) const {
    return tls == other.tls && host == other.host && port == other.port;
  }
};

struct HostPort {
  std::string host;        // lower case, no brackets
  std::uint16_t port = 0;  // 0 = not given
};

// "host", "host:port", "v6", "[v6]", "[v6]:port"; nothing else.
std::optional<HostPort> parse_host_port(std::string_view text);

struct Url {
  Endpoint endpoint;
  std::string path;           // with the query, starts with '/'
  bool had_userinfo = false;  // it is dropped
};

// An absolute http or https URL of printable ASCII. On failure nullopt and *why.
std::optional<Url> parse_url(std::string_view text, std::string* why);

// Percent-encodes all but the unreserved characters of RFC 3986.
std::string percent_encode(std::string_view text);

// 127.0.0.0/8, ::1 and the name localhost.
bool is_loopback(std::string_view host);

// An IPv4 or IPv6 address rather than a name.
bool is_address(std::string_view host);

}  // namespace starload::http
