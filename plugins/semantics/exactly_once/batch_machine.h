// Exactly-once over stream load (V1). A load's rows are in the table as soon as it is done, so a
// closed chunk waits on this side until the checkpoint that holds it is complete: the host moves
// its bytes into a file at once, and into the checkpoint's state. The label, given when the chunk
// is closed, makes repeating safe.
//
//   closed: label, spilled --prepare--> in the state --commit--> sent ---OK-------------> in the
//                                                        ^       |                        table
//                          NO, may be retried: again     +-------+
//                          ABORTED, UNKNOWN: again       |       | UNKNOWN, label exists
//                                                        +--- ask for the label -VISIBLE, --^
//                                                        PREPARE: ask again      COMMITTED
//
// What is not in the table yet belongs into every later state, too. A table's batches go in order.
// Restored batches are sent first, under the labels that they had.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "plugins/semantics/common/checkpoint_state.h"
#include "plugins/semantics/common/label_lines.h"
#include "plugins/semantics/common/outbox.h"
#include "plugins/semantics/common/recovery.h"

namespace starload::semantics {

class BatchMachine final {
 public:
  // settled: restored labels that are left as they are.
  BatchMachine(LabelLines lines, std::set<std::string> settled);

  // Throws sdk::Error (CONFIG) for a state that it cannot use.
  void on_event(const sl_event& event, const sdk::Actions& actions);

 private:
  struct Batch {
    std::uint64_t chunk = 0;
    std::uint64_t serial = 0;
    std::string label;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> checkpoint;
    bool send_wanted = false;
    std::uint64_t request = 0;  // under way, 0 = none
    bool asking = false;
    bool arrived = false;  // a try may have reached the server
  };
  struct Lane {
    std::uint32_t table = SL_NO_TABLE;  // SL_NO_TABLE: of a restored state
    std::string database, name;
    std::list<Batch> batches;  // oldest first
  };
  struct Ref {
    Lane* lane = nullptr;
    std::list<Batch>::iterator batch;
  };
  struct Flush {
    std::uint64_t id = 0;
    std::uint64_t serial = 0;
  };

  void dispatch(const sl_event& event, Outbox& out);
  void add_table(const sl_event& event);
  void on_chunk_closed(const sl_event& event, Outbox& out);
  void on_prepare(const sl_event& event, Outbox& out);
  void hand_over(Outbox& out);
  void on_commit(std::uint64_t checkpoint);
  void on_abort(std::uint64_t checkpoint, Outbox& out);
  void on_flush(std::uint64_t id);
  void restore(const sl_event& event, Outbox& out);
  void restore_label(const sl_event& event) const;
  void recover(const sl_event& event, Outbox& out);
  Lane& restored_lane(const StateEntry& entry);

  void advance(Lane& lane, Outbox& out);
  void advance_all(Outbox& out);
  void on_response(const sl_event& event, Outbox& out);
  void on_exhausted(const sl_event& event, Outbox& out);
  void finish(const Ref& ref, const sl_response& response, Outbox& out);
  void fail(const Ref& ref, std::int32_t code, std::uint32_t flags, const std::string& why,
            Outbox& out);
  void settle(Outbox& out);
  template <typename Predicate>
  bool any_batch(Predicate predicate) const;

  LabelLines lines_;
  const std::set<std::string> settled_;
  std::deque<Lane> tables_;    // by table
  std::deque<Lane> restored_;  // by table name
  std::map<std::uint64_t, Ref> requests_;
  std::uint64_t next_request_ = 1;
  std::uint64_t newest_serial_ = 0;
  std::deque<std::uint64_t> commits_;
  std::deque<Flush> flushes_;
  bool recovering_ = false;
  bool commit_only_ = false;
  bool ended_ = false;  // ABORT of everything came
  bool failed_ = false;
};

}  // namespace starload::semantics
