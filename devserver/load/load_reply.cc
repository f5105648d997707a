#include "devserver/load/load_reply.h"

#include <nlohmann/json.hpp>

namespace starload::devserver {

std::string json_quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string format_load_reply(const LoadReply& reply, bool with_table) {
  nlohmann::ordered_json json;
  json["TxnId"] = reply.transaction_id;
  json["Label"] = reply.label;
  if (with_table) {
    json["Db"] = reply.database;
    json["Table"] = reply.table;
  }
  json["Status"] = reply.status;
  if (!reply.existing_job_status.empty()) json["ExistingJobStatus"] = reply.existing_job_status;
  json["Message"] = reply.message;
  json["NumberTotalRows"] = reply.total_rows;
  json["NumberLoadedRows"] = reply.loaded_rows;
  json["NumberFilteredRows"] = reply.filtered_rows;
  json["NumberUnselectedRows"] = reply.unselected_rows;
  json["LoadBytes"] = reply.load_bytes;
  json["LoadTimeMs"] = reply.load_ms;
  json["BeginTxnTimeMs"] = reply.begin_ms;
  json["StreamLoadPlanTimeMs"] = reply.plan_ms;
  json["ReadDataTimeMs"] = reply.read_ms;
  json["WriteDataTimeMs"] = reply.write_ms;
  json["CommitAndPublishTimeMs"] = reply.commit_ms;
  if (!reply.error_url.empty()) json["ErrorURL"] = reply.error_url;
  if (!reply.rejected_record_path.empty()) json["RejectedRecordPath"] = reply.rejected_record_path;
  return json.dump(4, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace starload::devserver
