// What happens to a request on its way to the server and to its answer on the way back. A request
// that its sender gave up may still arrive, much later.
#pragma once

#include <functional>

#include "tests/simulation/fake_cluster.h"

namespace starload::simulation {

// How often, in a thousand requests.
struct NetworkFaults {
  int refused = 0;        // no connection: nothing was sent
  int request_lost = 0;   // sent, and never there
  int request_late = 0;   // its sender gave up, and then it arrives
  int reply_lost = 0;     // done, and nobody hears of it
  int torn = 0;           // a body that ends early
  int error_page = 0;     // a proxy answers, and nothing is done
  int in_processing = 0;  // the server is busy with the transaction
  int too_many = 0;       // the server asks for time
};

// Defects that a test switches on, to see that it would notice them.
enum class Mutant {
  kNone,
  kReusedLabel,           // a label is given to other rows
  kSwallowedCommitError,  // a commit that failed is taken for done
  kLostLoadCounted        // a load without an answer is taken for loaded
};

class FakeNetwork final {
 public:
  FakeNetwork(FakeCluster& cluster, Timeline& timeline, Dice& dice, Trace& trace, Mutant mutant)
      : cluster_(cluster), timeline_(timeline), dice_(dice), trace_(trace), mutant_(mutant) {}

  void set_faults(const NetworkFaults& faults) { faults_ = faults; }
  // No frontend answers until then.
  void go_down_for(Time time) { down_until_ = timeline_.now() + time; }
  // answered is called once, later.
  void send(Call call, FakeCluster::Done answered);

 private:
  enum class Fate {
    kFine,
    kRefused,
    kRequestLost,
    kRequestLate,
    kReplyLost,
    kTorn,
    kErrorPage,
    kInProcessing,
    kTooMany
  };
  Fate draw(const Call& call);
  void deliver(const Call& call, Time delay, FakeCluster::Done answered);
  FakeCluster::Done with_defect(std::int32_t kind, FakeCluster::Done answered) const;

  FakeCluster& cluster_;
  Timeline& timeline_;
  Dice& dice_;
  Trace& trace_;
  const Mutant mutant_;
  NetworkFaults faults_;
  Time down_until_ = 0;
};

}  // namespace starload::simulation
