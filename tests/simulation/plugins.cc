#include "tests/simulation/plugins.h"

#include <stdexcept>

namespace starload::simulation {
namespace {

template <typename T>
T taken(Result<T> result) {
  if (!result) throw std::runtime_error(result.status().message());
  return result.take();
}

}  // namespace

Plugins::Plugins(const std::string& directory)
    : host_({directory}), services_(LogSink(), host_, none_) {}

const Plugins::Kind& Plugins::kind(bool exactly_once, bool prefix) {
  Kind& kind = kinds_[{exactly_once, prefix}];
  if (kind.library) return kind;
  kind.library =
      taken(host_.find(SL_KIND_SEMANTICS, exactly_once ? "exactly_once" : "at_least_once"));
  const sl_plugin& plugin = kind.library->plugin();
  OptionTable options;
  options.add(plugin.name, plugin.options, plugin.option_count);
  PropertyMap properties;
  properties.set("sink.buffer-flush.interval-ms", "5000", "simulation");
  if (prefix) properties.set("sink.label-prefix", "job", "simulation");
  std::vector<std::string> warnings;
  kind.properties =
      std::make_unique<PluginProperties>(plugin, taken(options.apply(properties, warnings)));
  return kind;
}

SemanticsInstance Plugins::create(const SemanticsWish& wish) {
  const Kind& chosen = kind(wish.exactly_once, wish.prefix);
  sl_semantics_config config{};
  config.struct_size = sizeof config;
  config.transport_capabilities = wish.transactions ? SL_TRANSPORT_TRANSACTIONS : 0;
  config.host = services_.abi();
  config.properties = chosen.properties->abi();
  config.writer_index = wish.writer;
  config.writer_count = wish.writers;
  config.epoch = wish.epoch;
  config.memory_bytes = wish.memory_bytes;
  config.chunk_bytes = wish.chunk_bytes;
  config.transaction_timeout_ms = wish.timeout_ms;
  return taken(SemanticsInstance::create(chosen.library, config));
}

}  // namespace starload::simulation
