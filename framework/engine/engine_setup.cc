// Which plugins a property map chooses, and the options that hold with them.
#include <charconv>

#include "framework/base/text.h"
#include "framework/engine/engine.h"
#include "framework/engine/engine_options.h"

namespace starload {
namespace {

struct TransportChoice {
  std::string name;
  std::string reason;
};

std::string serializer_name(const PropertyMap& properties) {
  if (const auto name = properties.find("sink.serializer")) return *name;
  const std::string format = to_lower(properties.get("sink.properties.format"));
  return format.empty() ? "csv" : format;
}

TransportChoice choose_transport(const PropertyMap& properties) {
  if (const auto name = properties.find("sink.transport"))
    return {*name, "sink.transport names it"};
  const std::string version = to_lower(properties.get("sink.version"));
  if (version == "v1") return {"stream_load", "sink.version = V1"};
  if (version == "v2") return {"transaction", "sink.version = V2"};
  return {"stream_load", "sink.version = AUTO, and every server has stream load"};
}

std::string semantics_name(const PropertyMap& properties) {
  const std::string other_name = properties.get("sink.delivery-guarantee");
  const std::string semantic = to_lower(properties.find("sink.semantic").value_or(other_name));
  return semantic == "exactly-once" ? "exactly_once" : "at_least_once";
}

void add_problem(std::string& problems, const Status& status) {
  if (status) return;
  if (!problems.empty()) problems += '\n';
  problems += status.message();
}

}  // namespace

Result<EngineSetup> set_up_engine(const PropertyMap& properties, PluginHost& plugins) {
  EngineSetup setup;
  std::string problems;
  setup.options.add("engine", engine_options());
  const auto choose = [&](std::int32_t kind, const std::string& name,
                          std::shared_ptr<const Library>& chosen) {
    Result<std::shared_ptr<const Library>> library = plugins.find(kind, name);
    add_problem(problems, library.status());
    if (!library) return;
    chosen = library.take();
    const sl_plugin& plugin = chosen->plugin();
    if (plugin.option_count > 0)
      setup.options.add(plugin.name, plugin.options, plugin.option_count);
  };
  const TransportChoice transport = choose_transport(properties);
  choose(SL_KIND_SERIALIZER, serializer_name(properties), setup.serializer);
  choose(SL_KIND_TRANSPORT, transport.name, setup.transport);
  choose(SL_KIND_SEMANTICS, semantics_name(properties), setup.semantics);
  // With a plugin missing its options are unknown, and complaints about them would lead astray.
  if (!problems.empty()) return Status::config(problems);

  Result<EffectiveProperties> effective = setup.options.apply(properties, setup.warnings);
  if (!effective) return effective.status();
  setup.properties = effective.take();
  setup.transport_reason = transport.reason;
  return setup;
}

double max_filter_ratio(const EffectiveProperties& properties) {
  const std::string text = properties.get("sink.properties.max_filter_ratio");
  double ratio = 0;
  std::from_chars(text.data(), text.data() + text.size(), ratio);
  return ratio;
}

}  // namespace starload
