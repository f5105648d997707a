#include "plugins/transports/common/load_reply.h"

#include "plugins/transports/common/reply_json.h"

namespace starload::http {
namespace {

std::int64_t counter(ReplyJson& json, std::string_view name, std::string& problem) {
  const std::int64_t value = json.integer(name).value_or(0);
  if (value < 0 && problem.empty()) problem = "its '" + std::string(name) + "' is negative";
  return value;
}

}  // namespace

LoadReply parse_load_reply(std::string_view body) {
  ReplyJson json = ReplyJson::parse(body);
  LoadReply reply;
  reply.is_envelope = !json.has("Status") && json.has("status");
  reply.status = json.text(reply.is_envelope ? "status" : "Status").value_or("");
  const auto message = json.text(reply.is_envelope ? "msg" : "Message");
  reply.message = message ? *message : json.text("message").value_or("");
  reply.label = json.text("Label").value_or("");
  reply.existing_job_status = json.text("ExistingJobStatus").value_or("");
  reply.error_url = json.text("ErrorURL").value_or("");
  reply.transaction_id = json.integer("TxnId").value_or(-1);
  reply.total_rows = counter(json, "NumberTotalRows", reply.problem);
  reply.loaded_rows = counter(json, "NumberLoadedRows", reply.problem);
  reply.filtered_rows = counter(json, "NumberFilteredRows", reply.problem);
  reply.unselected_rows = counter(json, "NumberUnselectedRows", reply.problem);
  reply.load_bytes = counter(json, "LoadBytes", reply.problem);
  reply.load_time_ms = counter(json, "LoadTimeMs", reply.problem);
  if (!json.ok()) reply.problem = json.problem();
  if (reply.problem.empty() && reply.status.empty()) reply.problem = "it has no 'Status'";
  return reply;
}

}  // namespace starload::http
