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
    Transaction& transaction = add_restored(entry.database, entry.table, entry.label);
    transaction.rows = entry.rows;
    transaction.bytes = entry.bytes;
    transaction.filtered_rows = entry.filtered_rows;
    transaction.unselected_rows = entry.unselected_rows;
  }
  lines_.restore(state);
}

// What another program prepared: how many rows it has nobody says, and its label is none of ours.
void TransactionMachine::restore_label(const sl_event& event) {
  const std::string label(sdk::view(event.label));
  if (lines_.holds(label) || policy_.settled.contains(label)) return;
  if (label.empty() || label.size() > kMaxLabelLength || !is_label_text(label) ||
      event.database.size == 0 || event.table_name.size == 0) {
    throw sdk::Error::config(
        "a prepared transaction of another program cannot be restored: label '" + label +
        "', table '" + std::string(sdk::view(event.database)) + "." +
        std::string(sdk::view(event.table_name)) + "'");
  }
  add_restored(std::string(sdk::view(event.database)), std::string(sdk::view(event.table_name)),
               label);
  lines_.hold(label);
}

Transaction& TransactionMachine::add_restored(const std::string& database, const std::string& table,
                                              const std::string& label) {
  Transaction& transaction = restored_lane(database, table).transactions.emplace_back();
  transaction.phase = Phase::kUnchecked;
  transaction.label = label;
  transaction.sealed = transaction.commit_wanted = transaction.in_state = true;
  return transaction;
}

TransactionMachine::Lane& TransactionMachine::restored_lane(const std::string& database,
                                                            const std::string& table) {
  const auto found = std::find_if(restored_.begin(), restored_.end(), [&](const Lane& lane) {
    return lane.database == database && lane.name == table;
  });
  if (found != restored_.end()) return *found;
  Lane& lane = restored_.emplace_back();
  lane.database = database;
  lane.name = table;
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
  if ((recover_flags_ & SL_RECOVER_COMMIT_ONLY) == 0) lines_.recover(recover_flags_, out);
  advance_all(out);
}

// Part of the state was rolled back on the server. When nothing of it is in the table, the rest is
// rolled back, too: a commit that an earlier attempt sent can still be on its way. Then the rows
// can be loaded again from the checkpoint before.
void TransactionMachine::undo(Outbox& out) {
  if (!knows_whole_checkpoint()) return fail_restore(out);
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
