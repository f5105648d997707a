// What to do after an answer: the recovery rules of every step, as pure functions. docs/
// exactly-once.md draws them; tests/plugins/semantics/common/recovery_test.cc goes through every
// answer that a server is known to give.
#pragma once

#include <starload/abi/transport.h>

#include <cstdint>

namespace starload::semantics {

enum class Step : std::uint8_t { kBegin, kLoad, kPrepare, kCommit, kRollback, kWholeLoad };

// The request kind of a step's own tries. kWholeLoad is stream load's: the rows become visible.
std::int32_t request_kind(Step step);

enum class Decision : std::uint8_t {
  kDone,     // the step is done; commit and whole load: the rows are in the table
  kAgain,    // the same request once more
  kAsk,      // ask for the label's state (once more)
  kLost,     // nothing of the transaction is, or will be, in the table
  kTaken,    // begin: the label is somebody else's, or may be
  kRefused,  // a definite no that the same request will always get
  kUnclear,  // nobody can say whether the rows are in the table
};

// The answer to a try of the step itself. arrived: an earlier try may have reached the server.
Decision decide_try(Step step, const sl_response& answer, bool arrived);

// Whose can a label be that exists already?
enum class Owner : std::uint8_t {
  kOurs,       // only we can have made it: our try may have arrived, and the epoch is random
  kUncertain,  // our try may have arrived, but others count epochs as we do
  kForeign     // it was there before our first try that may have arrived
};

// The answer to the question for the label's state. owner: for begin only.
Decision decide_state(Step step, const sl_response& answer, bool arrived,
                      Owner owner = Owner::kOurs);

}  // namespace starload::semantics
