#include "devserver/transaction/be_transactions.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "devserver/load/load_reply.h"
#include "devserver/load/load_rules.h"
#include "devserver/storage/default_value.h"
#include "devserver/transaction/load_parameters.h"
#include "devserver/transaction/transaction_load.h"

namespace starload::devserver {
namespace {

using Clock = OpenTransaction::Clock;

std::int64_t ms_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

TxnStatus invalid(std::string message) {
  return {TxnCode::kInvalidArgument, std::move(message), {}};
}
TxnStatus analysis_error(std::string message) {
  return {TxnCode::kAnalysisError, std::move(message), {}};
}
TxnStatus internal_error(std::string message) {
  return {TxnCode::kInternalError, std::move(message), {}};
}

// The load path words it with a capital.
TxnStatus not_exists(std::string_view label, bool is_load) {
  return {TxnCode::kTxnNotExists,
          fmt::format("{}ransaction with label {} not exists", is_load ? 'T' : 't', label),
          {}};
}

TxnStatus aborted_by_user() { return {TxnCode::kAborted, kAbortedByUser, {}}; }

TxnStatus already_used(const LoadRecord& record) {
  const bool finished =
      record.state == LabelState::kCommitted || record.state == LabelState::kVisible;
  return {TxnCode::kLabelAlreadyExists,
          fmt::format("Label [{}] has already been used.", record.label),
          finished ? "FINISHED" : "RUNNING"};
}

std::optional<std::int64_t> header_seconds(const HttpRequest& request, std::string_view name,
                                           std::int64_t absent) {
  const std::string_view text = request.header_or_empty(name);
  return text.empty() ? std::optional(absent) : parse_seconds(text);
}

std::string brief(const LoadRecord& record) {
  return fmt::format("id={:032x}, job_id=-1, txn_id: {}, label={}, db={}", record.transaction_id,
                     record.transaction_id, record.label, record.database);
}

}  // namespace

BeTransactions::BeTransactions(TransactionManager& manager, const ErrorLogStore& logs,
                               const AccessControl& access, const std::string& version)
    : manager_(manager), logs_(logs), access_(access), since_4_0_(major_version(version) >= 4) {}

HttpResponse BeTransactions::run(const HttpRequest& request, HttpBody& body,
                                 const std::string& operation, const std::string& be_address) {
  HttpResponse response;
  response.content_type = "application/json";
  const bool is_list = equals_ignoring_case(operation, "list");
  TxnReply reply;
  reply.label = request.header_or_empty("label");
  UserIdentity user;
  reply.status =
      is_list ? check_account(request, user) : answer(request, body, operation, be_address, reply);
  const bool is_listed = is_list && reply.status.is_ok();
  response.body = is_listed ? list(user) : format_be_reply(reply, since_4_0_);
  return response;
}

TxnStatus BeTransactions::answer(const HttpRequest& request, HttpBody& body,
                                 const std::string& operation, const std::string& be_address,
                                 TxnReply& reply) {
  const std::optional<TxnOperation> known = find_txn_operation(operation);
  if (TxnStatus status = check_request(request, known); !status.is_ok()) return status;
  UserIdentity user;
  if (TxnStatus status = check_account(request, user); !status.is_ok()) return status;
  if (!known) return invalid("unsupport transaction operation " + operation);
  reply.operation = *known;
  if (TxnStatus status = check_privilege(request, user); !status.is_ok()) return status;
  switch (*known) {
    case TxnOperation::kBegin:
      return begin(request, user, reply);
    case TxnOperation::kLoad:
      return load(request, body, be_address, reply);
    case TxnOperation::kRollback:
      return rollback(request);
    default:
      return finish(request, be_address, reply);
  }
}

TxnStatus BeTransactions::check_request(const HttpRequest& request,
                                        std::optional<TxnOperation> operation) {
  const bool is_load = operation == TxnOperation::kLoad;
  if (request.header_or_empty("label").empty())
    return invalid(is_load ? "Invalid label " : "empty label");
  if (!is_load && !request.header_or_empty("transaction_type").empty()) {
    return invalid(
        "Multi-statement transaction requests can only be sent to FE nodes, not BE nodes");
  }
  if (!request.header_or_empty("channel_id").empty()) {
    return invalid(
        "the development server does not support parallel transactions (headers channel_num and "
        "channel_id)");
  }
  return {};
}

TxnStatus BeTransactions::check_account(const HttpRequest& request, UserIdentity& user) const {
  Result<UserIdentity> given = log_in(request, access_);
  if (given) {
    user = given.take();
    return {};
  }
  const std::string& message = given.status().message();
  const bool malformed = message == "no valid Basic authorization";
  return malformed ? internal_error(message) : analysis_error(message);
}

TxnStatus BeTransactions::check_privilege(const HttpRequest& request,
                                          const UserIdentity& user) const {
  const std::string_view database = request.header_or_empty("db");
  Status allowed = check_insert(access_, user, database, request.header_or_empty("table"));
  const TransactionManager::Shared open = manager_.find(database, request.header_or_empty("label"));
  if (allowed && open) allowed = check_insert(access_, user, database, open->record.table);
  return allowed ? TxnStatus{} : analysis_error(allowed.message());
}

TxnStatus BeTransactions::begin(const HttpRequest& request, const UserIdentity& user,
                                TxnReply& reply) {
  const Clock::time_point start = Clock::now();
  BeginRequest begin;
  begin.database = request.header_or_empty("db");
  begin.table = request.header_or_empty("table");
  begin.label = reply.label;
  begin.user = user.name;
  reply.database = begin.database;
  reply.table = begin.table;
  manager_.expire_label(begin.database, begin.label);
  if (const TransactionManager::Shared open = manager_.find(begin.database, begin.label))
    return {TxnCode::kLabelAlreadyExists, "", ""};
  const FrontendConfig& config = manager_.config();
  const std::optional<std::int64_t> timeout =
      header_seconds(request, "timeout", config.get(ConfigItem::kStreamLoadDefaultTimeoutSecond));
  const std::optional<std::int64_t> idle = header_seconds(request, "idle_transaction_timeout", 0);
  if (!timeout || !idle) return invalid("Invalid timeout format");
  if (const Status valid = check_timeout(*timeout, load_timeouts(config)); !valid)
    return analysis_error(valid.message());
  begin.timeout_ms = *timeout * 1000;
  begin.prepared_timeout_ms =
      config.get(ConfigItem::kPreparedTransactionDefaultTimeoutSecond) * 1000;
  begin.max_running = config.get(ConfigItem::kMaxRunningTxnNumPerDb);
  TxnStatus status = open(begin, std::chrono::seconds(*idle), reply);
  reply.begin_ms = ms_since(start);
  return status;
}

TxnStatus BeTransactions::open(const BeginRequest& begin, std::chrono::seconds idle_timeout,
                               TxnReply& reply) {
  if (!is_valid_label(begin.label)) {
    return analysis_error(
        fmt::format("Getting analyzing error. Detail message: Label format error. regex: "
                    "^[-\\w]{{1,128}}$, label: {}.",
                    begin.label));
  }
  Storage& storage = manager_.storage();
  if (!storage.has_database(begin.database))
    return analysis_error("unknown database, database=" + begin.database);
  std::optional<Table> table = storage.find_table(begin.database, begin.table);
  if (!table) {
    return analysis_error(fmt::format("unknown table \"{}.{}\"", begin.database, begin.table));
  }
  Result<Storage::BeginResult> begun = storage.begin_transaction(begin);
  if (!begun) return analysis_error(begun.status().message());
  if (!begun->created) return already_used(begun->record);
  reply.transaction_id = begun->record.transaction_id;
  manager_.add(
      std::make_shared<OpenTransaction>(std::move(begun->record), std::move(*table), idle_timeout));
  return {};
}

BeTransactions::Held BeTransactions::hold(const HttpRequest& request, bool is_load) const {
  const std::string_view label = request.header_or_empty("label");
  const std::string_view database = request.header_or_empty("db");
  Held held;
  held.transaction = manager_.find(database, label);
  if (!held.transaction) {
    held.status = not_here(label, database, is_load);
    return held;
  }
  const std::string_view table = request.header_or_empty("table");
  if (is_load && table != held.transaction->record.table) {
    held.status = invalid(fmt::format("Request table {} not equal transaction table {}", table,
                                      held.transaction->record.table));
    return held;
  }
  held.busy = std::unique_lock(held.transaction->busy, std::try_to_lock);
  if (!held.busy) {
    held.status = {TxnCode::kTxnInProcessing, "Transaction is in processing", {}};
  } else if (held.transaction->is_ended()) {
    held.status = not_exists(label, is_load);
  }
  return held;
}

TxnStatus BeTransactions::not_here(std::string_view label, std::string_view database,
                                   bool is_load) const {
  const TransactionManager::Shared other = manager_.find_elsewhere(label);
  if (!other) return not_exists(label, is_load);
  if (is_load) {
    return invalid(fmt::format("Request database {} not equal transaction database {}", database,
                               other->record.database));
  }
  return invalid(
      fmt::format("request db {} transaction db {} not match", database, other->record.database));
}

// An overdue transaction that the sweeper has not seen yet.
TxnStatus BeTransactions::check_overdue(OpenTransaction& transaction) {
  const std::optional<std::string> reason = transaction.overdue_reason();
  if (!reason) return {};
  LoadRecord record = transaction.record;
  record.reason = *reason;
  static_cast<void>(manager_.abort(transaction, record));
  return {TxnCode::kAborted, kLoadTimeout, {}};
}

void BeTransactions::report_log(const OpenTransaction& transaction, const std::string& be_address,
                                TxnReply& reply) {
  if (!transaction.work.log) return;
  transaction.work.log->flush();
  reply.error_url = error_log_url(*transaction.work.log, be_address);
  reply.rejected_record_path = rejected_record_path(*transaction.work.log, be_address);
}

TxnStatus BeTransactions::fail(OpenTransaction& transaction, TxnStatus status) {
  LoadRecord record = record_of(transaction);
  record.reason = status.message;
  if (const std::optional<std::string> overdue = transaction.overdue_reason();
      overdue && status.code == TxnCode::kAborted) {
    record.reason = *overdue;
  }
  static_cast<void>(manager_.abort(transaction, record));  // the answer to the client is the same
  return status;
}

LoadRecord BeTransactions::record_of(const OpenTransaction& transaction) {
  const OpenTransaction::Work& work = transaction.work;
  LoadRecord record = transaction.record;
  record.load_bytes = work.received_bytes;
  if (work.log) record.tracking_file = work.log->file_name();
  if (!work.reader) return record;
  const RowCounts& counts = work.reader->counts();
  record.total_rows = counts.total();
  record.loaded_rows = counts.loaded;
  record.filtered_rows = counts.filtered;
  record.unselected_rows = counts.unselected;
  return record;
}

TxnStatus BeTransactions::load(const HttpRequest& request, HttpBody& body,
                               const std::string& be_address, TxnReply& reply) {
  constexpr std::uint64_t kBigBodyBytes = 8ULL << 20;
  Held held = hold(request, true);
  if (!held.status.is_ok()) return held.status;
  OpenTransaction& transaction = *held.transaction;
  if (TxnStatus overdue = check_overdue(transaction); !overdue.is_ok()) return overdue;
  reply.transaction_id = transaction.record.transaction_id;
  reply.database = transaction.record.database;
  reply.table = transaction.record.table;
  transaction.touch();
  TxnStatus status = TransactionLoad(manager_, logs_, transaction, request, body).run(reply);
  report_log(transaction, be_address, reply);
  if (!status.is_ok() && !transaction.is_ended()) status = fail(transaction, std::move(status));
  // Freed cells would stay with this thread's heap until the server ends.
  if (request.chunked || request.content_length > kBigBodyBytes) malloc_trim(0);
  return status;
}

// prepare, and commit of a transaction that is not prepared.
TxnStatus BeTransactions::finish(const HttpRequest& request, const std::string& be_address,
                                 TxnReply& reply) {
  const std::string_view timeout_text = request.header_or_empty("prepared_timeout");
  std::optional<std::int64_t> prepared_timeout;
  Held held = hold(request, false);
  if (held.transaction && reply.operation == TxnOperation::kPrepare && !timeout_text.empty()) {
    prepared_timeout = parse_seconds(timeout_text);
    if (prepared_timeout.value_or(0) <= 0)
      return invalid(fmt::format("Invalid prepared_timeout: {}", timeout_text));
  }
  if (!held.status.is_ok()) return held.status;
  OpenTransaction& transaction = *held.transaction;
  if (TxnStatus overdue = check_overdue(transaction); !overdue.is_ok()) return overdue;
  reply.transaction_id = transaction.record.transaction_id;
  reply.database = transaction.record.database;
  reply.table = transaction.record.table;
  TxnStatus status = finish_rows(transaction);
  if (status.is_ok()) status = complete(transaction, prepared_timeout, reply);
  report_log(transaction, be_address, reply);
  if (!status.is_ok() && !transaction.is_ended()) status = fail(transaction, std::move(status));
  return status;
}

// The last record of a CSV text, and whether the rows are good enough.
TxnStatus BeTransactions::finish_rows(OpenTransaction& transaction) {
  OpenTransaction::Work& work = transaction.work;
  if (!work.reader) {
    return internal_error(
        fmt::format("transaction {} hasn't send any data yet", brief(transaction.record)));
  }
  Status status = work.data_failure;
  if (status) status = work.reader->finish();
  if (status) status = work.staged->append(work.reader->take_rows());
  if (status) status = check_filter_ratio(work.reader->counts(), work.options.max_filter_ratio);
  if (!status) return internal_error(status.message());
  const bool is_empty = work.reader->counts().loaded == 0;
  if (is_empty && manager_.config().is_set(ConfigItem::kEmptyLoadAsError))
    return analysis_error(empty_load_text(since_4_0_));
  return {};
}

TxnStatus BeTransactions::complete(OpenTransaction& transaction,
                                   std::optional<std::int64_t> prepared_timeout, TxnReply& reply) {
  const Clock::time_point start = Clock::now();
  const OpenTransaction::Work& work = transaction.work;
  LoadRecord record = record_of(transaction);
  if (prepared_timeout) record.prepared_timeout_ms = *prepared_timeout * 1000;
  Result<CommitOutcome> completed = CommitOutcome::kVisible;
  if (reply.operation != TxnOperation::kPrepare) {
    completed = manager_.commit(transaction, record);
  } else if (Status prepared = manager_.prepare(transaction, record); !prepared) {
    completed = std::move(prepared);
  }
  if (!completed && transaction.is_ended()) return aborted_by_user();
  if (!completed) return internal_error(completed.status().message());
  if (*completed == CommitOutcome::kPublishing)
    return {TxnCode::kPublishTimeout, kPublishTimeoutText, {}};
  reply.counts = work.reader->counts();
  reply.load_bytes = work.received_bytes;
  reply.load_ms = ms_since(transaction.begun_at);
  reply.plan_ms = work.plan_ms;
  reply.received_ms = work.received_ms;
  reply.write_ms = work.write_ms;
  reply.commit_ms = ms_since(start);
  return {};
}

// Needs no lock: a load that is under way is aborted with its transaction.
TxnStatus BeTransactions::rollback(const HttpRequest& request) {
  const std::string_view label = request.header_or_empty("label");
  const std::string_view database = request.header_or_empty("db");
  const TransactionManager::Shared transaction = manager_.find(database, label);
  if (!transaction) return not_here(label, database, false);
  LoadRecord record = transaction->record;
  record.reason = kAbortedByUser;
  const Status aborted = manager_.abort(*transaction, record);
  return aborted ? TxnStatus{} : internal_error(aborted.message());
}

std::string BeTransactions::list(const UserIdentity& user) const {
  std::string text;
  const auto unix_seconds = [](Clock::time_point time) {
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - time);
    return (unix_millis() - age.count()) / 1000;
  };
  for (const TransactionManager::Shared& transaction : manager_.list()) {
    if (!access_.has_any(user, transaction->record.database, transaction->record.table)) continue;
    const std::unique_lock busy(transaction->busy, std::try_to_lock);
    nlohmann::ordered_json json;
    if (busy) json["Status"] = "OK";
    json["InProcessing"] = !busy;
    json["Label"] = transaction->record.label;
    json["TxnId"] = transaction->record.transaction_id;
    const LoadRecord record = busy ? record_of(*transaction) : transaction->record;
    json["NumberTotalRows"] = record.total_rows;
    json["NumberLoadedRows"] = record.loaded_rows;
    json["NumberFilteredRows"] = record.filtered_rows;
    json["NumberUnselectedRows"] = record.unselected_rows;
    json["LoadBytes"] = record.load_bytes;
    json["StreamLoadPlanTimeMs"] = busy ? transaction->work.plan_ms : 0;
    json["ReceivedDataTimeMs"] = busy ? transaction->work.received_ms : 0;
    json["WriteDataTimeMs"] = busy ? transaction->work.write_ms : 0;
    json["BeginTimestamp"] = transaction->record.begin_ms / 1000;
    json["LastActiveTimestamp"] = unix_seconds(transaction->last_active());
    json["TransactionTimeoutSec"] = transaction->record.timeout_ms / 1000;
    json["IdleTransactionTimeoutSec"] =
        transaction->idle_timeout.count() > 0 ? transaction->idle_timeout.count() : -1;
    text += json.dump(4);
  }
  return text;
}

}  // namespace starload::devserver
