// A JDBC address (`jdbc-url`) taken apart. Plain value; any thread may use its own copy.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload {

constexpr std::uint16_t kDefaultQueryPort = 9030;

struct QueryAddress {
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = kDefaultQueryPort;

  std::string text() const;  // host:port, [v6]:port
};

struct CatalogUrl {
  std::vector<QueryAddress> hosts;  // at least one
  std::string database;             // may be empty
  bool use_tls = false;             // useSSL or requireSSL
  bool verify_certificate = true;   // verifyServerCertificate
  std::optional<std::chrono::milliseconds>
      connect_timeout;                                      // connectTimeout; 0 counts as not given
  std::optional<std::chrono::milliseconds> socket_timeout;  // socketTimeout; 0 counts as not given
  std::vector<std::string> warnings;  // parameters that have no effect; names only, never values
};

// "jdbc:mysql://fe1:9030,[::1]:9030/db?useSSL=true&connectTimeout=3000". The error names the part
// that is wrong and never repeats user information or parameter values of unknown keys.
Result<CatalogUrl> parse_jdbc_url(std::string_view url);

}  // namespace starload
