// Restored states: all their transactions are asked for first; when none was rolled back, those
// that are prepared are committed. So a state whose rows cannot all come into the table leaves it
// as it is.
#include "plugins/semantics/common/transaction_machine.h"

namespace starload::semantics {

void TransactionMachine::restore(const sl_event& event, Outbox& out) {
  if (!policy_.exactly_once) return;  // at-least-once keeps no state
  const CheckpointState state = decode_state(sdk::view(event.state));
  if (state.kind == StateKind::kBatches && !state.entries.empty()) {
    throw sdk::Error::config(
        "the checkpoint holds rows for stream load (sink.version = V1): restore it with "
        "sink.version = V1; after the next checkpoint the version may be changed");
  }
  if (state.kind == StateKind::kPartlyCommitted) committed_.insert(kGroupOfRestored);
  for (const StateEntry& entry : state.entries) {
    if (lines_.holds(entry.label)) continue;  // several writers may be given the same state
    if (policy_.settled.contains(entry.label)) {
      out.log(SL_LOG_WARN, "transaction " + entry.label + " (table " + entry.database + "." +
                               entry.table + ", " + std::to_string(entry.rows) +
                               " rows) is left as it is: sink.exactly-once.settled-labels");
      continue;
    }
    Transaction& transaction = restored_lane(entry).transactions.emplace_back();
    transaction.phase = Phase::kUnchecked;
    transaction.label = entry.label;
    transaction.rows = entry.rows;
    transaction.bytes = entry.bytes;
    transaction.sealed = transaction.commit_wanted = transaction.in_state = true;
  }
  lines_.restore(state);
}

TransactionMachine::Lane& TransactionMachine::restored_lane(const StateEntry& entry) {
  const auto found = std::find_if(restored_.begin(), restored_.end(), [&](const Lane& lane) {
    return lane.database == entry.database && lane.name == entry.table;
  });
  if (found != restored_.end()) return *found;
  Lane& lane = restored_.emplace_back();
  lane.database = entry.database;
  lane.name = entry.table;
  return lane;
}

void TransactionMachine::recover(const sl_event& event, Outbox& out) {
  recovery_ = Recovery::kChecking;
  recover_flags_ = event.flags;
  for (Lane& lane : restored_) {
    for (auto it = lane.transactions.begin(); it != lane.transactions.end(); ++it) {
      send(lane, it, Phase::kUnchecked, out);
      ++unchecked_;
    }
  }
  if (unchecked_ == 0) end_check(out);
}

void TransactionMachine::on_checked(const Ref& ref, Decision decision, const sl_event& event,
                                    Outbox& out) {
  Transaction& transaction = *ref.transaction;
  switch (decision) {
    case Decision::kAsk:
      return out.ask(transaction.request);
    case Decision::kDone:
      in_table(ref, out);
      break;
    case Decision::kAgain:  // prepared: it waits for its commit
      end_request(transaction, out);
      transaction.phase = Phase::kPrepared;
      break;
    case Decision::kLost:
      end_request(transaction, out);
      transaction.why_lost = sdk::view(event.message);
      break;
    default:
      return refused(ref, std::string(sdk::view(event.message)), out);
  }
  if (--unchecked_ == 0) end_check(out);
}

void TransactionMachine::end_check(Outbox& out) {
  const bool is_whole =
      !any_transaction([](const Transaction& t) { return t.phase == Phase::kUnchecked; });
  if (!is_whole) return undo(out);
  recovery_ = Recovery::kSettling;
  lines_.recover(recover_flags_, out);
  advance_all(out);
}

// Part of the state was rolled back on the server. When nothing of it is in the table, the rest is
// rolled back, too: a commit that an earlier attempt sent can still be on its way. Then the rows
// can be loaded again from the checkpoint before.
void TransactionMachine::undo(Outbox& out) {
  recovery_ = Recovery::kUndoing;
  unchecked_ = 0;
  for (Lane& lane : restored_) {
    for (auto it = lane.transactions.begin(); it != lane.transactions.end(); ++it) {
      if (part_is_committed({&lane, it})) return fail_restore(out);
      if (it->phase != Phase::kPrepared) continue;
      send(lane, it, Phase::kRollingBack, out);
      ++unchecked_;
    }
  }
  if (unchecked_ == 0) fail_restore(out);
}

void TransactionMachine::on_undone(const Ref& ref, Decision decision, Outbox& out) {
  Transaction& transaction = *ref.transaction;
  if (decision == Decision::kAgain) return out.again(transaction.request, SL_REQUEST_ROLLBACK);
  end_request(transaction, out);
  // Refused: it was committed meanwhile, or may be.
  if (decision != Decision::kDone) committed_.insert(group_of(ref));
  ref.lane->transactions.erase(ref.transaction);
  if (--unchecked_ == 0) fail_restore(out);
}

void TransactionMachine::fail_restore(Outbox& out) {
  for (Lane& lane : restored_) {
    for (auto it = lane.transactions.begin(); it != lane.transactions.end(); ++it) {
      if (it->phase == Phase::kUnchecked) return lost_at_commit({&lane, it}, it->why_lost, out);
    }
  }
}

}  // namespace starload::semantics
