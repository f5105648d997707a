// What the server does with labels, as far as exactly-once depends on it: the state machine of the
// transaction interface and of stream load. Rows are numbers.
#pragma once

#include <starload/abi/transport.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace starload::semantics {

struct Reply {
  std::int32_t verdict = SL_VERDICT_OK;
  std::int32_t retry = SL_RETRY_NEVER;
  std::uint32_t flags = 0;
  std::int32_t state = SL_LABEL_NOT_ASKED;
  std::int64_t transaction_id = -1;
};

struct ServerCall {
  std::int32_t kind = 0;  // SL_REQUEST_*
  std::string label;
  std::vector<int> rows;
  bool whole_load = false;  // stream load
};

class FakeServer {
 public:
  Reply call(const ServerCall& call);
  // Ends the n-th open (with_prepared: or prepared) transaction, as a time-out does.
  void time_out(std::size_t n, bool with_prepared);

  const std::vector<int>& table() const { return table_; }

 private:
  struct Transaction {
    std::int64_t id = 0;
    std::int32_t state = SL_LABEL_PREPARE;
    std::vector<int> rows;
  };
  Reply begin(const std::string& label);
  Reply load(Transaction& transaction, const std::vector<int>& rows) const;
  Reply prepare(Transaction& transaction) const;
  Reply commit(Transaction& transaction);
  Reply rollback(Transaction& transaction) const;
  Reply whole_load(const ServerCall& call);

  std::map<std::string, Transaction> labels_;
  std::vector<int> table_;
  std::int64_t next_id_ = 1000;
};

}  // namespace starload::semantics
