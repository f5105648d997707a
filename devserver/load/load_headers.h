// The headers of a Stream Load: parsed and checked with StarRocks' texts. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "devserver/frontend_config.h"
#include "devserver/http/http_message.h"
#include "devserver/load/body_decoder.h"
#include "devserver/load/columns_header.h"
#include "devserver/load/csv_scanner.h"
#include "devserver/load/json_path.h"
#include "framework/base/status.h"

namespace starload::devserver {

enum class PartialUpdateMode : std::uint8_t { kRow, kAuto, kColumn };

enum class LoadFormat : std::uint8_t { kCsv, kJson };

constexpr std::uint64_t kMaxBodyBytes = 102400ULL << 20;
constexpr std::uint64_t kMaxJsonBytes = 100ULL << 20;
constexpr std::int64_t kDefaultTimeoutSeconds = 600;

// What the server checks before the transaction begins.
struct LoadAdmission {
  LoadFormat format = LoadFormat::kCsv;
  Compression compression = Compression::kNone;
  bool ignore_json_size = false;
  std::int64_t timeout_seconds = kDefaultTimeoutSeconds;
};

struct LoadOptions {
  CsvFormat csv;
  ColumnsHeader columns;
  bool has_columns = false;
  double max_filter_ratio = 0;
  bool strict_mode = false;
  bool strip_outer_array = false;
  std::vector<JsonPath> json_paths;
  bool has_json_paths = false;
  JsonPath json_root;
  bool has_json_root = false;
  std::string timezone;  // empty = the server's
  std::string where;
  std::vector<std::string> partitions;
  bool has_temporary_partitions = false;  // then `partitions` are these
  bool partial_update = false;
  PartialUpdateMode partial_update_mode = PartialUpdateMode::kRow;
  std::string merge_condition;
  bool negative = false;
  std::int64_t log_rejected_record_num = 0;
};

// What the `timeout` header may say.
struct LoadTimeouts {
  std::int64_t default_seconds = kDefaultTimeoutSeconds;
  std::int64_t min_seconds = 1;
  std::int64_t max_seconds = 259200;
};

LoadTimeouts load_timeouts(const FrontendConfig& config);
// `Invalid timeout: ...`, when it is out of range.
Status check_timeout(std::int64_t seconds, const LoadTimeouts& timeouts);

Result<LoadAdmission> parse_load_admission(const HttpRequest& request,
                                           const LoadTimeouts& timeouts = {});
// The text of a JSON body over the limit; the check is needed again for a chunked body.
Status check_json_size(const LoadAdmission& admission, std::uint64_t body_bytes);
bool is_valid_label(std::string_view label);
// What the server checks when it plans the load, short of what needs the table.
Result<LoadOptions> parse_load_options(const HttpRequest& request, const LoadAdmission& admission);

}  // namespace starload::devserver
