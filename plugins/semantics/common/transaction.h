// One transaction on its way into the table, as the transaction machine keeps it.
//
//   waiting --begin--> open --load x n--> (sealed) --prepare--> prepared --commit--> in the table
//      ^                 |                                          |
//      +-- at-least-once: lost, all chunks once more, a new label --+
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/semantics/common/label_namer.h"
#include "plugins/semantics/common/recovery.h"

namespace starload::semantics {

struct ChunkInfo {
  std::uint64_t id = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

enum class Phase : std::uint8_t {
  kUnchecked,  // restored: what became of it is asked before anything else
  kWaiting,    // has no label yet
  kBeginning,
  kOpen,  // takes loads
  kPreparing,
  kPrepared,
  kCommitting,
  kRollingBack
};

struct Transaction {
  std::uint64_t serial = 0;  // counts the machine's transactions
  Phase phase = Phase::kWaiting;
  std::string label;
  LabelPlace place;
  std::int64_t server_id = -1;  // the server's number of it, -1 = not known
  std::vector<ChunkInfo> chunks;
  std::size_t loaded = 0;  // chunks that the transaction has on the server
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t filtered_rows = 0;
  std::uint64_t unselected_rows = 0;

  bool sealed = false;         // takes no more chunks
  bool commit_wanted = false;  // may be committed as soon as it is its turn
  std::optional<std::uint64_t> checkpoint;
  bool in_state = false;  // a state that was given to the host holds it

  std::uint64_t request = 0;  // under way, 0 = none
  bool asking = false;        // the request asks for the label's state
  bool arrived = false;       // a try of the present step may have reached the server
  bool foreign = false;       // begin: the label was there before our first try
  std::int32_t last_state = SL_LABEL_NOT_ASKED;
  std::uint64_t attempt = 0;  // how often it was replaced
  int labels_taken = 0;       // in a row
  std::string why_lost;
};

}  // namespace starload::semantics
