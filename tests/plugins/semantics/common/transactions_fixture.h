// The transaction machine with exactly-once, random labels and one table, for several test files.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "plugins/semantics/common/transaction_machine.h"
#include "tests/plugins/semantics/common/driver.h"

namespace starload::semantics {

inline constexpr std::uint64_t kEverything = UINT64_MAX;

inline TransactionPolicy exactly_once_policy() {
  TransactionPolicy policy;
  policy.exactly_once = true;
  policy.max_bytes = 1000;
  policy.timeout_ms = 600'000;
  return policy;
}

inline LabelLines random_labels() {
  LineConfig config;
  config.random_epoch = 0xabc;
  config.has_states = true;
  return LabelLines(config);
}

class ExactlyOnce : public ::testing::Test, public Driver<TransactionMachine> {
 protected:
  ExactlyOnce() : ExactlyOnce(exactly_once_policy()) {}
  explicit ExactlyOnce(const TransactionPolicy& policy) : Driver(policy, random_labels()) {
    out().shorten("starload-db-t-0-0000000000000abc-", "L");
    out().shorten("starload-db-u-0-0000000000000abc-", "U");
    add_table(0, "t");
  }
  // A transaction of the first table that took a chunk; the next request is #3.
  void load_first() {
    close(1);
    answer(1, ok());
    answer(2, ok());
  }
  // .. and is prepared for checkpoint 7; the next request is #4.
  void prepare_first() {
    load_first();
    prepare(7);
    answer(3, ok());
  }
  bool says(const std::string& text) { return out().message.find(text) != std::string::npos; }
};

}  // namespace starload::semantics
