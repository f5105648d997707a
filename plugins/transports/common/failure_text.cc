#include "plugins/transports/common/failure_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

enum class Match : std::uint8_t { kStart, kAnywhere };

struct TextRule {
  Match match;
  std::string_view text;  // lower case
  Verdict verdict;
};

// Texts of Status Fail, first match wins. Starts come before parts, because a part may stand in the
// name of a table. What hints at a commit whose end the server did not see is UNKNOWN, although the
// server calls it failed.
constexpr auto kTextRules = std::to_array<TextRule>({
    {Match::kStart, "too many filtered rows", kNever},
    {Match::kStart, "there is a data quality issue", kNever},
    {Match::kStart, "no rows were imported", kNever},
    {Match::kStart, "no partitions have data available", kNever},
    {Match::kStart, "access denied", kNever},
    {Match::kStart, "no valid basic authorization", kNever},
    {Match::kStart, "need auth information", kNever},
    {Match::kStart, "unknown database", kNever},
    {Match::kStart, "unknown table", kNever},
    {Match::kStart, "unknown data format", kNever},
    {Match::kStart, "label format error", kNever},
    {Match::kStart, "invalid ", kNever},
    {Match::kStart, "unsupported ", kNever},
    {Match::kStart, "duplicate column", kNever},
    {Match::kStart, "mapping column", kNever},
    {Match::kStart, "column has no default value", kNever},
    {Match::kStart, "merge condition column", kNever},
    {Match::kStart, "only primary key table", kNever},
    {Match::kStart, "body size ", kNever},
    {Match::kStart, "the size of this batch exceed", kNever},
    {Match::kStart, "there is no 100-continue header", kNever},
    {Match::kStart, "batch write ", kNever},
    {Match::kStart, "receive body don't equal", kSoon},
    {Match::kStart, "get database write lock timeout", kLater},
    {Match::kStart, "current running txns on db", kLater},
    {Match::kStart, "streamload txn num per be exceeds limit", kLater},
    {Match::kStart, "stream load exceed http", kLater},
    {Match::kStart, "no backend alive", kLater},
    {Match::kStart, "no alive backend", kLater},
    {Match::kStart, "current fe is not master", kSoon},
    {Match::kStart, "service is shutting down", kSoon},

    {Match::kAnywhere, "publish", kUnknown},
    {Match::kAnywhere, "get database write lock timeout", kLater},
    {Match::kAnywhere, "timeout", kUnknown},
    {Match::kAnywhere, "timed out", kUnknown},
    {Match::kAnywhere, "rpc", kUnknown},
    {Match::kAnywhere, "thrift", kUnknown},
    {Match::kAnywhere, "call frontend service", kUnknown},
    {Match::kAnywhere, "commit", kUnknown},
    {Match::kAnywhere, "visible", kUnknown},

    {Match::kAnywhere, "too many filtered rows", kNever},
    {Match::kAnywhere, "data quality issue", kNever},
    {Match::kAnywhere, "abnormal data more than max filter rate", kNever},
    {Match::kAnywhere, "access denied", kNever},
    {Match::kAnywhere, "unknown database", kNever},
    {Match::kAnywhere, "unknown table", kNever},
    {Match::kAnywhere, "label format error", kNever},
    {Match::kAnywhere, "getting analyzing error", kNever},
    {Match::kAnywhere, "must be", kNever},
    {Match::kAnywhere, "must use", kNever},
    {Match::kAnywhere, "only support", kNever},
    {Match::kAnywhere, "not support", kNever},
    {Match::kAnywhere, "can not be specified", kNever},
    {Match::kAnywhere, "can not specify", kNever},
    {Match::kAnywhere, "can be specified", kNever},
    {Match::kAnywhere, "can only be specified", kNever},
    {Match::kAnywhere, "can be set", kNever},
    {Match::kAnywhere, "can't be found in column list", kNever},
    {Match::kAnywhere, "analyze error", kNever},
    {Match::kAnywhere, "does not exist", kNever},
    {Match::kAnywhere, "primary key size exceed the limit", kNever},
    {Match::kAnywhere, "array type", kNever},

    {Match::kAnywhere, "too many versions", kLater},
    {Match::kAnywhere, "version count", kLater},
    {Match::kAnywhere, "current running txns", kLater},
    {Match::kAnywhere, "exceeds limit", kLater},
    {Match::kAnywhere, "exceed limit", kLater},
    {Match::kAnywhere, "larger than limit", kLater},
    {Match::kAnywhere, "please try again later", kLater},
    {Match::kAnywhere, "no backend alive", kLater},
    {Match::kAnywhere, "no space left", kLater},
    {Match::kAnywhere, "disk", kLater},
    {Match::kAnywhere, "memory", kLater},
    {Match::kAnywhere, "mem limit", kLater},
    {Match::kAnywhere, "read only", kLater},
    {Match::kAnywhere, "read-only", kLater},
    {Match::kAnywhere, "not master", kSoon},
    {Match::kAnywhere, "shutting down", kSoon},
    {Match::kAnywhere, "please retry later", kSoon},
    {Match::kAnywhere, "cancelled", kSoon},
});

bool matches(const TextRule& rule, std::string_view text) {
  return rule.match == Match::kStart ? starts_ignore_case(text, rule.text)
                                     : contains_ignore_case(text, rule.text);
}

}  // namespace

std::string_view unwrap_message(std::string_view message) {
  if (message.starts_with("class ")) {
    const std::size_t colon = message.find(": ");
    if (colon != std::string_view::npos) message.remove_prefix(colon + 2);
  }
  constexpr std::string_view kAnalyzing = "Getting analyzing error. Detail message: ";
  if (message.starts_with(kAnalyzing)) message.remove_prefix(kAnalyzing.size());
  return message;
}

std::optional<Verdict> find_failure_text(std::string_view text) {
  const auto rule = std::find_if(kTextRules.begin(), kTextRules.end(),
                                 [&](const TextRule& r) { return matches(r, text); });
  return rule == kTextRules.end() ? std::nullopt : std::optional(rule->verdict);
}

bool starts_ignore_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equals_ignore_case(text.substr(0, start.size()), start);
}

}  // namespace starload::http
