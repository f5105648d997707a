#include "devserver/transaction/fe_transactions.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace starload::devserver {
namespace {

constexpr std::size_t kRememberedLabels = 4096;
constexpr std::string_view kDdlException = "com.starrocks.common.DdlException";

bool is_long(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Java's complaint about a header that is no number.
std::optional<std::string> check_number(const HttpRequest& request, std::string_view header) {
  const std::string* text = request.header(header);
  if (text == nullptr || is_long(*text)) return std::nullopt;
  return format_fe_failed(fmt::format("For input string: \"{}\"", *text),
                          "java.lang.NumberFormatException");
}

// How long a commit waits for the rows to be visible.
std::chrono::milliseconds publish_timeout(const HttpRequest& request) {
  constexpr std::int64_t kDefaultSeconds = 20;
  constexpr std::int64_t kMaxSeconds = 86400;
  std::int64_t seconds = kDefaultSeconds;
  const std::string_view text = request.header_or_empty("timeout");
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kMaxSeconds));
}

std::optional<std::string> check_mode(const HttpRequest& request) {
  const bool number = request.header("channel_num") != nullptr;
  const bool id = request.header("channel_id") != nullptr;
  if (number && !id)
    return format_fe_failed("Must provide channel_id when stream load begin.", kDdlException);
  if (id && !number)
    return format_fe_failed("Must provide channel_num when stream load begin.", kDdlException);
  if (number) {
    return format_fe_failed(
        "the development server does not support parallel transactions (headers channel_num and "
        "channel_id)");
  }
  const bool multi = equals_ignoring_case(request.header_or_empty("transaction_type"), "multi") ||
                     !request.header_or_empty("source_type").empty();
  if (multi) {
    return format_fe_failed(
        "the development server does not support transactions over several tables (headers "
        "transaction_type and source_type); use one transaction a table");
  }
  return std::nullopt;
}

std::string describe(const char* what, const LoadRecord& record) {
  return fmt::format("{} {} transaction {}, label is {}", what, label_state_name(record.state),
                     record.transaction_id, record.label);
}

std::string already(const LoadRecord& record, const char* what) {
  return format_fe_ok(record.label, record.transaction_id,
                      fmt::format("Transaction {} has already {}, label is {}",
                                  record.transaction_id, what, record.label));
}

}  // namespace

std::optional<HttpResponse> FeTransactions::run(const HttpRequest& request,
                                                const std::string& operation) {
  const std::optional<TxnOperation> known = find_txn_operation(operation);
  std::optional<std::string> body =
      known ? answer(request, *known)
            : format_fe_failed("Unknown transaction operation: " + operation);
  if (!body) return std::nullopt;
  HttpResponse response;
  response.body = std::move(*body);
  return response;
}

std::optional<std::string> FeTransactions::answer(const HttpRequest& request,
                                                  TxnOperation operation) {
  const std::string database(trim_blanks(request.header_or_empty("db")));
  const std::string label(trim_blanks(request.header_or_empty("label")));
  if (database.empty()) return format_fe_failed("No database selected.");
  if (label.empty()) return format_fe_failed("Empty label.");
  if (std::optional<std::string> wrong = check_number(request, "timeout")) return wrong;
  if (std::optional<std::string> wrong = check_number(request, "prepared_timeout")) return wrong;
  if (std::optional<std::string> wrong = check_mode(request)) return wrong;
  if (!manager_.storage().has_database(database))
    return format_fe_failed(fmt::format("Database[{}] does not exist.", database));
  switch (operation) {
    case TxnOperation::kBegin:
      remember(label);
      return std::nullopt;
    case TxnOperation::kCommit:
      return commit(database, label, publish_timeout(request));
    case TxnOperation::kRollback:
      return rollback(database, label);
    default:
      return find_coordinator(database, label, operation);
  }
}

// load and prepare go to the BE, when there is one that knows the label.
std::optional<std::string> FeTransactions::find_coordinator(const std::string& database,
                                                            const std::string& label,
                                                            TxnOperation operation) {
  if (remembers(label) || manager_.find_label(database, label)) return std::nullopt;
  if (operation == TxnOperation::kLoad) {
    return format_fe_failed(
        fmt::format("Can't find the transaction with db [{}] and label[{}]. The possible reasons: "
                    "1. FE leader is started or switched; 2. The transaction timeouts and is "
                    "cleaned.",
                    database, label));
  }
  return format_fe_failed(
      fmt::format("No transaction found with db[{}] and label[{}]", database, label));
}

std::optional<std::string> FeTransactions::commit(const std::string& database,
                                                  const std::string& label,
                                                  std::chrono::milliseconds timeout) {
  const std::optional<LoadRecord> record = manager_.find_label(database, label);
  if (!record) return not_found(database, label);
  switch (record->state) {
    case LabelState::kPrepared:
      return commit_prepared(*record, timeout);
    case LabelState::kCommitted:
    case LabelState::kVisible:
      return already(*record, "committed");
    case LabelState::kAborted:
      return format_fe_failed(describe("Can not commit", *record));
    default:
      return std::nullopt;
  }
}

std::string FeTransactions::commit_prepared(const LoadRecord& record,
                                            std::chrono::milliseconds timeout) {
  const Result<CommitOutcome> committed =
      manager_.commit_prepared(record, TransactionManager::Clock::now() + timeout);
  if (committed && *committed == CommitOutcome::kVisible)
    return format_fe_ok(record.label, record.transaction_id, "");
  if (committed) return format_fe_failed(fmt::format("publish timeout: {}", timeout.count()));
  // Another commit or a timeout may have been faster.
  const std::optional<LoadRecord> now = manager_.find_label(record.database, record.label);
  if (now && now->transaction_id == record.transaction_id) {
    const bool done = now->state == LabelState::kVisible || now->state == LabelState::kCommitted;
    if (done) return already(*now, "committed");
    if (now->state == LabelState::kAborted)
      return format_fe_failed(describe("Can not commit", *now));
  }
  return format_fe_failed(committed.status().message());
}

std::optional<std::string> FeTransactions::rollback(const std::string& database,
                                                    const std::string& label) {
  const std::optional<LoadRecord> record = manager_.find_label(database, label);
  if (!record) return not_found(database, label);
  switch (record->state) {
    case LabelState::kPrepared: {
      const Status aborted = manager_.abort_record(*record, "User Aborted");
      if (aborted) return format_fe_ok(record->label, record->transaction_id, "");
      const std::optional<LoadRecord> now = manager_.find_label(database, label);
      if (now && (now->state == LabelState::kVisible || now->state == LabelState::kCommitted))
        return format_fe_failed(describe("Can not abort", *now));
      return format_fe_failed(aborted.message());
    }
    case LabelState::kAborted:
      return already(*record, "aborted");
    case LabelState::kCommitted:
    case LabelState::kVisible:
      return format_fe_failed(describe("Can not abort", *record));
    default:
      return std::nullopt;
  }
}

// A label that this FE sent to a BE is looked for without the database's name in the text.
std::string FeTransactions::not_found(const std::string& database, const std::string& label) {
  if (remembers(label)) return format_fe_failed("No transaction found by label " + label);
  return format_fe_failed(
      fmt::format("No transaction found with db[{}] and label[{}]", database, label));
}

void FeTransactions::remember(const std::string& label) {
  const std::lock_guard lock(mutex_);
  if (!labels_.insert(label).second) return;
  label_order_.push_back(label);
  if (label_order_.size() <= kRememberedLabels) return;
  labels_.erase(label_order_.front());
  label_order_.pop_front();
}

bool FeTransactions::remembers(const std::string& label) {
  const std::lock_guard lock(mutex_);
  return labels_.count(label) > 0;
}

}  // namespace starload::devserver
