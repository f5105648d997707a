#include "devserver/load/load_headers.h"

#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "devserver/load/delimiter.h"
#include "devserver/load/value_text.h"
#include "devserver/storage/time_zone.h"

namespace starload::devserver {
namespace {

constexpr std::size_t kMaxLabelBytes = 128;

Status refuse(std::string message) { return Status::refused(std::move(message)); }

bool is_true(std::string_view text) { return equals_ignoring_case(text, "true"); }

// An absent header leaves `value` as it is.
Status parse_bool(const HttpRequest& request, std::string_view header, std::string_view complaint,
                  bool& value) {
  const std::string* text = request.header(header);
  if (text == nullptr || text->empty()) return Status::ok();
  if (!is_true(*text) && !equals_ignoring_case(*text, "false"))
    return refuse(std::string(complaint));
  value = is_true(*text);
  return Status::ok();
}

Status parse_number(const HttpRequest& request, std::string_view header, std::string_view complaint,
                    std::int64_t& value) {
  const std::string* text = request.header(header);
  if (text == nullptr || text->empty()) return Status::ok();
  const std::optional<std::int64_t> number = parse_integer(*text);
  if (!number) return refuse(std::string(complaint));
  value = *number;
  return Status::ok();
}

Status parse_format(const HttpRequest& request, LoadAdmission& admission) {
  const std::string_view format = request.header_or_empty("format");
  if (format.empty() || equals_ignoring_case(format, "csv")) return Status::ok();
  if (equals_ignoring_case(format, "json")) {
    admission.format = LoadFormat::kJson;
    return Status::ok();
  }
  for (const std::string_view name : {"gzip", "bzip2", "lz4", "deflate", "zstd"}) {
    if (!equals_ignoring_case(format, name)) continue;
    admission.compression = *find_compression(name);
    return Status::ok();
  }
  return refuse(fmt::format("unknown data format, format={}", format));
}

Status parse_compression(const HttpRequest& request, LoadAdmission& admission) {
  const std::string_view encoding = request.header_or_empty("Content-Encoding");
  const std::string_view compression = request.header_or_empty("compression");
  if (!encoding.empty() && !compression.empty()) {
    return refuse("Only one of http header content-encoding and compression can be set");
  }
  const std::string_view name = encoding.empty() ? compression : encoding;
  if (name.empty()) return Status::ok();
  const std::optional<Compression> found = find_compression(name);
  if (!found) return refuse(fmt::format("Unsupported compression type: {}", name));
  admission.compression = *found;
  return Status::ok();
}

Status parse_timeout(const HttpRequest& request, const LoadTimeouts& timeouts,
                     LoadAdmission& admission) {
  std::int64_t seconds = timeouts.default_seconds;
  STARLOAD_TRY(parse_number(request, "timeout", "Invalid timeout format", seconds));
  STARLOAD_TRY(check_timeout(seconds, timeouts));
  admission.timeout_seconds = seconds;
  return Status::ok();
}

Status parse_delimiters(const HttpRequest& request, CsvFormat& csv) {
  const auto parse = [&request](std::string_view header, std::string_view name,
                                std::string& delimiter) {
    const std::string* text = request.header(header);
    if (text == nullptr || text->empty()) return Status::ok();
    Result<std::string> parsed = parse_delimiter(*text, name);
    if (!parsed) return parsed.status();
    delimiter = parsed.take();
    return Status::ok();
  };
  STARLOAD_TRY(parse("column_separator", "column separator", csv.column_separator));
  return parse("row_delimiter", "row delimiter", csv.row_delimiter);
}

Status parse_csv(const HttpRequest& request, CsvFormat& csv) {
  STARLOAD_TRY(parse_delimiters(request, csv));
  STARLOAD_TRY(
      parse_number(request, "skip_header", "Invalid csv load skip_header format", csv.skip_header));
  if (csv.skip_header < 0) return refuse("skip_header must be equal or greater than 0");
  STARLOAD_TRY(parse_bool(request, "trim_space", "Invalid trim space format. Must be bool type",
                          csv.trim_space));
  const std::string_view enclose = request.header_or_empty("enclose");
  const std::string_view escape = request.header_or_empty("escape");
  if (!enclose.empty()) csv.enclose = enclose.front();
  if (!escape.empty()) csv.escape = escape.front();
  return Status::ok();
}

Status parse_json(const HttpRequest& request, LoadOptions& options) {
  options.strip_outer_array = is_true(request.header_or_empty("strip_outer_array"));
  if (const std::string_view paths = request.header_or_empty("jsonpaths"); !paths.empty()) {
    Result<std::vector<JsonPath>> parsed = parse_json_paths(paths);
    if (!parsed) return parsed.status();
    options.json_paths = parsed.take();
    options.has_json_paths = true;
  }
  if (const std::string_view root = request.header_or_empty("json_root"); !root.empty()) {
    Result<JsonPath> parsed = parse_json_path(root);
    if (!parsed) return parsed.status();
    options.json_root = parsed.take();
    options.has_json_root = true;
  }
  return Status::ok();
}

// "p1, `p2`"
std::vector<std::string> parse_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    constexpr std::string_view kAround = " \t`";
    const std::size_t first = name.find_first_not_of(kAround);
    if (first == std::string_view::npos) continue;
    names.emplace_back(name.substr(first, name.find_last_not_of(kAround) - first + 1));
  }
  return names;
}

Status parse_row_selection(const HttpRequest& request, LoadOptions& options) {
  options.where = request.header_or_empty("where");
  const bool partitions = !request.header_or_empty("partitions").empty();
  const bool temporary = !request.header_or_empty("temporary_partitions").empty();
  if (partitions && temporary)
    return refuse("Can not specify both partitions and temporary partitions");
  options.has_temporary_partitions = temporary;
  // No table here has temporary partitions: their names are as unknown as any.
  options.partitions =
      parse_names(request.header_or_empty(temporary ? "temporary_partitions" : "partitions"));
  return Status::ok();
}

Status parse_envelope(const HttpRequest& request, const LoadAdmission& admission) {
  const std::string_view envelope = request.header_or_empty("envelope");
  if (envelope.empty() || equals_ignoring_case(envelope, "none")) return Status::ok();
  if (!equals_ignoring_case(envelope, "debezium")) {
    return refuse(fmt::format("Unknown envelope type: {}", envelope));
  }
  if (admission.format != LoadFormat::kJson)
    return refuse("envelope can only be specified when format is json");
  if (!request.header_or_empty("json_root").empty())
    return refuse("json_root cannot be specified when envelope is set");
  if (!request.header_or_empty("strip_outer_array").empty()) {
    return refuse("strip_outer_array cannot be specified when envelope is set");
  }
  return refuse(
      "the development server does not support the header 'envelope', which StarRocks has since "
      "4.1; give the operation as __op");
}

Status parse_limits(const HttpRequest& request, LoadOptions& options) {
  std::int64_t limit = 0;
  STARLOAD_TRY(parse_number(request, "load_mem_limit", "Invalid load mem limit format", limit));
  if (limit < 0) return refuse("load_mem_limit must be equal or greater than 0");
  limit = 1;
  STARLOAD_TRY(parse_number(request, "exec_mem_limit", "Invalid load mem limit format", limit));
  if (limit <= 0) return refuse("exec_mem_limit must be greater than 0");
  STARLOAD_TRY(parse_number(request, "load_dop", "Invalid load_dop format", limit));
  STARLOAD_TRY(parse_number(request, "log_rejected_record_num",
                            "Invalid log_rejected_record_num format",
                            options.log_rejected_record_num));
  if (options.log_rejected_record_num < -1) {
    return refuse("log_rejected_record_num must be equal or greater than -1");
  }
  return Status::ok();
}

// Any other text is as if the header were not there.
PartialUpdateMode parse_partial_update_mode(std::string_view mode) {
  if (mode == "auto") return PartialUpdateMode::kAuto;
  return mode == "column" ? PartialUpdateMode::kColumn : PartialUpdateMode::kRow;
}

Status check_timezone(const HttpRequest& request) {
  const std::string_view zone = request.header_or_empty("timezone");
  if (zone.empty()) return Status::ok();
  const bool is_offset = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':';
  if (is_offset && TimeZone::find(zone)) return Status::ok();
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  const bool is_name =
      zone.find_first_not_of(kLetters) == std::string_view::npos && zone.front() != '/';
  std::error_code error;
  const std::filesystem::path database = "/usr/share/zoneinfo";
  const bool known = !std::filesystem::exists(database, error) ||
                     std::filesystem::is_regular_file(database / std::string(zone), error) ||
                     zone == "CST";
  if (!is_offset && is_name && known) return Status::ok();
  return refuse(fmt::format("Unknown or incorrect time zone: '{}'", zone));
}

}  // namespace

LoadTimeouts load_timeouts(const FrontendConfig& config) {
  LoadTimeouts timeouts;
  timeouts.default_seconds = config.get(ConfigItem::kStreamLoadDefaultTimeoutSecond);
  timeouts.min_seconds = config.get(ConfigItem::kMinLoadTimeoutSecond);
  timeouts.max_seconds = config.get(ConfigItem::kMaxStreamLoadTimeoutSecond);
  return timeouts;
}

Status check_timeout(std::int64_t seconds, const LoadTimeouts& timeouts) {
  if (seconds >= timeouts.min_seconds && seconds <= timeouts.max_seconds) return Status::ok();
  return refuse(
      fmt::format("Invalid timeout: '{}'. Expected values should be between {} and {} seconds",
                  seconds, timeouts.min_seconds, timeouts.max_seconds));
}

bool is_valid_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabelBytes) return false;
  for (const char c : label) {
    const bool allowed = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                         (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    if (!allowed) return false;
  }
  return true;
}

Status check_json_size(const LoadAdmission& admission, std::uint64_t body_bytes) {
  if (admission.format != LoadFormat::kJson || admission.ignore_json_size ||
      body_bytes <= kMaxJsonBytes) {
    return Status::ok();
  }
  return refuse(
      fmt::format("The size of this batch exceed the max size [{}]  of json type data  data [ {} "
                  "]. Set ignore_json_size to skip "
                  "the check, although it may lead huge memory consuming.",
                  kMaxJsonBytes, body_bytes));
}

Result<LoadAdmission> parse_load_admission(const HttpRequest& request,
                                           const LoadTimeouts& timeouts) {
  LoadAdmission admission;
  if (request.content_length > kMaxBodyBytes) {
    return refuse(
        fmt::format("body size {} exceed limit: {}, label={}. You can increase the limit by "
                    "setting streaming_load_max_mb in "
                    "be.conf.",
                    request.content_length, kMaxBodyBytes, request.header_or_empty("label")));
  }
  STARLOAD_TRY(parse_format(request, admission));
  admission.ignore_json_size = is_true(request.header_or_empty("ignore_json_size"));
  STARLOAD_TRY(check_json_size(admission, request.content_length));
  STARLOAD_TRY(parse_compression(request, admission));
  STARLOAD_TRY(parse_timeout(request, timeouts, admission));
  return admission;
}

Result<LoadOptions> parse_load_options(const HttpRequest& request, const LoadAdmission& admission) {
  LoadOptions options;
  STARLOAD_TRY(parse_csv(request, options.csv));
  if (const std::string* columns = request.header("columns");
      columns != nullptr && !columns->empty()) {
    Result<ColumnsHeader> parsed = parse_columns_header(*columns);
    if (!parsed) return parsed.status();
    options.columns = parsed.take();
    options.has_columns = true;
  }
  options.max_filter_ratio =
      std::strtod(std::string(request.header_or_empty("max_filter_ratio")).c_str(), nullptr);
  STARLOAD_TRY(parse_bool(request, "strict_mode", "Invalid strict mode format. Must be bool type",
                          options.strict_mode));
  STARLOAD_TRY(check_timezone(request));
  options.timezone = request.header_or_empty("timezone");
  if (admission.format == LoadFormat::kJson) STARLOAD_TRY(parse_json(request, options));
  STARLOAD_TRY(parse_bool(request, "partial_update",
                          "Invalid partial update flag format. Must be bool type",
                          options.partial_update));
  options.partial_update_mode =
      parse_partial_update_mode(request.header_or_empty("partial_update_mode"));
  options.merge_condition = request.header_or_empty("merge_condition");
  options.negative = is_true(request.header_or_empty("negative"));
  STARLOAD_TRY(parse_limits(request, options));
  STARLOAD_TRY(parse_row_selection(request, options));
  STARLOAD_TRY(parse_envelope(request, admission));
  return options;
}

}  // namespace starload::devserver
