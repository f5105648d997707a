// The plugin `at_least_once`: no row is lost; after a failure rows may come twice. Over a transport
// with transactions: transaction_machine.h; over stream load: stream_load_machine.h.
#include <memory>

#include "plugins/semantics/at_least_once/stream_load_machine.h"
#include "plugins/semantics/common/options.h"

namespace starload::semantics {
namespace {

class AtLeastOnce final : public sdk::Semantics {
 public:
  explicit AtLeastOnce(const sl_semantics_config& config) {
    const sdk::Properties properties(config.properties);
    const auto interval_ms = static_cast<std::uint64_t>(properties.get_int(kIntervalKey));
    if ((config.transport_capabilities & SL_TRANSPORT_TRANSACTIONS) == 0) {
      loads_ = std::make_unique<StreamLoadMachine>(
          LabelNamer(properties.get(kPrefixKey), config.writer_index, config.epoch), interval_ms);
      return;
    }
    TransactionPolicy policy = transaction_policy(config);
    policy.interval_ms = interval_ms;
    policy.kept_bytes = config.memory_bytes / 2;
    transactions_ = std::make_unique<TransactionMachine>(std::move(policy),
                                                         LabelLines(line_config(config, false)));
  }

  void on_event(const sl_event& event, const sdk::Actions& actions) override {
    if (transactions_ != nullptr) return transactions_->on_event(event, actions);
    loads_->on_event(event, actions);
  }

 private:
  std::unique_ptr<TransactionMachine> transactions_;  // one of the two
  std::unique_ptr<StreamLoadMachine> loads_;
};

constexpr sl_option kOptions[] = {
    sdk::option({.type = SL_OPTION_DURATION_MS,
                 .key = kIntervalKey,
                 .default_value = "300000",
                 .unit = "ms",
                 .min = 1,
                 .max = 3600000,
                 .help = "rows wait at most so long before they are loaded"}),
    kPrefixOption,
    kMaxBytesOption,
    kLabelGenOption,
    kAbortLingeringOption,
    kCheckLingeringOption,
};

}  // namespace
}  // namespace starload::semantics

STARLOAD_EXPORT_SEMANTICS("at_least_once", "0.1.0",
                          "no row is lost; after a failure rows may come twice",
                          ::starload::semantics::kOptions, ::starload::semantics::AtLeastOnce)
