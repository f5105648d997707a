#include "plugins/transports/common/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace starload::http {
namespace {

constexpr std::size_t kMaxUrlBytes = 8192;

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (code != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// The shortest spelling of an IPv6 address, so that two spellings compare equal; "" when it is
// none.
std::string canonical_ipv6(const std::string& host) {
  in6_addr address{};
  char text[INET6_ADDRSTRLEN] = {};
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return {};
  return inet_ntop(AF_INET6, &address, text, sizeof(text)) != nullptr ? text : "";
}

bool is_ipv4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

// Splits "https://rest" and says whether it is TLS.
std::optional<bool> take_scheme(std::string_view& text) {
  const std::string start = lower(text.substr(0, 8));
  if (start.starts_with("https://")) {
    text.remove_prefix(8);
    return true;
  }
  if (start.starts_with("http://")) {
    text.remove_prefix(7);
    return false;
  }
  return std::nullopt;
}

std::optional<Url> refuse(std::string* why, std::string_view reason) {
  if (why != nullptr) *why = reason;
  return std::nullopt;
}

}  // namespace

std::string Endpoint::authority() const {
  const bool bracket = host.find(':') != std::string::npos;
  return (bracket ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<HostPort> parse_host_port(std::string_view text) {
  HostPort result;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    result.host = canonical_ipv6(std::string(text.substr(1, close - 1)));
    if (result.host.empty()) return std::nullopt;
    text.remove_prefix(close + 1);
  } else if (result.host = canonical_ipv6(std::string(text)); !result.host.empty()) {
    return result;
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    result.host = lower(text.substr(0, colon));
    if (result.host.empty() || !std::all_of(result.host.begin(), result.host.end(), is_host_char)) {
      return std::nullopt;
    }
    text.remove_prefix(colon);
  }
  if (text.empty()) return result;
  const auto port = text[0] == ':' ? parse_port(text.substr(1)) : std::nullopt;
  if (!port) return std::nullopt;
  result.port = *port;
  return result;
}

std::optional<Url> parse_url(std::string_view text, std::string* why) {
  if (text.empty()) return refuse(why, "it is empty");
  if (text.size() > kMaxUrlBytes) return refuse(why, "it is longer than 8192 bytes");
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; })) {
    return refuse(why, "it holds a blank, a control character or a non-ASCII byte");
  }
  const auto tls = take_scheme(text);
  if (!tls) return refuse(why, "it is no absolute http or https URL");
  const std::size_t path_start = std::min(text.find_first_of("/?#\\"), text.size());
  std::string_view authority = text.substr(0, path_start);
  std::string_view path = text.substr(path_start);
  Url url;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.had_userinfo = true;
    authority.remove_prefix(at + 1);
  }
  const auto place = parse_host_port(authority);
  if (!place) return refuse(why, "its host or port cannot be understood");
  const std::uint16_t default_port = *tls ? 443 : 80;
  url.endpoint = {*tls, place->host, place->port != 0 ? place->port : default_port, {}};
  path = path.substr(0, path.find('#'));
  if (path.starts_with('\\')) return refuse(why, "its host or port cannot be understood");
  url.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  return url;
}

std::string percent_encode(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

bool is_loopback(std::string_view host) {
  const std::string name = lower(host);
  if (name == "localhost" || name == "::1") return true;
  return name.starts_with("127.") && is_ipv4(name);
}

bool is_address(std::string_view host) {
  const std::string name(host);
  return is_ipv4(name) || !canonical_ipv6(name).empty();
}

}  // namespace starload::http
