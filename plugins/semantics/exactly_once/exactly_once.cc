// The plugin `exactly_once`: whatever dies, whenever, every row is in the table once. Over a
// transport with transactions they are prepared at the checkpoint and committed when it is complete
// (transaction_machine.h); over stream load the rows wait for that on this side (batch_machine.h).
#include "plugins/semantics/exactly_once/batch_machine.h"

#include <memory>

#include "plugins/semantics/common/options.h"

namespace starload::semantics {
namespace {

class ExactlyOnce final : public sdk::Semantics {
 public:
  explicit ExactlyOnce(const sl_semantics_config& config) {
    const std::vector<std::string> labels =
        sdk::Properties(config.properties).get_list(kSettledKey);
    std::set<std::string> settled(labels.begin(), labels.end());
    if ((config.transport_capabilities & SL_TRANSPORT_TRANSACTIONS) == 0) {
      batches_ =
          std::make_unique<BatchMachine>(LabelLines(line_config(config, true)), std::move(settled));
      return;
    }
    TransactionPolicy policy = transaction_policy(config);
    policy.exactly_once = true;
    policy.settled = std::move(settled);
    transactions_ = std::make_unique<TransactionMachine>(std::move(policy),
                                                         LabelLines(line_config(config, true)));
  }

  void on_event(const sl_event& event, const sdk::Actions& actions) override {
    if (transactions_ != nullptr) return transactions_->on_event(event, actions);
    batches_->on_event(event, actions);
  }

 private:
  std::unique_ptr<TransactionMachine> transactions_;  // one of the two
  std::unique_ptr<BatchMachine> batches_;
};

constexpr sl_option kOptions[] = {
    sdk::option({.type = SL_OPTION_DURATION_MS,
                 .key = kIntervalKey,
                 .default_value = "300000",
                 .unit = "ms",
                 .min = 1,
                 .max = 3600000,
                 .help = "accepted, without effect: rows are in the table once their checkpoint is "
                         "complete"}),
    kPrefixOption,
    kMaxBytesOption,
    kLabelGenOption,
    kAbortLingeringOption,
    kCheckLingeringOption,
    sdk::option({.type = SL_OPTION_LIST,
                 .key = kSettledKey,
                 .help = "native: labels of a restored checkpoint, separated by ';', that are left "
                         "as they are. For a transaction that the server has forgotten, after "
                         "somebody has looked into the table"}),
};

}  // namespace
}  // namespace starload::semantics

STARLOAD_EXPORT_SEMANTICS("exactly_once", "0.1.0",
                          "every row is in the table once, with checkpoints",
                          ::starload::semantics::kOptions, ::starload::semantics::ExactlyOnce)
