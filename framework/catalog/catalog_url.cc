#include "framework/catalog/catalog_url.h"

#include <algorithm>
#include <charconv>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload {
namespace {

constexpr std::string_view kForm = "expected jdbc:mysql://host[:port][,host[:port]...][/database]";

Result<std::uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || port == 0 ||
      port > 65535) {
    return Status::config("jdbc-url: port '" + printable(text, 40) +
                          "' is not a number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

bool is_ipv6_text(std::string_view host) {
  return host.find(':') != std::string_view::npos && host.size() <= 60 &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == ':' || c == '.' || c == '%';
         });
}

Result<QueryAddress> parse_address(std::string_view text) {
  QueryAddress address;
  std::string_view port;
  bool has_port = false;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || !is_ipv6_text(text.substr(1, close - 1))) {
      return Status::config("jdbc-url: host '" + printable(text, 80) +
                            "' is not an IPv6 address in brackets");
    }
    address.host = std::string(text.substr(1, close - 1));
    const std::string_view rest = text.substr(close + 1);
    has_port = !rest.empty();
    if (has_port && rest.front() != ':') {
      return Status::config("jdbc-url: expected ':port' after '" +
                            printable(text.substr(0, close + 1), 80) + "'");
    }
    if (has_port) port = rest.substr(1);
  } else {
    const std::size_t colon = text.find(':');
    has_port = colon != std::string_view::npos;
    address.host = std::string(text.substr(0, colon));
    if (has_port) port = text.substr(colon + 1);
    if (!is_host_name(address.host)) {
      return Status::config("jdbc-url: '" + printable(text, 80) + "' is not a host name; " +
                            std::string(kForm));
    }
  }
  if (has_port) {
    Result<std::uint16_t> number = parse_port(port);
    if (!number) return number.status();
    address.port = *number;
  }
  return address;
}

Status parse_hosts(std::string_view text, CatalogUrl& url) {
  if (text.find('@') != std::string_view::npos) {
    return Status::config(
        "jdbc-url holds a user name; give it with username and password (or --password-file)");
  }
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    Result<QueryAddress> address = parse_address(text.substr(start, comma - start));
    if (!address) return address.status();
    url.hosts.push_back(address.take());
    start = comma + 1;
  }
  return Status::ok();
}

Status parse_bool(std::string_view key, std::string_view value, bool& target) {
  const std::string text = to_lower(value);
  if (text != "true" && text != "false" && text != "yes" && text != "no") {
    return Status::config("jdbc-url: " + std::string(key) + "='" + printable(value, 40) +
                          "' is neither true nor false");
  }
  target = text == "true" || text == "yes";
  return Status::ok();
}

Status parse_timeout(std::string_view key, std::string_view value,
                     std::optional<std::chrono::milliseconds>& target) {
  constexpr std::int64_t kLongest = 24LL * 3600 * 1000;
  std::int64_t number = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != value.data() + value.size() || number < 0 ||
      number > kLongest) {
    return Status::config("jdbc-url: " + std::string(key) + "='" + printable(value, 40) +
                          "' is not a number of milliseconds from 0 to 86400000");
  }
  if (number > 0) target = std::chrono::milliseconds(number);
  return Status::ok();
}

Status parse_parameter(std::string_view key, std::string_view value, CatalogUrl& url) {
  if (equals_ignoring_case(key, "useSSL")) return parse_bool(key, value, url.use_tls);
  if (equals_ignoring_case(key, "requireSSL")) {
    bool required = false;
    STARLOAD_TRY(parse_bool(key, value, required));
    url.use_tls = url.use_tls || required;
    return Status::ok();
  }
  if (equals_ignoring_case(key, "verifyServerCertificate")) {
    return parse_bool(key, value, url.verify_certificate);
  }
  if (equals_ignoring_case(key, "connectTimeout")) {
    return parse_timeout(key, value, url.connect_timeout);
  }
  if (equals_ignoring_case(key, "socketTimeout")) {
    return parse_timeout(key, value, url.socket_timeout);
  }
  if (equals_ignoring_case(key, "user") || equals_ignoring_case(key, "password")) {
    return Status::config("jdbc-url: parameter '" + to_lower(key) +
                          "' is not read here; give username and password (or --password-file)");
  }
  url.warnings.push_back("jdbc-url: parameter '" + printable(key, 60) + "' has no effect");
  return Status::ok();
}

Status parse_parameters(std::string_view text, CatalogUrl& url) {
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('&', start), text.size());
    const std::string_view pair = text.substr(start, end - start);
    start = end + 1;
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    STARLOAD_TRY(parse_parameter(pair.substr(0, equals), value, url));
  }
  return Status::ok();
}

}  // namespace

std::string QueryAddress::text() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<CatalogUrl> parse_jdbc_url(std::string_view text) {
  std::string_view rest = text;
  bool known = false;
  for (const std::string_view prefix : {"jdbc:mysql://", "jdbc:mysql:loadbalance://",
                                        "jdbc:mysql:failover://", "jdbc:mariadb://"}) {
    if (rest.size() >= prefix.size() &&
        equals_ignoring_case(rest.substr(0, prefix.size()), prefix)) {
      rest.remove_prefix(prefix.size());
      known = true;
      break;
    }
  }
  if (!known) {
    return Status::config("jdbc-url does not begin with jdbc:mysql://; " + std::string(kForm));
  }
  CatalogUrl url;
  const std::size_t question = rest.find('?');
  const std::string_view path = rest.substr(0, question);
  const std::size_t slash = path.find('/');
  STARLOAD_TRY(parse_hosts(path.substr(0, slash), url));
  if (slash != std::string_view::npos) url.database = std::string(path.substr(slash + 1));
  if (question != std::string_view::npos) {
    STARLOAD_TRY(parse_parameters(rest.substr(question + 1), url));
  }
  if (url.use_tls && !url.verify_certificate) {
    url.warnings.push_back(
        "jdbc-url: verifyServerCertificate=false: the server's certificate is not checked");
  }
  return url;
}

}  // namespace starload
