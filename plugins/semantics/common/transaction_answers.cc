// What an answer means for its transaction.
#include <algorithm>

#include "plugins/semantics/common/transaction_machine.h"

namespace starload::semantics {
namespace {

constexpr int kMostLabelsTaken = 32;

Step step_of(Phase phase) {
  switch (phase) {
    case Phase::kBeginning:
      return Step::kBegin;
    case Phase::kOpen:
      return Step::kLoad;
    case Phase::kPreparing:
      return Step::kPrepare;
    case Phase::kCommitting:
    case Phase::kUnchecked:
      return Step::kCommit;
    default:
      return Step::kRollback;
  }
}

}  // namespace

void TransactionMachine::on_response(const sl_event& event, Outbox& out) {
  const LabelLines::Outcome outcome = lines_.on_response(event, out);
  if (outcome == LabelLines::Outcome::kFailed) return fail(lines_.failure(), out);
  if (outcome == LabelLines::Outcome::kTaken) return advance_all(out);
  if (on_discarded(event, out)) return;
  const auto found = requests_.find(event.request);
  if (found == requests_.end()) return;  // given up before
  const Ref ref = found->second;
  Lane& lane = *ref.lane;
  const Phase phase = ref.transaction->phase;
  const Decision decision = decide(ref, *event.response);
  if (phase == Phase::kUnchecked) {
    on_checked(ref, decision, event, out);
  } else if (recovery_ == Recovery::kUndoing) {
    on_undone(ref, decision, out);
  } else if (ending_ && phase < Phase::kPrepared) {
    // What the answer says matters only as far as the transaction may be there: it is rolled back.
    if (decision == Decision::kDone) ref.transaction->arrived = true;
    end_request(*ref.transaction, out);
    wind_down(lane, out);
  } else {
    apply(ref, decision, event, out);
    if (ending_) wind_down(lane, out);
  }
  advance(lane, out);
}

Decision TransactionMachine::decide(const Ref& ref, const sl_response& response) {
  Transaction& transaction = *ref.transaction;
  const Step step = step_of(transaction.phase);
  if (transaction.asking) {
    if (response.verdict == SL_VERDICT_OK) transaction.last_state = response.label_state;
    const Owner owner = transaction.foreign   ? Owner::kForeign
                        : lines_.is_counted() ? Owner::kUncertain
                                              : Owner::kOurs;
    return decide_state(step, response, transaction.arrived, owner);
  }
  const Decision decision = decide_try(step, response, transaction.arrived);
  const bool exists = (response.flags & SL_RESPONSE_LABEL_EXISTS) != 0;
  const bool gone = (response.flags & SL_RESPONSE_TRANSACTION_LOST) != 0;
  if (step == Step::kBegin && exists) {
    transaction.foreign = !transaction.arrived;
  } else if (response.verdict == SL_VERDICT_UNKNOWN || (step == Step::kCommit && gone)) {
    transaction.arrived = true;
  }
  return decision;
}

void TransactionMachine::apply(const Ref& ref, Decision decision, const sl_event& event,
                               Outbox& out) {
  Transaction& transaction = *ref.transaction;
  const std::string message(sdk::view(event.message));
  switch (decision) {
    case Decision::kDone:
      return finish_step(ref, *event.response, out);
    case Decision::kAgain:
      transaction.asking = false;
      return out.again(transaction.request, request_kind(step_of(transaction.phase)));
    case Decision::kAsk:
      transaction.asking = true;
      return out.ask(transaction.request);
    case Decision::kTaken:
      return label_taken(ref, out);
    case Decision::kLost:
      return transaction.phase == Phase::kCommitting ? lost_at_commit(ref, message, out)
                                                     : lost(ref, message, out);
    case Decision::kRefused:
      return refused(ref, message, out);
    case Decision::kUnclear:
      return unclear(ref, message, out);
  }
}

void TransactionMachine::finish_step(const Ref& ref, const sl_response& response, Outbox& out) {
  Transaction& transaction = *ref.transaction;
  // Asking for the label's state can find more done than the step itself does.
  const bool in_table_already = transaction.asking && (response.label_state == SL_LABEL_COMMITTED ||
                                                       response.label_state == SL_LABEL_VISIBLE);
  const bool asked = transaction.asking;
  if (transaction.phase == Phase::kCommitting && !asked && is_another(transaction, response))
    return committed_another(ref, out);
  if (transaction.phase == Phase::kCommitting || in_table_already) return in_table(ref, out);
  if (!asked && is_another(transaction, response))
    return lost(ref, "the label was begun a second time on the server", out);
  end_request(transaction, out);
  switch (transaction.phase) {
    case Phase::kBeginning:
      transaction.phase = Phase::kOpen;
      if (!transaction.sealed && policy_.timeout_ms > 0)
        out.set_timer(timeout_timer(ref.lane->table), policy_.timeout_ms / 10 * 8);
      return;
    case Phase::kOpen:
      if (policy_.exactly_once) out.release(transaction.chunks[transaction.loaded].id);
      ++transaction.loaded;
      return;
    case Phase::kPreparing:
      transaction.phase = Phase::kPrepared;
      if (!asked) {
        transaction.filtered_rows = static_cast<std::uint64_t>(response.filtered_rows);
        transaction.unselected_rows = static_cast<std::uint64_t>(response.unselected_rows);
      }
      return;
    default:  // rolled back
      ref.lane->transactions.erase(ref.transaction);
      return;
  }
}

// A begin that was delayed on its way, and for which a second one was sent, can begin the label
// anew after the server has rolled it back. Loads would go into the new one, and those before be
// missing.
bool TransactionMachine::is_another(Transaction& transaction, const sl_response& response) {
  if (transaction.phase > Phase::kCommitting || response.transaction_id < 0) return false;
  if (transaction.server_id < 0) transaction.server_id = response.transaction_id;
  return transaction.server_id != response.transaction_id;
}

void TransactionMachine::in_table(const Ref& ref, Outbox& out) {
  Transaction& transaction = *ref.transaction;
  out.loaded({transaction.label, transaction.rows, transaction.bytes, transaction.filtered_rows,
              transaction.unselected_rows});
  end_request(transaction, out);
  if (!policy_.exactly_once) {
    for (const ChunkInfo& chunk : transaction.chunks) out.release(chunk.id);
  }
  committed_.insert(group_of(ref));
  ref.lane->transactions.erase(ref.transaction);
}

// The label was there before, or may be another's who counts as we do (after a lost answer nobody
// can tell). Loading into it would mix two sets of rows, and rolling it back could take a later
// writer's: the transaction gets another label. What nobody uses the next start finds.
void TransactionMachine::label_taken(const Ref& ref, Outbox& out) {
  Transaction& transaction = *ref.transaction;
  Lane& lane = *ref.lane;
  end_request(transaction, out);
  const std::int32_t state = transaction.last_state;
  transaction.phase = Phase::kWaiting;
  if (++transaction.labels_taken > kMostLabelsTaken) {
    return fail({SL_ERR_RETRYABLE, 0, transaction.label,
                 "cannot begin " + describe(ref) + ": " + std::to_string(kMostLabelsTaken) +
                     " labels in a row exist already; is another job running with the same "
                     "sink.label-prefix?",
                 lane.database, lane.name},
                out);
  }
  out.log(SL_LOG_INFO, "label " + transaction.label + " (table " + lane.database + "." + lane.name +
                           ") exists already; the transaction gets another label");
  const bool may_be_ours = !transaction.foreign && state == SL_LABEL_PREPARE;
  if (may_be_ours) {
    ++transaction.attempt;  // so that the host's back-off bounds it
    transaction.why_lost = "the answer to begin was lost";
  } else {
    lines_.leave(lane.table, transaction.place, out);
  }
  transaction.server_id = -1;
  transaction.label.clear();
}

void TransactionMachine::on_exhausted(const sl_event& event, Outbox& out) {
  const LabelLines::Outcome outcome = lines_.on_exhausted(event, out);
  if (outcome == LabelLines::Outcome::kFailed) return fail(lines_.failure(), out);
  if (outcome == LabelLines::Outcome::kTaken) return advance_all(out);
  const std::string why(sdk::view(event.message));
  if (const auto side = discarded_.find(event.request); side != discarded_.end()) {
    out.log(SL_LOG_INFO, "transaction " + side->second + " was not rolled back: " + why);
    discarded_.erase(side);
    return out.end(event.request);
  }
  const auto found = requests_.find(event.request);
  if (found == requests_.end()) return;
  const Ref ref = found->second;
  Lane& lane = *ref.lane;
  give_up(ref, why, out);
  advance(lane, out);
}

// Is the transaction, or may it be, on the server without being committed? Not ours to end is a
// label that was there before.
bool TransactionMachine::is_ours_on_server(const Transaction& transaction) const {
  // A begin without an answer: where epochs count, another writer may have begun the same label.
  if (transaction.phase == Phase::kBeginning)
    return transaction.arrived && !transaction.foreign && !lines_.is_counted();
  return transaction.phase >= Phase::kOpen && transaction.phase <= Phase::kPrepared;
}

// Rolls a transaction back that is of no use any more. It can never become visible, so nothing
// waits for this.
void TransactionMachine::discard(const Lane& lane, const std::string& label, Outbox& out) {
  NewRequest request;
  request.kind = SL_REQUEST_ROLLBACK;
  request.target = {lane.table, lane.database, lane.name};
  request.label = label;
  discarded_.emplace(out.request(request), label);
}

bool TransactionMachine::on_discarded(const sl_event& event, Outbox& out) {
  const auto found = discarded_.find(event.request);
  if (found == discarded_.end()) return false;
  if (decide_try(Step::kRollback, *event.response, false) == Decision::kAgain) {
    out.again(event.request, SL_REQUEST_ROLLBACK);
    return true;
  }
  discarded_.erase(found);
  out.end(event.request);
  return true;
}

void TransactionMachine::end_request(Transaction& transaction, Outbox& out) {
  if (transaction.request == 0) return;
  out.end(transaction.request);
  requests_.erase(transaction.request);
  transaction.request = 0;
  transaction.asking = false;
}

}  // namespace starload::semantics
