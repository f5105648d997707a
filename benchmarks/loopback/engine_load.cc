#include "benchmarks/loopback/engine_load.h"

#include "benchmarks/loopback/sample_blocks.h"

namespace starload::bench {

std::unique_ptr<Engine> open_engine(int port, const std::vector<Property>& properties) {
  EngineConfig config;
  const Property always[] = {{"load-url", "127.0.0.1:" + std::to_string(port)},
                             {"database-name", "db"},
                             {"table-name", "t"},
                             {"username", "root"},
                             {"sink.buffer-flush.max-rows", "5000000"}};
  for (const auto& [key, value] : always) config.properties.set(key, value, "benchmark");
  for (const auto& [key, value] : properties) config.properties.set(key, value, "benchmark");
  config.plugin_directories = {BUILTIN_PLUGINS};
  auto engine = Engine::open(std::move(config));
  require(engine.status());
  return engine.take();
}

}  // namespace starload::bench
