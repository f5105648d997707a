// Which plugins a property map chooses, and the options that hold with them.
#include "framework/engine/engine_setup.h"

#include <algorithm>
#include <charconv>

#include "framework/base/text.h"
#include "framework/engine/engine_options.h"
#include "framework/engine/transport_choice.h"
#include "framework/plugin_host/checked_calls.h"
#include "framework/plugin_host/plugin_properties.h"

namespace starload {
namespace {

constexpr std::uint64_t kProbeTimeoutMs = 10'000;

std::string serializer_name(const PropertyMap& properties) {
  if (const auto name = properties.find("sink.serializer")) return *name;
  const std::string format = to_lower(properties.get("sink.properties.format"));
  return format.empty() ? "csv" : format;
}

sl_str to_abi(std::string_view text) { return {text.data(), text.size()}; }

// Finds plugins, collects their options and what is wrong with them.
class PluginChooser final {
 public:
  PluginChooser(PluginHost& plugins, OptionTable& options) : plugins_(plugins), options_(options) {}

  std::shared_ptr<const Library> choose(std::int32_t kind, const std::string& name) {
    Result<std::shared_ptr<const Library>> library = plugins_.find(kind, name);
    if (!library) {
      problems_ += (problems_.empty() ? "" : "\n") + library.status().message();
      return nullptr;
    }
    allow(**library);
    return library.take();
  }
  // The options of a plugin that may be chosen later are allowed, too.
  void allow(const Library& library) {
    const sl_plugin& plugin = library.plugin();
    if (plugin.option_count > 0) options_.add(plugin.name, plugin.options, plugin.option_count);
  }
  // With a plugin missing its options are unknown, and complaints about them would lead astray.
  Status problems() const { return problems_.empty() ? Status::ok() : Status::config(problems_); }

 private:
  PluginHost& plugins_;
  OptionTable& options_;
  std::string problems_;
};

// An installation without the transaction plugin has stream load only.
TransportChoice installed_choice(const PropertyMap& properties, const ServerFacts& server,
                                 PluginHost& plugins) {
  TransportChoice choice = choose_transport(properties, server);
  if (!choice.automatic || plugins.find(SL_KIND_TRANSPORT, kTransaction)) return choice;
  return {kStreamLoad, "sink.version = AUTO, and no plugin 'transaction' is installed"};
}

// How StarRocks is reached (load-url, timeouts) may stay in a job that chooses a transport to
// somewhere else: options of Starload's own transports have no effect then, and are no error.
PropertyMap without_unused(const PropertyMap& properties, PluginHost& plugins, EngineSetup& setup) {
  OptionTable of_starrocks;
  for (const char* name : {kTransaction, kStreamLoad}) {
    const auto library = plugins.find(SL_KIND_TRANSPORT, name);  // kept by `plugins`
    if (library)
      of_starrocks.add(name, (*library)->plugin().options, (*library)->plugin().option_count);
  }
  PropertyMap used;
  std::string unused;
  for (const auto& [key, property] : properties.items()) {
    if (setup.options.declares(key) || !of_starrocks.declares(key)) {
      used.set(key, property.value, property.origin);
    } else {
      unused += (unused.empty() ? "" : ", ") + key;
    }
  }
  if (!unused.empty()) {
    setup.warnings.push_back("without effect: " + unused + " (the transport '" +
                             setup.transport->name() + "' has no such option)");
  }
  return used;
}

// The server skips rows in every body, and a job's rows go in as many as it takes.
void warn_of_skipped_rows(EngineSetup& setup) {
  const std::string count = setup.properties.get("sink.properties.skip_header");
  if (count.empty() || count == "0") return;
  setup.warnings.push_back("sink.properties.skip_header = " + count +
                           ": the server leaves out the first rows of every load, not only of the "
                           "first; unset it and leave headers out where the rows come from");
}

}  // namespace

Result<EngineSetup> set_up_engine(const PropertyMap& properties, PluginHost& plugins,
                                  const ServerFacts& server, RequiredOptions required) {
  EngineSetup setup;
  setup.options.add("engine", engine_options());
  if (required == RequiredOptions::kWithoutTable)
    setup.options.make_optional({"database-name", "table-name"});
  setup.exactly_once = is_exactly_once(properties);
  const TransportChoice transport = installed_choice(properties, server, plugins);
  setup.transport_reason = transport.reason;
  setup.transport_undecided = transport.undecided;
  PluginChooser chooser(plugins, setup.options);
  setup.serializer = chooser.choose(SL_KIND_SERIALIZER, serializer_name(properties));
  setup.transport = chooser.choose(SL_KIND_TRANSPORT, transport.name);
  const char* semantics = setup.exactly_once ? "exactly_once" : "at_least_once";
  setup.semantics = chooser.choose(SL_KIND_SEMANTICS,
                                   properties.find("sink.semantics-plugin").value_or(semantics));
  STARLOAD_TRY(chooser.problems());
  if (transport.automatic) {
    const char* other = transport.name == kTransaction ? kStreamLoad : kTransaction;
    if (auto library = plugins.find(SL_KIND_TRANSPORT, other)) {
      chooser.allow(**library);
      setup.other_transport = library.take();
    }
  }
  setup.given = without_unused(properties, plugins, setup);
  Result<EffectiveProperties> effective = setup.options.apply(setup.given, setup.warnings);
  if (!effective) return effective.status();
  setup.properties = effective.take();
  warn_of_skipped_rows(setup);
  return setup;
}

Result<TableSetup> set_up_table(const EngineSetup& engine, const PropertyMap& own,
                                PluginHost& plugins) {
  TableSetup table{engine.serializer, engine.properties, {}};
  if (own.items().empty()) return table;
  PropertyMap merged = engine.given;
  for (const auto& [key, property] : own.items()) {
    if (key != "sink.serializer" && !key.starts_with(kLoadPropertyPrefix)) {
      return Status::config("'" + key +
                            "' cannot be set for one table: only sink.properties.* and "
                            "sink.serializer can");
    }
    merged.set(key, property.value, property.origin);
  }
  OptionTable options = engine.options;
  PluginChooser chooser(plugins, options);
  table.serializer = chooser.choose(SL_KIND_SERIALIZER, serializer_name(merged));
  STARLOAD_TRY(chooser.problems());
  std::vector<std::string> warnings;
  Result<EffectiveProperties> effective = options.apply(merged, warnings);
  if (!effective) return effective.status();
  table.properties = effective.take();
  for (std::string& warning : warnings) {
    const auto& told = engine.warnings;
    if (std::find(told.begin(), told.end(), warning) == told.end())
      table.warnings.push_back(std::move(warning));
  }
  return table;
}

Result<TransportInstance> create_transport(const EngineSetup& setup, const EngineConfig& config,
                                           const HostServices& host) {
  std::vector<sl_str> backends;
  for (const std::string& backend : config.backends) backends.push_back(to_abi(backend));
  const PluginProperties own(setup.transport->plugin(), setup.properties);
  sl_transport_config abi{};
  abi.struct_size = sizeof abi;
  abi.host = host.abi();
  abi.properties = own.abi();
  abi.known_hosts = backends.data();
  abi.known_host_count = backends.size();
  abi.known_hosts_complete = config.backends_complete ? 1 : 0;
  return TransportInstance::create(setup.transport, abi);
}

ServerFacts ask_for_transactions(const EngineSetup& setup, const EngineConfig& config,
                                 PluginHost& plugins) {
  ServerFacts facts;
  const HostServices host(config.log, plugins, setup.properties);
  Result<TransportInstance> transport = create_transport(setup, config, host);
  if (!transport) {
    facts.answer = transport.status().message();
    return facts;
  }
  const std::string database = setup.properties.get("database-name");
  const std::string table = setup.properties.get("table-name");
  sl_request request{};
  request.struct_size = sizeof request;
  request.kind = SL_REQUEST_PROBE;
  request.database = to_abi(database);
  request.table = to_abi(table);
  request.timeout_ms = kProbeTimeoutMs;
  sl_response response{};
  response.struct_size = sizeof response;
  response.transaction_id = -1;
  sl_error error = make_plugin_error();
  const std::int32_t code = checked_execute(*transport, request, response, error);
  facts.answer.assign(error.message,
                      std::min<std::size_t>(error.message_size, sizeof error.message));
  if (code != SL_OK) return facts;
  if (response.verdict == SL_VERDICT_OK) facts.transactions = true;
  const bool refused = response.verdict == SL_VERDICT_NO && response.retry == SL_RETRY_NEVER &&
                       (response.flags & SL_RESPONSE_NOTHING_SENT) == 0;
  if (refused) facts.transactions = false;
  return facts;
}

double max_filter_ratio(const EffectiveProperties& properties) {
  const std::string text = properties.get("sink.properties.max_filter_ratio");
  double ratio = 0;
  std::from_chars(text.data(), text.data() + text.size(), ratio);
  return ratio;
}

}  // namespace starload
