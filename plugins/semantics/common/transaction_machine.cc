#include "plugins/semantics/common/transaction_machine.h"

namespace starload::semantics {
TransactionMachine::TransactionMachine(TransactionPolicy policy, LabelLines lines)
    : policy_(std::move(policy)), lines_(std::move(lines)) {}

void TransactionMachine::on_event(const sl_event& event, const sdk::Actions& actions) {
  if (failed_) return;
  Outbox out(actions, next_request_);
  dispatch(event, out);
  if (!failed_) settle(out);
}

void TransactionMachine::dispatch(const sl_event& event, Outbox& out) {
  switch (event.kind) {
    case SL_EVENT_TABLE_ADDED:
      return add_table(event, out);
    case SL_EVENT_CHUNK_STARTED:
      return on_chunk_started(tables_.at(event.table), out);
    case SL_EVENT_CHUNK_CLOSED:
      return on_chunk_closed(tables_.at(event.table), event, out);
    case SL_EVENT_RESPONSE:
      return on_response(event, out);
    case SL_EVENT_RETRIES_EXHAUSTED:
      return on_exhausted(event, out);
    case SL_EVENT_TIMER:
      return on_timer(event.timer, out);
    case SL_EVENT_FLUSH:
      on_flush(event.id);
      return advance_all(out);
    case SL_EVENT_PREPARE:
      on_prepare(event.id, event.flags);
      return advance_all(out);
    case SL_EVENT_COMMIT:
      return on_commit(event.id, out);
    case SL_EVENT_ABORT:
      return on_abort(event.id, out);
    case SL_EVENT_RESTORE:
      return restore(event, out);
    case SL_EVENT_RESTORE_LABEL:
      return restore_label(event);
    case SL_EVENT_OPEN_LABEL:
      return lines_.add_open_label(sdk::view(event.database), sdk::view(event.label));
    case SL_EVENT_RECOVER:
      return recover(event, out);
    default:
      return;
  }
}

void TransactionMachine::add_table(const sl_event& event, Outbox& out) {
  if (event.table >= tables_.size()) tables_.resize(event.table + 1);
  Lane& lane = tables_[event.table];
  lane.table = event.table;
  lane.database = sdk::view(event.database);
  lane.name = sdk::view(event.table_name);
  lines_.add(event.table, lane.database, lane.name);
  // Before that, the states are not all known: RECOVER starts it, or the first row.
  if (recovery_ == Recovery::kSettling || recovery_ == Recovery::kDone)
    lines_.start(event.table, out);
}

void TransactionMachine::on_chunk_started(Lane& lane, Outbox& out) {
  lane.chunk_open = true;
  if (ending_) return;
  if (recovery_ == Recovery::kNotAsked) lines_.start(lane.table, out);
  if (policy_.exactly_once) return;
  if (!lane.interval_runs && policy_.interval_ms > 0) {
    lane.interval_runs = true;
    out.set_timer(interval_timer(lane.table), policy_.interval_ms);
  }
  keep_within_memory();
  advance_all(out);
}

void TransactionMachine::on_chunk_closed(Lane& lane, const sl_event& event, Outbox& out) {
  lane.chunk_open = false;
  if (ending_) return out.release(event.chunk);
  if (recovery_ == Recovery::kNotAsked) lines_.start(lane.table, out);
  Transaction& transaction = open_transaction(lane, event.bytes);
  transaction.chunks.push_back({event.chunk, event.rows, event.bytes});
  transaction.rows += event.rows;
  transaction.bytes += event.bytes;
  if (lane.seal_next) {
    lane.seal_next = false;
    seal(transaction);
  }
  if (!policy_.exactly_once) keep_within_memory();
  advance_all(out);
}

void TransactionMachine::on_timer(std::uint32_t timer, Outbox& out) {
  const std::uint32_t table = timer / 2;
  if (ending_ || table >= tables_.size()) return;
  Lane& lane = tables_[table];
  Transaction* open = unsealed(lane);
  if (timer == interval_timer(table)) {
    lane.interval_runs = false;
    if (lane.chunk_open) {  // it belongs to what is due
      lane.seal_next = true;
      return out.close_chunk(table);
    }
  } else if (open != nullptr && open->phase < Phase::kOpen) {
    return;  // the timer was another transaction's
  }
  if (open != nullptr) seal(*open);
  advance(lane, out);
}

Transaction* TransactionMachine::unsealed(Lane& lane) {
  if (lane.transactions.empty() || lane.transactions.back().sealed) return nullptr;
  return &lane.transactions.back();
}

Transaction& TransactionMachine::open_transaction(Lane& lane, std::uint64_t bytes) {
  Transaction* open = unsealed(lane);
  if (open != nullptr && open->bytes + bytes > policy_.max_bytes) {
    seal(*open);
    open = nullptr;
  }
  if (open != nullptr) return *open;
  Transaction& added = lane.transactions.emplace_back();
  added.serial = ++newest_serial_;
  return added;
}

void TransactionMachine::seal(Transaction& transaction) const {
  transaction.sealed = true;
  if (!policy_.exactly_once) transaction.commit_wanted = true;
}

void TransactionMachine::seal_all() {
  for (Lane& lane : tables_) {
    if (Transaction* open = unsealed(lane)) seal(*open);
  }
}

// At-least-once keeps chunks until the commit. What no commit is on its way for, and what open
// chunks may come to, stays below the limit: so memory always comes free.
void TransactionMachine::keep_within_memory() {
  for (;;) {
    std::uint64_t kept = 0;
    Transaction* largest = nullptr;
    for (Lane& lane : tables_) {
      if (lane.chunk_open) kept += policy_.chunk_bytes;
      Transaction* open = unsealed(lane);
      if (open == nullptr) continue;
      kept += open->bytes;
      if (largest == nullptr || open->bytes > largest->bytes) largest = open;
    }
    if (largest == nullptr || kept < policy_.kept_bytes) return;
    seal(*largest);
  }
}

void TransactionMachine::advance_all(Outbox& out) {
  for (Lane& lane : tables_) advance(lane, out);
  for (Lane& lane : restored_) advance(lane, out);
}

void TransactionMachine::advance(Lane& lane, Outbox& out) {
  if (failed_ || ending_) return;
  bool earlier_loaded = true;
  for (auto it = lane.transactions.begin(); it != lane.transactions.end(); ++it) {
    if (it->request == 0) start_step(lane, it, earlier_loaded, out);
    earlier_loaded = earlier_loaded && it->phase >= Phase::kPreparing;
  }
}

void TransactionMachine::start_step(Lane& lane, Transactions::iterator it, bool earlier_loaded,
                                    Outbox& out) {
  // Nothing of a state is committed before all of it was asked for.
  if (recovery_ == Recovery::kChecking || recovery_ == Recovery::kUndoing) return;
  const bool recovering = recovery_ == Recovery::kSettling;
  switch (it->phase) {
    case Phase::kWaiting:
      if (earlier_loaded && !recovering && lines_.is_ready(lane.table)) begin(lane, it, out);
      return;
    case Phase::kOpen:
      if (it->loaded < it->chunks.size()) return send(lane, it, Phase::kOpen, out);
      if (it->sealed) send(lane, it, Phase::kPreparing, out);
      return;
    case Phase::kPrepared:  // a table's transactions are committed in order
      if (it->commit_wanted && it == lane.transactions.begin())
        send(lane, it, Phase::kCommitting, out);
      return;
    default:
      return;
  }
}

void TransactionMachine::begin(Lane& lane, Transactions::iterator it, Outbox& out) {
  it->place = lines_.take(lane.table);
  it->label = lines_.label(lane.table, it->place);
  send(lane, it, Phase::kBeginning, out);
}

void TransactionMachine::send(Lane& lane, Transactions::iterator it, Phase phase, Outbox& out) {
  it->phase = phase;
  it->asking = it->arrived = it->foreign = false;
  it->last_state = SL_LABEL_NOT_ASKED;
  NewRequest request;
  request.target = {lane.table, lane.database, lane.name};
  request.label = it->label;
  switch (phase) {
    case Phase::kUnchecked:
      request.kind = SL_REQUEST_LABEL_STATE;
      it->asking = true;
      break;
    case Phase::kBeginning:
      request.kind = SL_REQUEST_BEGIN;
      request.attempt = it->attempt;
      break;
    case Phase::kOpen:
      request.kind = SL_REQUEST_LOAD;
      request.chunk = it->chunks[it->loaded].id;
      break;
    case Phase::kPreparing:
      request.kind = SL_REQUEST_PREPARE;
      break;
    case Phase::kCommitting:
      request.kind = SL_REQUEST_COMMIT;
      request.decides = true;
      break;
    default:
      request.kind = SL_REQUEST_ROLLBACK;
      break;
  }
  it->request = out.request(request);
  requests_.emplace(it->request, Ref{&lane, it});
}

}  // namespace starload::semantics
