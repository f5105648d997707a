#include "plugins/transports/common/settings.h"

#include <algorithm>
#include <starload/sdk/properties.hpp>

#include "plugins/transports/common/request_head.h"

namespace starload::http {
namespace {

HostRules read_hosts(const sdk::Properties& properties, const sl_transport_config& config) {
  HostRules rules;
  rules.frontends = parse_load_urls(properties.get_list("load-url"));
  rules.trusted =
      parse_host_list("sink.allowed-backends", properties.get_list("sink.allowed-backends"));
  rules.mappings = parse_address_map(properties.get_list("sink.backend-address-map"));
  for (std::size_t i = 0; i < config.known_host_count; ++i) {
    // The cluster's own words: what is no host there is no fault of the user's.
    const auto host = parse_host_port(sdk::view(config.known_hosts[i]));
    if (host) rules.trusted.push_back(*host);
  }
  rules.trusted_is_complete = config.known_hosts_complete != 0;
  return rules;
}

Timeouts read_timeouts(const sdk::Properties& properties) {
  Timeouts timeouts;
  timeouts.connect = Milliseconds(properties.get_int("sink.connect.timeout-ms"));
  timeouts.wait_for_continue =
      Milliseconds(properties.get_int("sink.wait-for-continue.timeout-ms"));
  timeouts.idle =
      Milliseconds(std::max<std::int64_t>(properties.get_int("sink.socket.timeout-ms"), 0));
  return timeouts;
}

TlsOptions read_tls(const sdk::Properties& properties) {
  return {.ca_file = properties.get("sink.ssl.ca-file"),
          .ca_dir = properties.get("sink.ssl.ca-dir"),
          .cert_file = properties.get("sink.ssl.cert-file"),
          .key_file = properties.get("sink.ssl.key-file"),
          .verify = properties.get("sink.ssl.verify", "true") != "false"};
}

}  // namespace

Settings read_settings(const sl_transport_config& config) {
  const sdk::Properties properties(config.properties);
  Settings settings;
  settings.hosts = read_hosts(properties, config);
  settings.timeouts = read_timeouts(properties);
  settings.tls = read_tls(properties);
  const std::string user = properties.get("username");
  const Secret password(properties.get("password"));
  settings.authorization = basic_authorization(user, password);
  settings.masker.add(password.reveal());
  settings.masker.add(base64(user + ":" + password.reveal()));
  const auto& frontends = settings.hosts.frontends;
  settings.uses_tls = settings.tls.any_given() || std::any_of(frontends.begin(), frontends.end(),
                                                              [](const auto& e) { return e.tls; });
  return settings;
}

}  // namespace starload::http
