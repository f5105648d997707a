// The JSON reply of a Stream Load, keys in the server's order. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace starload::devserver {

struct LoadReply {
  std::int64_t transaction_id = -1;
  std::string label;
  std::string database;
  std::string table;
  std::string status = "Success";
  std::string existing_job_status;  // only for Label Already Exists
  std::string message = "OK";
  std::int64_t total_rows = 0;
  std::int64_t loaded_rows = 0;
  std::int64_t filtered_rows = 0;
  std::int64_t unselected_rows = 0;
  std::int64_t load_bytes = 0;
  std::int64_t load_ms = 0;
  std::int64_t begin_ms = 0;
  std::int64_t plan_ms = 0;
  std::int64_t read_ms = 0;
  std::int64_t write_ms = 0;
  std::int64_t commit_ms = 0;
  std::string error_url;
  std::string rejected_record_path;
};

// The message of a load that is committed and not visible yet.
inline constexpr const char* kPublishTimeoutText =
    "Publish timeout. The data will be visible after a while";

// with_table: servers since 4.0 name Db and Table.
std::string format_load_reply(const LoadReply& reply, bool with_table);

// A JSON string with its quotes; bytes that are no UTF-8 become U+FFFD.
std::string json_quoted(const std::string& text);

}  // namespace starload::devserver
