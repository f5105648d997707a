#include "plugins/transports/stream_load/verdict.h"

#include <array>

#include "plugins/transports/common/failure_text.h"

namespace starload::stream_load {
namespace {

using http::kOk;
using http::kSoon;
using http::kUnknown;
using http::Verdict;

struct StatusRule {
  std::string_view status;  // exactly so
  Verdict verdict;
};

constexpr auto kStatusRules = std::to_array<StatusRule>({
    {"Success", kOk},
    {"Publish Timeout", {SL_VERDICT_OK, SL_RETRY_NEVER, SL_RESPONSE_PUBLISH_TIMEOUT}},
    {"Label Already Exists", {SL_VERDICT_UNKNOWN, SL_RETRY_SOON, SL_RESPONSE_LABEL_EXISTS}},
});

}  // namespace

Verdict judge_failure_text(std::string_view message) {
  return http::find_failure_text(http::unwrap_message(message)).value_or(kSoon);
}

Verdict judge_reply(const http::LoadReply& reply, bool body_sent) {
  if (!reply.problem.empty()) return kUnknown;
  if (reply.status == "Fail" || reply.status == "FAILED") return judge_failure_text(reply.message);
  for (const StatusRule& rule : kStatusRules) {
    if (reply.status != rule.status) continue;
    // Success for a body that the server does not have yet is not about our load.
    return rule.verdict.verdict == SL_VERDICT_OK && !body_sent ? kUnknown : rule.verdict;
  }
  return kUnknown;
}

}  // namespace starload::stream_load
