#include "tests/plugins/semantics/simulation/fake_server.h"

namespace starload::semantics {
namespace {

Reply gone() { return {SL_VERDICT_NO, SL_RETRY_SOON, SL_RESPONSE_TRANSACTION_LOST}; }
Reply exists() { return {SL_VERDICT_NO, SL_RETRY_NEVER, SL_RESPONSE_LABEL_EXISTS}; }
Reply done(std::int64_t id) { return {SL_VERDICT_OK, SL_RETRY_NEVER, 0, SL_LABEL_NOT_ASKED, id}; }

}  // namespace

Reply FakeServer::call(const ServerCall& call) {
  if (call.kind == SL_REQUEST_BEGIN) return begin(call.label);
  if (call.whole_load && call.kind == SL_REQUEST_LOAD) return whole_load(call);
  const auto found = labels_.find(call.label);
  if (call.kind == SL_REQUEST_LABEL_STATE) {
    Reply reply;
    reply.state = found == labels_.end() ? SL_LABEL_UNKNOWN : found->second.state;
    return reply;
  }
  if (found == labels_.end()) return gone();
  switch (call.kind) {
    case SL_REQUEST_LOAD:
      return load(found->second, call.rows);
    case SL_REQUEST_PREPARE:
      return prepare(found->second);
    case SL_REQUEST_COMMIT:
      return commit(found->second);
    default:
      return rollback(found->second);
  }
}

Reply FakeServer::begin(const std::string& label) {
  const auto found = labels_.find(label);
  if (found != labels_.end() && found->second.state != SL_LABEL_ABORTED) return exists();
  labels_[label] = {next_id_, SL_LABEL_PREPARE, {}};
  return done(next_id_++);
}

Reply FakeServer::load(Transaction& transaction, const std::vector<int>& rows) const {
  if (transaction.state != SL_LABEL_PREPARE) return gone();
  transaction.rows.insert(transaction.rows.end(), rows.begin(), rows.end());
  return done(transaction.id);
}

Reply FakeServer::prepare(Transaction& transaction) const {
  if (transaction.state != SL_LABEL_PREPARE) return gone();
  transaction.state = transaction.rows.empty() ? SL_LABEL_ABORTED : SL_LABEL_PREPARED;
  return transaction.rows.empty() ? gone() : done(transaction.id);
}

Reply FakeServer::commit(Transaction& transaction) {
  if (transaction.state == SL_LABEL_ABORTED) return gone();
  if (transaction.state == SL_LABEL_PREPARE && transaction.rows.empty()) {
    transaction.state = SL_LABEL_ABORTED;
    return gone();
  }
  if (transaction.state != SL_LABEL_VISIBLE)
    table_.insert(table_.end(), transaction.rows.begin(), transaction.rows.end());
  transaction.state = SL_LABEL_VISIBLE;
  return done(transaction.id);
}

Reply FakeServer::rollback(Transaction& transaction) const {
  if (transaction.state == SL_LABEL_VISIBLE) return {SL_VERDICT_NO, SL_RETRY_NEVER};
  transaction.state = SL_LABEL_ABORTED;
  return done(transaction.id);
}

Reply FakeServer::whole_load(const ServerCall& call) {
  const auto found = labels_.find(call.label);
  if (found != labels_.end() && found->second.state != SL_LABEL_ABORTED) return exists();
  labels_[call.label] = {next_id_, SL_LABEL_VISIBLE, call.rows};
  table_.insert(table_.end(), call.rows.begin(), call.rows.end());
  return done(next_id_++);
}

void FakeServer::time_out(std::size_t n, bool with_prepared) {
  std::vector<Transaction*> open;
  for (auto& [label, transaction] : labels_) {
    if (transaction.state == SL_LABEL_PREPARE ||
        (with_prepared && transaction.state == SL_LABEL_PREPARED)) {
      open.push_back(&transaction);
    }
  }
  if (!open.empty()) open[n % open.size()]->state = SL_LABEL_ABORTED;
}

}  // namespace starload::semantics
