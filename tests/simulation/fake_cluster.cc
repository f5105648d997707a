#include "tests/simulation/fake_cluster.h"

namespace starload::simulation {
namespace {

constexpr Time kLongestLoadMs = 400;
constexpr Time kLongestPublishMs = 3'000;

Answer ok(std::int64_t id, std::int32_t state = SL_LABEL_NOT_ASKED) {
  return {SL_VERDICT_OK, SL_RETRY_NEVER, 0, state, id};
}
Answer lost() { return {SL_VERDICT_NO, SL_RETRY_SOON, SL_RESPONSE_TRANSACTION_LOST}; }
Answer in_processing() { return {SL_VERDICT_NO, SL_RETRY_SOON}; }
Answer never(std::int32_t state) { return {SL_VERDICT_NO, SL_RETRY_NEVER, 0, state}; }

bool is_finished(std::int32_t state) {
  return state == SL_LABEL_VISIBLE || state == SL_LABEL_ABORTED;
}

}  // namespace

void FakeCluster::arrive(const Call& call, Done done) {
  trace_.note("arrives", call.label, static_cast<std::uint64_t>(call.kind), call.rows.size());
  switch (call.kind) {
    case SL_REQUEST_LOAD:
      return limits_.transactions ? load(call, std::move(done)) : whole_load(call, std::move(done));
    case SL_REQUEST_BEGIN:
      return done(begin(call));
    case SL_REQUEST_LABEL_STATE:
      return done(state(call));
    default:
      break;
  }
  Transaction* transaction = find(call);
  if (transaction == nullptr) return done(lost());
  switch (call.kind) {
    case SL_REQUEST_PREPARE:
      return done(prepare(*transaction));
    case SL_REQUEST_COMMIT:
      return done(commit(call.label, *transaction));
    default:
      return done(rollback(*transaction));
  }
}

FakeCluster::Transaction* FakeCluster::find(const Call& call) {
  const auto found = labels_.find({call.database, call.label});
  return found == labels_.end() ? nullptr : &found->second;
}

FakeCluster::Transaction& FakeCluster::open(const Call& call) {
  Transaction& transaction = labels_[{call.database, call.label}];
  transaction = {};
  transaction.id = next_id_++;
  transaction.table = call.table;
  transaction.backend = static_cast<std::size_t>(dice_.between(0, 1));
  transaction.generation = generations_[transaction.backend];
  transaction.changed = timeline_.now();
  return transaction;
}

bool FakeCluster::has_context(const Transaction& transaction) const {
  return transaction.state == SL_LABEL_PREPARE &&
         transaction.generation == generations_[transaction.backend];
}

void FakeCluster::become(Transaction& transaction, std::int32_t state) {
  transaction.state = state;
  transaction.changed = timeline_.now();
}

Answer FakeCluster::begin(const Call& call) {
  const Transaction* known = find(call);
  if (known != nullptr && known->state != SL_LABEL_ABORTED) {
    const bool finished = known->state == SL_LABEL_COMMITTED || known->state == SL_LABEL_VISIBLE;
    return {SL_VERDICT_NO, SL_RETRY_NEVER, SL_RESPONSE_LABEL_EXISTS,
            finished ? SL_LABEL_COMMITTED : SL_LABEL_NOT_ASKED};
  }
  return ok(open(call).id, SL_LABEL_PREPARE);
}

void FakeCluster::load(const Call& call, Done done) {
  Transaction* transaction = find(call);
  if (transaction == nullptr || !has_context(*transaction)) return done(lost());
  if (transaction->table != call.table) return done(never(SL_LABEL_NOT_ASKED));
  if (transaction->busy != 0) return done(in_processing());
  transaction->busy = next_work_++;
  timeline_.after(dice_.between(1, kLongestLoadMs),
                  [this, call, id = transaction->id, work = transaction->busy,
                   done = std::move(done)] { finish_load(call, id, work, done); });
}

void FakeCluster::whole_load(const Call& call, Done done) {
  const Transaction* known = find(call);
  if (known != nullptr && known->state != SL_LABEL_ABORTED)
    return done({SL_VERDICT_UNKNOWN, SL_RETRY_SOON, SL_RESPONSE_LABEL_EXISTS});
  Transaction& transaction = open(call);
  transaction.busy = next_work_++;
  timeline_.after(dice_.between(1, kLongestLoadMs),
                  [this, call, id = transaction.id, work = transaction.busy,
                   done = std::move(done)] { finish_load(call, id, work, done); });
}

void FakeCluster::finish_load(const Call& call, std::int64_t id, std::uint64_t work,
                              const Done& done) {
  Transaction* transaction = find(call);
  if (transaction == nullptr || transaction->id != id || transaction->busy != work) return;
  transaction->busy = 0;
  if (!has_context(*transaction)) return;  // the backend died: nobody is left to answer
  if (call.torn) return become(*transaction, SL_LABEL_ABORTED);
  transaction->rows.insert(transaction->rows.end(), call.rows.begin(), call.rows.end());
  trace_.note("loaded", call.label, call.rows.size());
  done(limits_.transactions ? ok(id) : make_visible(call.label, *transaction));
}

Answer FakeCluster::prepare(Transaction& transaction) {
  if (!has_context(transaction)) return lost();
  if (transaction.busy != 0) return in_processing();
  if (transaction.rows.empty()) {
    become(transaction, SL_LABEL_ABORTED);
    return lost();
  }
  become(transaction, SL_LABEL_PREPARED);
  return ok(transaction.id, SL_LABEL_PREPARED);
}

Answer FakeCluster::commit(const std::string& label, Transaction& transaction) {
  switch (transaction.state) {
    case SL_LABEL_PREPARED:
      return make_visible(label, transaction);
    case SL_LABEL_COMMITTED:
    case SL_LABEL_VISIBLE:
      return ok(transaction.id, SL_LABEL_COMMITTED);
    case SL_LABEL_ABORTED:
      return lost();
    default:
      break;
  }
  const Answer prepared = prepare(transaction);  // a commit in one phase
  return prepared.verdict == SL_VERDICT_OK ? make_visible(label, transaction) : prepared;
}

Answer FakeCluster::make_visible(const std::string& label, Transaction& transaction) {
  become(transaction, SL_LABEL_COMMITTED);
  trace_.note("commits", label, transaction.rows.size());
  oracle_.visible(transaction.table, label, transaction.rows);
  const bool late = dice_.chance(limits_.publish_timeout_permille);
  if (!late) {
    become(transaction, SL_LABEL_VISIBLE);
    return ok(transaction.id, SL_LABEL_VISIBLE);
  }
  timeline_.after(dice_.between(1, kLongestPublishMs), [this, id = transaction.id] {
    for (auto& [key, found] : labels_) {
      if (found.id == id) become(found, SL_LABEL_VISIBLE);
    }
  });
  return {SL_VERDICT_OK, SL_RETRY_NEVER, SL_RESPONSE_PUBLISH_TIMEOUT, SL_LABEL_COMMITTED,
          transaction.id};
}

Answer FakeCluster::rollback(Transaction& transaction) {
  switch (transaction.state) {
    case SL_LABEL_COMMITTED:
    case SL_LABEL_VISIBLE:
      return never(transaction.state);
    case SL_LABEL_PREPARE:
      if (transaction.busy != 0 && dice_.chance(500)) return in_processing();
      break;
    default:
      break;
  }
  transaction.busy = 0;
  if (transaction.state != SL_LABEL_ABORTED) become(transaction, SL_LABEL_ABORTED);
  return ok(transaction.id, SL_LABEL_ABORTED);
}

Answer FakeCluster::state(const Call& call) const {
  const auto found = labels_.find({call.database, call.label});
  if (found == labels_.end()) return ok(-1, SL_LABEL_UNKNOWN);
  return ok(found->second.id, found->second.state);
}

void FakeCluster::restart_backend() {
  const auto backend = static_cast<std::size_t>(dice_.between(0, 1));
  trace_.note("backend restarts", "", backend);
  ++generations_[backend];
}

void FakeCluster::sweep() {
  for (auto entry = labels_.begin(); entry != labels_.end();) {
    Transaction& transaction = entry->second;
    const Time age = timeline_.now() - transaction.changed;
    const bool expired =
        (transaction.state == SL_LABEL_PREPARE && age >= limits_.timeout_ms) ||
        (transaction.state == SL_LABEL_PREPARED && age >= limits_.prepared_timeout_ms);
    if (expired) {
      trace_.note("times out", entry->first.second);
      transaction.busy = 0;
      become(transaction, SL_LABEL_ABORTED);
    }
    const bool forgotten = is_finished(transaction.state) && age >= limits_.label_keep_ms;
    entry = forgotten ? labels_.erase(entry) : std::next(entry);
  }
}

std::vector<std::string> FakeCluster::running(const std::string& database) const {
  std::vector<std::string> labels;
  for (const auto& [key, transaction] : labels_) {
    const bool open =
        transaction.state == SL_LABEL_PREPARE || transaction.state == SL_LABEL_PREPARED;
    if (key.first == database && open) labels.push_back(key.second);
  }
  return labels;
}

void FakeCluster::stranger() {
  if (labels_.empty()) return;
  auto entry = labels_.begin();
  std::advance(entry, dice_.between(0, static_cast<std::int64_t>(labels_.size()) - 1));
  const std::string& used = entry->first.second;
  const std::size_t dash = used.rfind('-');
  const std::uint64_t next = std::stoull(used.substr(dash + 1)) + 1;
  const std::pair key(entry->first.first, used.substr(0, dash + 1) + std::to_string(next));
  if (labels_.contains(key)) return;
  trace_.note("a stranger takes", key.second);
  Transaction& transaction = labels_[key];
  transaction.id = next_id_++;
  transaction.table = entry->second.table;
  transaction.changed = timeline_.now();
  transaction.state = dice_.chance(500) ? SL_LABEL_VISIBLE : SL_LABEL_PREPARED;
}

}  // namespace starload::simulation
