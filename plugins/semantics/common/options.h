// Options that both semantics have, and what they make of them.
#pragma once

#include <starload/abi/semantics.h>

#include <algorithm>
#include <cstdint>
#include <starload/sdk/option.hpp>
#include <starload/sdk/properties.hpp>

#include "plugins/semantics/common/label_lines.h"
#include "plugins/semantics/common/transaction_machine.h"

namespace starload::semantics {

inline constexpr char kPrefixKey[] = "sink.label-prefix";
inline constexpr char kMaxBytesKey[] = "sink.transaction.max-bytes";
inline constexpr char kLabelGenKey[] = "sink.exactly-once.enable-label-gen";
inline constexpr char kAbortLingeringKey[] = "sink.exactly-once.enable-abort-lingering-txn";
inline constexpr char kCheckLingeringKey[] = "sink.exactly-once.check-num-lingering-txn";
inline constexpr char kSettledKey[] = "sink.exactly-once.settled-labels";
inline constexpr char kIntervalKey[] = "sink.buffer-flush.interval-ms";

inline constexpr sl_option kPrefixOption = sdk::option(
    {.key = kPrefixKey,
     .help = "what labels begin with: [-_A-Za-z0-9], at most 62 characters, of this job alone. "
             "With it, transactions that earlier attempts left open are found and rolled back"});
inline constexpr sl_option kMaxBytesOption = sdk::option(
    {.type = SL_OPTION_BYTES,
     .key = kMaxBytesKey,
     .default_value = "8589934592",
     .unit = "bytes",
     .min = 64LL << 20,
     .max = 100LL << 30,
     .help = "native: a transaction (V2) gets no larger; a checkpoint may hold several. The server "
             "takes up to streaming_load_max_mb (100 GiB)"});
inline constexpr sl_option kLabelGenOption = sdk::option(
    {.type = SL_OPTION_BOOL,
     .key = kLabelGenKey,
     .default_value = "true",
     .help = "false: labels are random even with sink.label-prefix, and nothing is looked for"});
inline constexpr sl_option kAbortLingeringOption = sdk::option(
    {.type = SL_OPTION_BOOL,
     .key = kAbortLingeringKey,
     .default_value = "true",
     .help = "with sink.label-prefix and V2: roll back what earlier attempts left open"});
inline constexpr sl_option kCheckLingeringOption = sdk::option(
    {.type = SL_OPTION_INT,
     .key = kCheckLingeringKey,
     .default_value = "-1",
     .min = -1,
     .max = 1000000,
     .help =
         "how many labels of earlier attempts are looked at, a table; -1 = as many as it takes, "
         "at most 256"});

inline constexpr std::uint64_t kSearchBudget = 256;

inline LineConfig line_config(const sl_semantics_config& config, bool has_states) {
  const sdk::Properties properties(config.properties);
  LineConfig lines;
  lines.prefix = properties.get(kPrefixKey);
  lines.writer = config.writer_index;
  lines.writer_count = std::max(config.writer_count, 1u);
  lines.random_epoch = std::max<std::uint64_t>(config.epoch, 1);  // 0 means "not known yet"
  lines.has_states = has_states;
  const bool transactions = (config.transport_capabilities & SL_TRANSPORT_TRANSACTIONS) != 0;
  lines.counted = transactions && !lines.prefix.empty() && properties.get_bool(kLabelGenKey);
  const std::int64_t wanted = properties.get_int(kCheckLingeringKey);
  lines.search_budget = wanted < 0 ? kSearchBudget : static_cast<std::uint64_t>(wanted);
  if (!properties.get_bool(kAbortLingeringKey)) lines.search_budget = 0;
  return lines;
}

inline TransactionPolicy transaction_policy(const sl_semantics_config& config) {
  TransactionPolicy policy;
  policy.max_bytes =
      static_cast<std::uint64_t>(sdk::Properties(config.properties).get_int(kMaxBytesKey));
  policy.timeout_ms = config.transaction_timeout_ms;
  policy.chunk_bytes = config.chunk_bytes;
  return policy;
}

}  // namespace starload::semantics
