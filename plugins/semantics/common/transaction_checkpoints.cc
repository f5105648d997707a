// Flush, prepare, commit and abort: which transactions they are about, and when they are done.
#include "plugins/semantics/common/transaction_machine.h"

namespace starload::semantics {

void TransactionMachine::on_flush(std::uint64_t id) {
  seal_all();
  for (Lane& lane : tables_) {
    for (Transaction& transaction : lane.transactions) transaction.commit_wanted = true;
  }
  flushes_.push_back({id, newest_serial_});
}

void TransactionMachine::on_prepare(std::uint64_t checkpoint, std::uint32_t flags) {
  seal_all();
  if (policy_.exactly_once) {
    for (Lane& lane : tables_) {
      for (Transaction& transaction : lane.transactions) {
        if (!transaction.checkpoint) transaction.checkpoint = checkpoint;
      }
    }
  }
  prepares_.push_back({checkpoint, newest_serial_, (flags & SL_PREPARE_HAND_OVER) != 0});
}

void TransactionMachine::on_commit(std::uint64_t checkpoint, Outbox& out) {
  for (Lane& lane : tables_) {
    for (Transaction& transaction : lane.transactions) {
      if (transaction.checkpoint && *transaction.checkpoint <= checkpoint)
        transaction.commit_wanted = true;
    }
  }
  commits_.push_back(checkpoint);
  advance_all(out);
}

void TransactionMachine::on_abort(std::uint64_t checkpoint, Outbox& out) {
  if (checkpoint == UINT64_MAX) {
    ending_ = true;
    end_told_ = false;
    prepares_.clear();
    for (Lane& lane : tables_) wind_down(lane, out);
    return;
  }
  // Its rows stay, and belong to the next checkpoint.
  for (Lane& lane : tables_) {
    for (Transaction& transaction : lane.transactions) {
      if (transaction.checkpoint == checkpoint && !transaction.commit_wanted)
        transaction.checkpoint.reset();
    }
  }
  std::erase_if(prepares_, [&](const Waiting& prepare) { return prepare.id == checkpoint; });
  out.aborted(checkpoint);
}

void TransactionMachine::wind_down(Lane& lane, Outbox& out) {
  if (failed_) return;
  for (auto it = lane.transactions.begin(); it != lane.transactions.end();) {
    const auto next = std::next(it);
    if (wind_down(lane, it, out)) lane.transactions.erase(it);
    it = next;
  }
}

// Returns true when nothing is left to do for the transaction.
bool TransactionMachine::wind_down(Lane& lane, Transactions::iterator it, Outbox& out) {
  if (it->in_state || it->phase >= Phase::kCommitting) return false;
  if (it->request != 0) return false;  // when its answer is there
  const std::size_t first = policy_.exactly_once ? it->loaded : 0;
  for (std::size_t i = first; i < it->chunks.size(); ++i) out.release(it->chunks[i].id);
  it->chunks.clear();
  it->loaded = 0;
  if (!is_ours_on_server(*it)) return true;
  send(lane, it, Phase::kRollingBack, out);
  return false;
}

// Answers what was waited for.
void TransactionMachine::settle(Outbox& out) {
  if (recovery_ == Recovery::kSettling && !lines_.is_searching() &&
      std::all_of(restored_.begin(), restored_.end(),
                  [](const Lane& lane) { return lane.transactions.empty(); })) {
    recovery_ = Recovery::kDone;
    if ((recover_flags_ & SL_RECOVER_COMMIT_ONLY) != 0) lines_.forget_restored();
    committed_.erase(kGroupOfRestored);
    out.recovered();
    advance_all(out);
  }
  const auto is_through = [&](const Waiting& waiting) {
    return !any_transaction([&](const Transaction& t) { return t.serial <= waiting.serial; });
  };
  while (!prepares_.empty() && (policy_.exactly_once ? is_prepared(prepares_.front().id)
                                                     : is_through(prepares_.front()))) {
    const auto [id, serial, hand_over] = prepares_.front();
    prepares_.pop_front();
    const std::string state = policy_.exactly_once ? take_state(id) : std::string();
    if (hand_over) forget(id, out);
    out.prepared(id, state);
  }
  while (!commits_.empty() && !any_transaction([&](const Transaction& t) {
    return t.checkpoint && *t.checkpoint <= commits_.front();
  })) {
    const std::uint64_t id = commits_.front();
    commits_.pop_front();
    committed_.erase(committed_.begin(), committed_.upper_bound(id));
    out.committed(id);
  }
  while (!flushes_.empty() && is_through(flushes_.front())) {
    const std::uint64_t id = flushes_.front().id;
    flushes_.pop_front();
    if (flushes_.empty()) committed_.erase(kGroupOfFlush);
    out.flush_done(id);
  }
  if (ending_ && !end_told_ && !any_transaction([](const Transaction& t) {
        return !t.in_state && t.phase != Phase::kCommitting;
      })) {
    end_told_ = true;
    out.aborted(UINT64_MAX);
  }
}

bool TransactionMachine::is_prepared(std::uint64_t checkpoint) const {
  if (recovery_ != Recovery::kNotAsked && recovery_ != Recovery::kDone) return false;
  return !any_transaction([&](const Transaction& t) {
    return t.checkpoint && *t.checkpoint <= checkpoint && t.phase < Phase::kPrepared;
  });
}

// What is prepared and not known to be in the table, of this checkpoint and those before it.
std::string TransactionMachine::take_state(std::uint64_t checkpoint) {
  CheckpointState state;
  std::vector<std::optional<LabelPlace>> first_later(tables_.size());
  for (Lane& lane : tables_) {
    for (Transaction& transaction : lane.transactions) {
      if (transaction.checkpoint && *transaction.checkpoint <= checkpoint) {
        transaction.in_state = true;
        state.entries.push_back({lane.database, lane.name, transaction.label, transaction.rows,
                                 transaction.bytes, transaction.filtered_rows,
                                 transaction.unselected_rows});
      } else if (!first_later[lane.table] && !transaction.label.empty()) {
        first_later[lane.table] = transaction.place;
      }
    }
  }
  state.lines = lines_.lines(first_later);
  if (!committed_.empty()) state.kind = StateKind::kPartlyCommitted;
  state.writer = lines_.writer();
  state.writer_count = lines_.writer_count();
  return encode_state(state);
}

// Somebody else commits what the state holds.
void TransactionMachine::forget(std::uint64_t checkpoint, Outbox& out) {
  for (Lane& lane : tables_) {
    for (auto it = lane.transactions.begin(); it != lane.transactions.end();) {
      const bool is_part = it->checkpoint && *it->checkpoint <= checkpoint;
      if (!is_part || it->phase != Phase::kPrepared || it->request != 0) {
        ++it;
        continue;
      }
      out.loaded({it->label, it->rows, it->bytes, it->filtered_rows, it->unselected_rows});
      it = lane.transactions.erase(it);
    }
  }
}

}  // namespace starload::semantics
