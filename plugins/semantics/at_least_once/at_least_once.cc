// The plugin `at_least_once`: no row is lost; after a failure rows may come twice. See
// stream_load_machine.h.
#include "plugins/semantics/at_least_once/stream_load_machine.h"

namespace starload::semantics {
namespace {

constexpr char kInterval[] = "sink.buffer-flush.interval-ms";
constexpr char kPrefix[] = "sink.label-prefix";

class AtLeastOnce final : public sdk::Semantics {
 public:
  explicit AtLeastOnce(const sl_semantics_config& config) : machine_(make_machine(config)) {}

  void on_event(const sl_event& event, const sdk::Actions& actions) override {
    machine_.on_event(event, actions);
  }

 private:
  static StreamLoadMachine make_machine(const sl_semantics_config& config) {
    const sdk::Properties properties(config.properties);
    return {LabelNamer(properties.get(kPrefix), config.writer_index, config.epoch),
            static_cast<std::uint64_t>(properties.get_int(kInterval))};
  }

  StreamLoadMachine machine_;
};

constexpr sl_option kOptions[] = {
    sdk::option({.type = SL_OPTION_DURATION_MS,
                 .key = kInterval,
                 .default_value = "300000",
                 .unit = "ms",
                 .min = 1000,
                 .max = 3600000,
                 .help = "rows wait at most so long before they are loaded"}),
    sdk::option(
        {.key = kPrefix, .help = "what labels begin with: [-_A-Za-z0-9], at most 62 characters"}),
};

}  // namespace
}  // namespace starload::semantics

STARLOAD_EXPORT_SEMANTICS("at_least_once", "0.1.0",
                          "no row is lost; after a failure rows may come twice",
                          ::starload::semantics::kOptions, ::starload::semantics::AtLeastOnce)
