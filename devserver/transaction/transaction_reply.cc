#include "devserver/transaction/transaction_reply.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "devserver/http/http_message.h"
#include "devserver/load/load_reply.h"

namespace starload::devserver {
namespace {

using Json = nlohmann::ordered_json;

void add_load_fields(const TxnReply& reply, Json& json) {
  json["LoadBytes"] = reply.load_bytes;
  json["StreamLoadPlanTimeMs"] = reply.plan_ms;
  json["ReceivedDataTimeMs"] = reply.received_ms;
}

void add_commit_fields(const TxnReply& reply, Json& json) {
  json["NumberTotalRows"] = reply.counts.total();
  json["NumberLoadedRows"] = reply.counts.loaded;
  json["NumberFilteredRows"] = reply.counts.filtered;
  json["NumberUnselectedRows"] = reply.counts.unselected;
  json["LoadBytes"] = reply.load_bytes;
  json["LoadTimeMs"] = reply.load_ms;
  json["StreamLoadPlanTimeMs"] = reply.plan_ms;
  json["ReceivedDataTimeMs"] = reply.received_ms;
  json["WriteDataTimeMs"] = reply.write_ms;
  json["CommitAndPublishTimeMs"] = reply.commit_ms;
}

void add_success_fields(const TxnReply& reply, Json& json) {
  json["Label"] = reply.label;
  if (reply.operation == TxnOperation::kRollback) return;
  json["TxnId"] = reply.transaction_id;
  switch (reply.operation) {
    case TxnOperation::kBegin:
      json["BeginTxnTimeMs"] = reply.begin_ms;
      return;
    case TxnOperation::kLoad:
      return add_load_fields(reply, json);
    default:
      return add_commit_fields(reply, json);
  }
}

}  // namespace

std::string_view txn_code_name(TxnCode code) {
  constexpr std::array<std::string_view, 9> kNames = {"OK",
                                                      "LABEL_ALREADY_EXISTS",
                                                      "TXN_NOT_EXISTS",
                                                      "TXN_IN_PROCESSING",
                                                      "INVALID_ARGUMENT",
                                                      "INTERNAL_ERROR",
                                                      "ANALYSIS_ERROR",
                                                      "ABORTED",
                                                      "PUBLISH_TIMEOUT"};
  return kNames.at(static_cast<std::size_t>(code));
}

std::optional<TxnOperation> find_txn_operation(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, TxnOperation>, 5> kOperations = {{
      {"begin", TxnOperation::kBegin},
      {"load", TxnOperation::kLoad},
      {"prepare", TxnOperation::kPrepare},
      {"commit", TxnOperation::kCommit},
      {"rollback", TxnOperation::kRollback},
  }};
  for (const auto& [known, operation] : kOperations) {
    if (equals_ignoring_case(name, known)) return operation;
  }
  return std::nullopt;
}

std::string format_be_reply(const TxnReply& reply, bool with_table) {
  Json json;
  json["Status"] = txn_code_name(reply.status.code);
  if (reply.status.code == TxnCode::kLabelAlreadyExists)
    json["ExistingJobStatus"] = reply.status.existing_job_status;
  if (reply.status.code == TxnCode::kTxnInProcessing) json["Label"] = reply.label;
  json["Message"] = reply.status.message;
  if (with_table) {
    json["Db"] = reply.database;
    json["Table"] = reply.table;
  }
  if (reply.status.is_ok()) add_success_fields(reply, json);
  if (!reply.error_url.empty()) json["ErrorURL"] = reply.error_url;
  if (!reply.rejected_record_path.empty()) json["RejectedRecordPath"] = reply.rejected_record_path;
  return json.dump(4, ' ', false, Json::error_handler_t::replace);
}

std::string format_fe_ok(const std::string& label, std::int64_t transaction_id,
                         const std::string& message) {
  return fmt::format(
      "{{\n  \"Label\": {},\n  \"Status\": \"OK\",\n  \"TxnId\": {},\n  \"Message\": {}\n}}",
      json_quoted(label), transaction_id, json_quoted(message));
}

std::string format_fe_failed(const std::string& exception_text, std::string_view exception) {
  return fmt::format("{{\n  \"Status\": \"FAILED\",\n  \"Message\": {}\n}}",
                     json_quoted(fmt::format("class {}: {}", exception, exception_text)));
}

}  // namespace starload::devserver
