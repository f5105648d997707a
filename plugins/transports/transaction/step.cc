#include "plugins/transports/transaction/step.h"

#include <algorithm>
#include <array>
#include <span>
#include <starload/sdk/error.hpp>
#include <vector>

#include "plugins/transports/common/request_head.h"
#include "plugins/transports/common/text.h"

namespace starload::transaction {
namespace {

struct StepHeader {
  std::string_view name;
  unsigned steps;  // bits of Step
};

constexpr unsigned bit(Step step) { return static_cast<unsigned>(step); }
constexpr unsigned kEveryStep = 31;

// Of the user's headers, those that do not belong to the loads, or not to them alone.
constexpr auto kStepHeaders = std::to_array<StepHeader>({
    {"timeout", bit(Step::kBegin)},
    {"idle_transaction_timeout", bit(Step::kBegin)},
    {"prepared_timeout", bit(Step::kPrepare)},
    {"warehouse", kEveryStep},
});

// What the server does not read in loads of a transaction, and what of that says how the rows are
// to be read.
constexpr auto kRefused =
    std::to_array<std::string_view>({"enclose", "escape", "skip_header", "trim_space"});
constexpr auto kIgnored = std::to_array<std::string_view>(
    {"enclose", "escape", "skip_header", "trim_space", "log_rejected_record_num",
     "enable_merge_commit", "merge_commit_async", "merge_commit_interval_ms",
     "merge_commit_parallel"});

std::string unhonoured(const std::string& keys) {
  return "loads of a transaction (sink.version=V2) do not honour " + keys +
         ", and other rows would be loaded; set sink.version=V1, or leave it out";
}

// The server's defaults may be written out.
bool has_effect(std::string_view value) {
  return !value.empty() && value != "0" && !http::equals_ignore_case(value, "false");
}

bool is_refused(std::string_view name) {
  return std::any_of(kRefused.begin(), kRefused.end(),
                     [&](std::string_view r) { return http::equals_ignore_case(r, name); });
}

void refuse_unhonoured(std::span<const sl_property> headers) {
  for (const sl_property& header : headers) {
    const std::string_view name = sdk::view(header.key);
    if (!is_refused(name) || !has_effect(sdk::view(header.value))) continue;
    throw sdk::Error::config(unhonoured("'sink.properties." + std::string(name) + "'"));
  }
}

bool is_ignored(std::string_view name) {
  return std::any_of(kIgnored.begin(), kIgnored.end(),
                     [&](std::string_view i) { return http::equals_ignore_case(i, name); });
}

bool belongs_to(Step step, std::string_view name) {
  for (const StepHeader& header : kStepHeaders) {
    if (http::equals_ignore_case(header.name, name)) return (header.steps & bit(step)) != 0;
  }
  return step == Step::kLoad && !is_ignored(name);
}

// The server's limit for JSON bodies would add up over all loads of the transaction.
bool wants_json_size_ignored(std::span<const sl_property> headers) {
  bool is_json = false;
  for (const sl_property& header : headers) {
    const std::string_view name = sdk::view(header.key);
    if (http::equals_ignore_case(name, "ignore_json_size")) return false;
    is_json = is_json || (http::equals_ignore_case(name, "format") &&
                          http::equals_ignore_case(sdk::view(header.value), "json"));
  }
  return is_json;
}

std::string user_lines(Step step, std::span<const sl_property> headers) {
  http::header_lines(headers);  // refuses what must not be sent, wherever it would go
  if (step == Step::kLoad) refuse_unhonoured(headers);
  std::vector<sl_property> chosen;
  for (const sl_property& header : headers) {
    if (belongs_to(step, sdk::view(header.key))) chosen.push_back(header);
  }
  return http::header_lines(chosen);
}

}  // namespace

std::optional<Step> step_of(std::int32_t request_kind) {
  switch (request_kind) {
    case SL_REQUEST_BEGIN:
      return Step::kBegin;
    case SL_REQUEST_LOAD:
      return Step::kLoad;
    case SL_REQUEST_PREPARE:
      return Step::kPrepare;
    case SL_REQUEST_COMMIT:
      return Step::kCommit;
    case SL_REQUEST_ROLLBACK:
      return Step::kRollback;
    default:
      return std::nullopt;
  }
}

std::string_view name_of(Step step) {
  switch (step) {
    case Step::kBegin:
      return "begin";
    case Step::kLoad:
      return "load";
    case Step::kPrepare:
      return "prepare";
    case Step::kCommit:
      return "commit";
    case Step::kRollback:
      break;
  }
  return "rollback";
}

std::string step_path(Step step) { return "/api/transaction/" + std::string(name_of(step)); }

std::string step_lines(Step step, const sl_request& request, std::uint64_t body_size,
                       http::Compression compression) {
  const auto headers =
      http::compressed_headers({request.headers, request.header_count}, compression);
  const bool is_load = step == Step::kLoad;
  http::check_label(sdk::view(request.label));
  std::string lines = is_load ? "Expect: 100-continue\r\n" : "";
  lines += "label: " + std::string(sdk::view(request.label)) + "\r\n";
  lines += http::name_line("db", "database", sdk::view(request.database));
  const bool table_matters = is_load || step == Step::kBegin || request.table.size > 0;
  if (table_matters) lines += http::name_line("table", "table", sdk::view(request.table));
  lines += user_lines(step, headers);
  if (is_load && wants_json_size_ignored(headers)) lines += "ignore_json_size: true\r\n";
  if (is_load) lines += "Content-Type: application/octet-stream\r\n";
  return lines + http::length_line(compression, body_size);
}

std::string refused_properties(const sdk::Properties& properties) {
  std::string list;
  for (const std::string_view name : kRefused) {
    const std::string key = "sink.properties." + std::string(name);
    if (has_effect(properties.get(key))) list += (list.empty() ? "'" : ", '") + key + "'";
  }
  return list.empty() ? list : unhonoured(list);
}

std::string ignored_properties(const sdk::Properties& properties) {
  std::string list;
  for (const std::string_view name : kIgnored) {
    const std::string key = "sink.properties." + std::string(name);
    if (is_refused(name) || properties.get(key).empty()) continue;
    list += (list.empty() ? "" : ", ") + key;
  }
  return list;
}

}  // namespace starload::transaction
