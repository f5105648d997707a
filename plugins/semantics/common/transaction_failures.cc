// What cannot be mended, and what is said about it.
#include <algorithm>

#include "plugins/semantics/common/transaction_machine.h"

namespace starload::semantics {
namespace {

const char* words_of(Phase phase) {
  switch (phase) {
    case Phase::kBeginning:
      return "begin";
    case Phase::kOpen:
      return "load into";
    case Phase::kPreparing:
      return "prepare";
    case Phase::kUnchecked:
      return "ask for";
    default:
      return "commit";
  }
}

std::string cannot(Phase phase, const std::string& what) {
  return std::string("cannot ") + words_of(phase) + " " + what + ": ";
}

}  // namespace

void TransactionMachine::give_up(const Ref& ref, const std::string& why, Outbox& out) {
  Transaction& transaction = *ref.transaction;
  const std::string last = transaction.asking
                               ? "no clear answer within sink.label-state.timeout-ms; the last: "
                               : "still failing after sink.max-retries tries; the last answer: ";
  if (recovery_ == Recovery::kUndoing) return on_undone(ref, Decision::kRefused, out);
  if (transaction.phase == Phase::kRollingBack) return refused(ref, last + why, out);
  if (ending_ && transaction.phase < Phase::kPrepared && transaction.phase != Phase::kUnchecked) {
    end_request(transaction, out);
    return wind_down(*ref.lane, out);
  }
  if (is_unclear(transaction)) return unclear(ref, why, out);
  // Its backend may be gone for good; another transaction finds another one.
  const bool may_move = transaction.phase == Phase::kOpen || transaction.phase == Phase::kPreparing;
  if (may_move && !transaction.asking) return lost(ref, last + why, out);
  std::string message = cannot(transaction.phase, describe(ref)) + last + why;
  if (!transaction.why_lost.empty())
    message += "; it replaces one that was lost: " + transaction.why_lost;
  fail({SL_ERR_RETRYABLE, 0, transaction.label, message, ref.lane->database, ref.lane->name}, out);
}

void TransactionMachine::lost(const Ref& ref, const std::string& why, Outbox& out) {
  Transaction& transaction = *ref.transaction;
  const std::string name = describe(ref);
  const std::string label = transaction.label;
  end_request(transaction, out);
  if (policy_.exactly_once) {
    return fail({SL_ERR_RETRYABLE, SL_FAIL_REPLAY, label,
                 name + " was lost before it was prepared: " + why +
                     "; nothing of it is in the table, its rows are to be loaded again",
                 ref.lane->database, ref.lane->name},
                out);
  }
  discard(*ref.lane, label, out);
  out.log(SL_LOG_WARN, name + " was lost: " + why + "; its rows are sent again under a new label");
  transaction.phase = Phase::kWaiting;
  transaction.label.clear();
  transaction.server_id = -1;
  transaction.loaded = 0;
  ++transaction.attempt;
  transaction.why_lost = why;
}

void TransactionMachine::lost_at_commit(const Ref& ref, const std::string& why, Outbox& out) {
  const bool has_chunks = ref.lane->table != SL_NO_TABLE;  // else it is restored
  if (!policy_.exactly_once && has_chunks) return lost(ref, why, out);
  const bool torn = part_is_committed(ref) || !knows_whole_checkpoint();
  end_request(*ref.transaction, out);
  fail({SL_ERR_FATAL, torn ? 0 : SL_FAIL_REPLAY, ref.transaction->label,
        describe(ref) + " was rolled back on the server before it was committed: " + why +
            "; its rows are not in the table" +
            (torn ? ", but other rows of the same checkpoint are, or may be" : "") +
            ". Load again from the checkpoint before. Prepared transactions live for "
            "sink.properties.prepared_timeout (of the server: "
            "prepared_transaction_default_timeout_second, a day); it has to be longer than the "
            "time from a checkpoint to its commit, restarts included. Another job with the same "
            "sink.label-prefix may have rolled it back, too",
        ref.lane->database, ref.lane->name},
       out);
}

// Somebody began the label again after the server had rolled ours back, and those rows are in the
// table now.
void TransactionMachine::committed_another(const Ref& ref, Outbox& out) {
  const std::string why = "the label was begun a second time on the server";
  if (!policy_.exactly_once && ref.lane->table != SL_NO_TABLE) return lost(ref, why, out);
  const std::string name = describe(ref);
  end_request(*ref.transaction, out);
  fail({SL_ERR_FATAL, 0, ref.transaction->label,
        name + " is not in the table, but other rows under its label are: " + why +
            ". Is another job running with the same sink.label-prefix?",
        ref.lane->database, ref.lane->name},
       out);
}

void TransactionMachine::refused(const Ref& ref, const std::string& why, Outbox& out) {
  const Transaction& transaction = *ref.transaction;
  // Not there any more, or not ours to end: the next start looks for what lingers.
  if (transaction.phase == Phase::kRollingBack) {
    out.log(SL_LOG_INFO, describe(ref) + " was not rolled back: " + why);
    end_request(*ref.transaction, out);
    ref.lane->transactions.erase(ref.transaction);
    return;
  }
  const bool is_data = transaction.phase == Phase::kPreparing && !transaction.asking;
  fail({is_data ? SL_ERR_DATA : SL_ERR_CONFIG, 0, transaction.label,
        cannot(transaction.phase, describe(ref)) + why, ref.lane->database, ref.lane->name},
       out);
}

void TransactionMachine::unclear(const Ref& ref, const std::string& why, Outbox& out) {
  const Transaction& transaction = *ref.transaction;
  std::string message = cannot(transaction.phase, describe(ref));
  message += "nobody can say whether its rows are in the table: ";
  if (transaction.last_state == SL_LABEL_UNKNOWN) {
    message +=
        "the server does not know the label (any more): either it never did, or the transaction "
        "ended longer ago than labels are kept (label_keep_max_second, label_keep_max_num). Look "
        "into the table. ";
    if (policy_.exactly_once) {
      message += "When the rows are there, restore with sink.exactly-once.settled-labels = " +
                 transaction.label + ". ";
    }
  }
  fail({SL_ERR_RETRYABLE, SL_FAIL_OUTCOME_UNKNOWN, transaction.label,
        message + "Last answer: " + why, ref.lane->database, ref.lane->name},
       out);
}

// Could a commit have been done that we know nothing of?
bool TransactionMachine::is_unclear(const Transaction& transaction) {
  if (transaction.phase == Phase::kUnchecked) return transaction.last_state == SL_LABEL_UNKNOWN;
  return transaction.phase == Phase::kCommitting && (transaction.asking || transaction.arrived);
}

// The writer is broken. What no state holds is rolled back without waiting for answers.
void TransactionMachine::fail(const Failure& failure, Outbox& out) {
  failed_ = true;
  for (Lane& lane : tables_) {
    for (const Transaction& transaction : lane.transactions) {
      if (!is_ours_on_server(transaction) || transaction.in_state) continue;
      NewRequest request;
      request.kind = SL_REQUEST_ROLLBACK;
      request.target = {lane.table, lane.database, lane.name};
      request.label = transaction.label;
      out.end(out.request(request));
    }
  }
  out.fail(failure);
}

std::string TransactionMachine::describe(const Ref& ref) {
  return "transaction " + ref.transaction->label + " (table " + ref.lane->database + "." +
         ref.lane->name +
         (ref.transaction->rows > 0 ? ", " + std::to_string(ref.transaction->rows) + " rows)"
                                    : ")");
}

std::uint64_t TransactionMachine::group_of(const Ref& ref) {
  if (ref.lane->table == SL_NO_TABLE) return kGroupOfRestored;
  return ref.transaction->checkpoint.value_or(kGroupOfFlush);
}

// Is, or may, anything be in the table that the host does not know to be there? Going back to where
// it last knew would bring those rows a second time.
bool TransactionMachine::knows_whole_checkpoint() const {
  return lines_.writer_count() == 1 && (recover_flags_ & SL_RECOVER_COMMIT_ONLY) == 0;
}

bool TransactionMachine::part_is_committed(const Ref& ref) const {
  if (!committed_.empty()) return true;
  const auto commits = [&](const std::deque<Lane>& lanes) {
    return std::any_of(lanes.begin(), lanes.end(), [&](const Lane& lane) {
      return &lane != ref.lane && !lane.transactions.empty() &&
             lane.transactions.front().phase == Phase::kCommitting;
    });
  };
  return commits(tables_) || commits(restored_);
}

}  // namespace starload::semantics
