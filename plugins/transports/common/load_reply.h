// The JSON reply to a load or to a step of a transaction: "Status" and what stands beside it, or
// the envelope of a frontend that refused ("status"). A plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace starload::http {

struct LoadReply {
  std::string problem;  // why it was not understood; "" = understood
  bool is_envelope = false;
  std::string status;  // as sent
  std::string message;
  std::string label;
  std::string existing_job_status;
  std::string error_url;
  std::int64_t transaction_id = -1;
  std::int64_t total_rows = 0;
  std::int64_t loaded_rows = 0;
  std::int64_t filtered_rows = 0;
  std::int64_t unselected_rows = 0;
  std::int64_t load_bytes = 0;
  std::int64_t load_time_ms = 0;
};

LoadReply parse_load_reply(std::string_view body);

}  // namespace starload::http
