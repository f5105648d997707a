// A small model of the server: labels and their states, for stream load and for transactions, on
// backends that restart. It says what a transport says of a real server's answers.
//
//   V2   begin -> PREPARE --load x n, prepare--> PREPARED --commit--> COMMITTED -> VISIBLE
//                    |                               |
//                    +-- rollback, time-out, a broken load: ABORTED; begin may use the label again
//   V1   load -> PREPARE -> COMMITTED -> VISIBLE, or ABORTED; the label may be used again then
//
// While a load or a prepare is under way the transaction answers "in processing". A backend that
// restarts forgets what is not prepared; the frontend notices only after the time-out. Finished
// labels are forgotten after a while.
#pragma once

#include <starload/abi/transport.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/dice.h"
#include "tests/simulation/oracle.h"

namespace starload::simulation {

// A request as it travels.
struct Call {
  std::int32_t kind = 0;  // SL_REQUEST_*
  std::string database, table, label;
  std::vector<Row> rows;
  bool torn = false;  // only a part of the body comes
};

struct Answer {
  std::int32_t verdict = SL_VERDICT_OK;
  std::int32_t retry = SL_RETRY_NEVER;
  std::uint32_t flags = 0;
  std::int32_t label_state = SL_LABEL_NOT_ASKED;
  std::int64_t transaction_id = -1;
};

struct ClusterLimits {
  bool transactions = true;  // else loads are whole stream loads
  Time timeout_ms = 600'000;
  Time prepared_timeout_ms = 86'400'000;
  Time label_keep_ms = 259'200'000;
  int publish_timeout_permille = 0;  // commits that answer before they are visible
};

class FakeCluster final {
 public:
  using Done = std::function<void(const Answer& answer)>;

  FakeCluster(const ClusterLimits& limits, Timeline& timeline, Dice& dice, Trace& trace,
              Oracle& oracle)
      : limits_(limits), timeline_(timeline), dice_(dice), trace_(trace), oracle_(oracle) {}

  // A call arrives. `done` is called once, at once or when a load is through; never, when the
  // backend dies meanwhile.
  void arrive(const Call& call, Done done);
  void restart_backend();
  void sweep();  // what the server does every 30 seconds: time-outs, old labels
  // SHOW PROC '/transactions/<database>/running'
  std::vector<std::string> running(const std::string& database) const;
  // Somebody else finishes a load under the label behind one that was used.
  void stranger();

 private:
  struct Transaction {
    std::int64_t id = 0;
    std::int32_t state = SL_LABEL_PREPARE;
    std::string table;
    std::vector<Row> rows;
    std::size_t backend = 0;
    std::uint64_t generation = 0;  // of the backend: another one has no context for it
    std::uint64_t busy = 0;        // the load under way, 0 = none
    Time changed = 0;
  };
  using Labels = std::map<std::pair<std::string, std::string>, Transaction>;

  Answer begin(const Call& call);
  void load(const Call& call, Done done);
  void whole_load(const Call& call, Done done);
  void finish_load(const Call& call, std::int64_t id, std::uint64_t work, const Done& done);
  Answer prepare(Transaction& transaction);
  Answer commit(const std::string& label, Transaction& transaction);
  Answer rollback(Transaction& transaction);
  Answer state(const Call& call) const;
  Answer make_visible(const std::string& label, Transaction& transaction);
  Transaction& open(const Call& call);
  Transaction* find(const Call& call);
  bool has_context(const Transaction& transaction) const;
  void become(Transaction& transaction, std::int32_t state);

  const ClusterLimits limits_;
  Timeline& timeline_;
  Dice& dice_;
  Trace& trace_;
  Oracle& oracle_;
  Labels labels_;  // by database and label
  std::uint64_t generations_[2] = {1, 1};
  std::int64_t next_id_ = 1000;
  std::uint64_t next_work_ = 1;
};

}  // namespace starload::simulation
