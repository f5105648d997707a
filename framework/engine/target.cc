#include "framework/engine/target.h"

namespace starload {

Result<Target> connect_target(const EffectiveProperties& properties, const LogSink& log,
                              std::shared_ptr<const std::atomic<bool>> cancel) {
  const std::string url_text = properties.get("jdbc-url");
  if (url_text.empty()) {
    return Status::config(
        "Missing required option 'jdbc-url': the table's columns are asked there "
        "(jdbc:mysql://fe1:9030,fe2:9030)");
  }
  Result<CatalogUrl> url = parse_jdbc_url(url_text);
  if (!url) return url.status();
  for (const std::string& warning : url->warnings)
    log_to(log, LogLevel::kWarn, "jdbc-url: " + warning);
  CatalogOptions options;
  options.username = properties.get("username");
  options.password = properties.get("password");
  options.ca_file = properties.get("sink.ssl.ca-file");
  options.cancel = std::move(cancel);
  Result<std::unique_ptr<Catalog>> catalog = Catalog::connect(*url, options);
  if (!catalog) return catalog.status();
  Target target;
  target.catalog = catalog.take();
  if (Result<ServerVersion> version = target.catalog->current_version()) {
    target.version = version.take();
  } else {
    log_to(log, LogLevel::kWarn, version.status().message());
  }
  Result<NodeList> nodes = target.catalog->nodes();
  if (!nodes) return nodes.status();
  target.nodes = nodes.take();
  return target;
}

namespace {

// What another transport has open does not stand in StarRocks' list: there ids are probed. One that
// takes loads to StarRocks has the frontends' addresses among its options.
bool loads_into_starrocks(const Library& transport) {
  OptionTable options;
  options.add(transport.name(), transport.plugin().options, transport.plugin().option_count);
  return options.declares("load-url");
}

}  // namespace

void describe_target(const Target& target, const EngineSetup& setup, EngineConfig& config) {
  if (target.version) {
    config.server_major = target.version->major;
    config.server_minor = target.version->minor;
    config.server_patch = target.version->patch;
  }
  if (loads_into_starrocks(*setup.transport)) {
    config.running_labels =
        [catalog = target.catalog](
            const std::string& database) -> std::optional<std::vector<std::string>> {
      Result<std::optional<std::vector<std::string>>> labels = catalog->running_labels(database);
      return labels ? labels.take() : std::nullopt;
    };
  }
  for (const auto* nodes : {&target.nodes.nodes, &target.nodes.frontends}) {
    for (const NodeAddress& node : *nodes) {
      const bool v6 = node.host.find(':') != std::string::npos;
      config.backends.push_back((v6 ? "[" + node.host + "]" : node.host) + ":" +
                                std::to_string(node.http_port));
    }
  }
  config.backends_complete = target.nodes.permitted;
}

}  // namespace starload
