// Both semantics over transactions (V2). A pure reducer: one event in, actions out.
//
// A table has a lane of transactions, oldest first. Chunks go into the newest one until it is
// sealed; a transaction begins when all loads of those before it are done, is prepared when it is
// sealed and loaded, and is committed when it is the oldest and its commit is wanted:
//
//                     at-least-once                          exactly-once
//   chunk released    when the transaction is in the table   when its load is done
//   sealed            flush, interval, half the memory,      checkpoint, flush, size, 80 % of the
//                     80 % of the time-out                   time-out
//   commit wanted     once it is sealed                      COMMIT of its checkpoint, flush
//   lost              rolled back, all chunks once more      rolled back, FAIL: replay
//                     under a new label
//
// docs/exactly-once.md has every crash point; recovery.h the rules that follow an answer.
//   transaction_machine.cc      tables, chunks, timers, what is started next
//   transaction_answers.cc      what an answer means
//   transaction_failures.cc     what is lost, refused or unclear
//   transaction_checkpoints.cc  flush, prepare, commit, abort
//   transaction_restore.cc      restored states
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "plugins/semantics/common/checkpoint_state.h"
#include "plugins/semantics/common/label_lines.h"
#include "plugins/semantics/common/outbox.h"
#include "plugins/semantics/common/transaction.h"

namespace starload::semantics {

struct TransactionPolicy {
  bool exactly_once = false;
  std::uint64_t max_bytes = UINT64_MAX;   // a transaction is sealed before it has more
  std::uint64_t kept_bytes = UINT64_MAX;  // at-least-once: so much waits for a commit at most
  std::uint64_t chunk_bytes = 0;          // what an open chunk may come to
  std::uint64_t interval_ms = 0;          // at-least-once: rows wait so long at most; 0 = no limit
  std::uint64_t timeout_ms = 0;           // the server's; 0 = none
  std::set<std::string> settled;          // restored labels that the operator has looked into
};

class TransactionMachine final {
 public:
  TransactionMachine(TransactionPolicy policy, LabelLines lines);

  // Throws sdk::Error (CONFIG) for a state that it cannot use.
  void on_event(const sl_event& event, const sdk::Actions& actions);

 private:
  using Transactions = std::list<Transaction>;
  struct Lane {
    std::uint32_t table = SL_NO_TABLE;  // SL_NO_TABLE: of a restored state
    std::string database, name;
    Transactions transactions;  // oldest first; only the newest may be unsealed
    bool chunk_open = false;    // the host has rows of the table in no closed chunk yet
    bool interval_runs = false;
    bool seal_next = false;  // once the next chunk is in
  };
  struct Ref {
    Lane* lane = nullptr;
    Transactions::iterator transaction;
  };
  struct Waiting {
    std::uint64_t id = 0;
    std::uint64_t serial = 0;  // waits for all transactions up to it
    bool hand_over = false;    // of a prepare
  };

  // Timers: two a table.
  static std::uint32_t interval_timer(std::uint32_t table) { return table * 2; }
  static std::uint32_t timeout_timer(std::uint32_t table) { return table * 2 + 1; }

  // transaction_machine.cc
  void dispatch(const sl_event& event, Outbox& out);
  void add_table(const sl_event& event, Outbox& out);
  void on_chunk_started(Lane& lane, Outbox& out);
  void on_chunk_closed(Lane& lane, const sl_event& event, Outbox& out);
  void on_timer(std::uint32_t timer, Outbox& out);
  Transaction& open_transaction(Lane& lane, std::uint64_t bytes);
  Transaction* unsealed(Lane& lane);
  void seal(Transaction& transaction) const;
  void seal_all();
  void keep_within_memory();
  void advance(Lane& lane, Outbox& out);
  void advance_all(Outbox& out);
  void start_step(Lane& lane, Transactions::iterator it, bool earlier_loaded, Outbox& out);
  void begin(Lane& lane, Transactions::iterator it, Outbox& out);
  void send(Lane& lane, Transactions::iterator it, Phase phase, Outbox& out);

  // transaction_answers.cc
  void on_response(const sl_event& event, Outbox& out);
  void on_exhausted(const sl_event& event, Outbox& out);
  bool on_discarded(const sl_event& event, Outbox& out);
  Decision decide(const Ref& ref, const sl_response& response);
  void apply(const Ref& ref, Decision decision, const sl_event& event, Outbox& out);
  void finish_step(const Ref& ref, const sl_response& response, Outbox& out);
  void in_table(const Ref& ref, Outbox& out);
  void label_taken(const Ref& ref, Outbox& out);
  void discard(const Lane& lane, const std::string& label, Outbox& out);
  void end_request(Transaction& transaction, Outbox& out);
  static bool is_another(Transaction& transaction, const sl_response& response);
  bool is_ours_on_server(const Transaction& transaction) const;

  // transaction_failures.cc
  void give_up(const Ref& ref, const std::string& why, Outbox& out);
  void lost(const Ref& ref, const std::string& why, Outbox& out);
  void lost_at_commit(const Ref& ref, const std::string& why, Outbox& out);
  void committed_another(const Ref& ref, Outbox& out);
  void refused(const Ref& ref, const std::string& why, Outbox& out);
  void unclear(const Ref& ref, const std::string& why, Outbox& out);
  void fail(const Failure& failure, Outbox& out);
  bool part_is_committed(const Ref& ref) const;
  // No other writer has parts of a restored checkpoint, nor somebody that this one works for.
  bool knows_whole_checkpoint() const;
  static bool is_unclear(const Transaction& transaction);
  static std::uint64_t group_of(const Ref& ref);
  static std::string describe(const Ref& ref);

  // transaction_checkpoints.cc
  void on_flush(std::uint64_t id);
  void on_prepare(std::uint64_t checkpoint, std::uint32_t flags);
  void on_commit(std::uint64_t checkpoint, Outbox& out);
  void on_abort(std::uint64_t checkpoint, Outbox& out);
  void wind_down(Lane& lane, Outbox& out);
  bool wind_down(Lane& lane, Transactions::iterator it, Outbox& out);
  void settle(Outbox& out);
  bool is_prepared(std::uint64_t checkpoint) const;
  std::string take_state(std::uint64_t checkpoint);
  void forget(std::uint64_t checkpoint, Outbox& out);
  template <typename Predicate>
  bool any_transaction(Predicate predicate) const {
    const auto in = [&](const std::deque<Lane>& lanes) {
      return std::any_of(lanes.begin(), lanes.end(), [&](const Lane& lane) {
        return std::any_of(lane.transactions.begin(), lane.transactions.end(), predicate);
      });
    };
    return in(tables_) || in(restored_);
  }

  // transaction_restore.cc
  void restore(const sl_event& event, Outbox& out);
  void restore_label(const sl_event& event);
  void recover(const sl_event& event, Outbox& out);
  Transaction& add_restored(const std::string& database, const std::string& table,
                            const std::string& label);
  Lane& restored_lane(const std::string& database, const std::string& table);
  void check_next(Outbox& out);
  void on_checked(const Ref& ref, Decision decision, const sl_event& event, Outbox& out);
  void end_check(Outbox& out);
  void undo(Outbox& out);
  void on_undone(const Ref& ref, Decision decision, Outbox& out);
  void fail_restore(Outbox& out);

  const TransactionPolicy policy_;
  LabelLines lines_;
  std::deque<Lane> tables_;    // by table
  std::deque<Lane> restored_;  // by table name
  std::map<std::uint64_t, Ref> requests_;
  std::map<std::uint64_t, std::string> discarded_;  // rollbacks on the side: request, label
  std::uint64_t next_request_ = 1;
  std::uint64_t newest_serial_ = 0;

  std::deque<Waiting> flushes_;
  std::deque<Waiting> prepares_;
  std::deque<std::uint64_t> commits_;
  // Transactions in the table of which the host was not told, by group: a checkpoint's id, or:
  static constexpr std::uint64_t kGroupOfRestored = UINT64_MAX;
  static constexpr std::uint64_t kGroupOfFlush = UINT64_MAX - 1;
  std::set<std::uint64_t> committed_;
  bool ending_ = false;  // ABORT of everything came
  bool end_told_ = false;
  bool failed_ = false;

  enum class Recovery : std::uint8_t { kNotAsked, kChecking, kUndoing, kSettling, kDone };
  Recovery recovery_ = Recovery::kNotAsked;
  std::uint32_t recover_flags_ = 0;
  std::size_t unchecked_ = 0;
};

}  // namespace starload::semantics
