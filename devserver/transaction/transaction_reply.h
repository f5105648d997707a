// The JSON replies of the transaction interface, keys in the server's order. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "devserver/load/row_reader.h"

namespace starload::devserver {

// The names that the BE's field Status has.
enum class TxnCode : std::uint8_t {
  kOk,
  kLabelAlreadyExists,
  kTxnNotExists,
  kTxnInProcessing,
  kInvalidArgument,
  kInternalError,
  kAnalysisError,
  kAborted,
  kPublishTimeout,
};

std::string_view txn_code_name(TxnCode code);

// Message and reason of what a rollback took away.
inline constexpr const char* kAbortedByUser = "transaction is aborted by user.";
inline constexpr const char* kLoadTimeout = "The load is timeout, and will be aborted";

struct TxnStatus {
  TxnCode code = TxnCode::kOk;
  std::string message;
  std::string existing_job_status;  // only for kLabelAlreadyExists

  bool is_ok() const { return code == TxnCode::kOk; }
};

enum class TxnOperation : std::uint8_t { kBegin, kLoad, kPrepare, kCommit, kRollback };

// The operation that a path's last part names, without regard to case.
std::optional<TxnOperation> find_txn_operation(std::string_view name);

// What the BE answers to one request.
struct TxnReply {
  TxnOperation operation = TxnOperation::kBegin;
  TxnStatus status;
  std::string label;
  std::string database;
  std::string table;
  std::int64_t transaction_id = -1;
  RowCounts counts;
  std::int64_t load_bytes = 0;
  std::int64_t begin_ms = 0;
  std::int64_t load_ms = 0;
  std::int64_t plan_ms = 0;
  std::int64_t received_ms = 0;
  std::int64_t write_ms = 0;
  std::int64_t commit_ms = 0;
  std::string error_url;
  std::string rejected_record_path;
};

// with_table: servers since 4.0 name Db and Table.
std::string format_be_reply(const TxnReply& reply, bool with_table);

// What the FE answers itself. OK with label and transaction id, or FAILED without.
std::string format_fe_ok(const std::string& label, std::int64_t transaction_id,
                         const std::string& message);
std::string format_fe_failed(
    const std::string& exception_text,
    std::string_view exception = "com.starrocks.common.StarRocksException");

}  // namespace starload::devserver
