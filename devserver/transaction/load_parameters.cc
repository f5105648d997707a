#include "devserver/transaction/load_parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace starload::devserver {
namespace {

constexpr std::array<std::string_view, 6> kIgnored = {
    "skip_header", "enclose", "escape", "trim_space", "log_rejected_record_num", "timeout"};
// Only the exact text `true` sets them; anything else is as if they were not sent.
constexpr std::array<std::string_view, 2> kExactlyTrue = {"partial_update", "negative"};

constexpr std::array<std::string_view, 21> kShared = {"format",
                                                      "columns",
                                                      "where",
                                                      "column_separator",
                                                      "row_delimiter",
                                                      "partitions",
                                                      "temporary_partitions",
                                                      "negative",
                                                      "strict_mode",
                                                      "timezone",
                                                      "load_mem_limit",
                                                      "jsonpaths",
                                                      "json_root",
                                                      "strip_outer_array",
                                                      "envelope",
                                                      "partial_update",
                                                      "merge_condition",
                                                      "partial_update_mode",
                                                      "transmission_compression_type",
                                                      "load_dop",
                                                      "compression"};

constexpr std::array<std::string_view, 7> kInvalidArguments = {
    "Invalid strict mode format",
    "load_mem_limit must be equal or greater than 0",
    "Invalid load mem limit format",
    "Invalid load_dop format",
    "exec_mem_limit must be greater than 0",
    "Can not specify both partitions and temporary partitions",
    "Only one of http header content-encoding and compression can be set"};

constexpr std::array<std::string_view, 3> kInternalErrors = {
    "unknown data format", "body size ", "The size of this batch exceed the max size"};

template <typename Names>
bool is_one_of(std::string_view name, const Names& names) {
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view known) { return equals_ignoring_case(name, known); });
}

template <typename Prefixes>
bool starts_with_one_of(std::string_view text, const Prefixes& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](std::string_view prefix) { return text.starts_with(prefix); });
}

}  // namespace

HttpRequest with_transaction_headers(const HttpRequest& request) {
  HttpRequest kept = request;
  std::erase_if(kept.headers, [](const auto& header) {
    return is_one_of(header.first, kIgnored) ||
           (is_one_of(header.first, kExactlyTrue) && header.second != "true");
  });
  return kept;
}

std::string shared_parameters(const HttpRequest& request) {
  std::string text;
  const auto add = [&text, &request](std::string_view name) {
    const std::string_view value = request.header_or_empty(name);
    text += name;
    text += '=';
    text += std::to_string(value.size());
    text += ':';
    text += value;
    text += '\n';
  };
  for (const std::string_view name : kShared) add(name);
  add("Content-Encoding");
  return text;
}

TxnStatus load_refusal(const Status& status) {
  TxnStatus refusal{TxnCode::kAnalysisError, status.message(), {}};
  if (starts_with_one_of(status.message(), kInvalidArguments))
    refusal.code = TxnCode::kInvalidArgument;
  if (starts_with_one_of(status.message(), kInternalErrors)) refusal.code = TxnCode::kInternalError;
  return refusal;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int32_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return seconds;
}

}  // namespace starload::devserver
