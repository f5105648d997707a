#include "plugins/transports/common/verdict.h"

#include <array>

namespace starload::http {
namespace {

constexpr Verdict kUnknownLater = {SL_VERDICT_UNKNOWN, SL_RETRY_LATER};

struct HttpRule {
  int from;
  int to;
  Verdict head_only;
  Verdict body;
  Verdict step;
};

// First match wins. 425 and 429 say that the request was not processed; a 503 may come from a
// server that had begun.
constexpr auto kHttpRules = std::to_array<HttpRule>({
    {401, 401, kNever, kNever, kNever},
    {403, 403, kNever, kNever, kNever},
    {404, 404, kNever, kNever, kNever},
    {405, 405, kNever, kNever, kNever},
    {408, 408, kSoon, kUnknown, kUnknown},
    {413, 414, kNever, kNever, kNever},
    {425, 425, kLater, kUnknown, kLater},
    {429, 429, kLater, kUnknown, kLater},
    {431, 431, kNever, kNever, kNever},
    {503, 503, kLater, kUnknown, kUnknownLater},
    {300, 399, kNever, kUnknown, kNever},
    {400, 499, kNever, kUnknown, kNever},
    {500, 599, kSoon, kUnknown, kUnknown},
});

}  // namespace

Verdict judge_http_status(int status, Sent sent) {
  for (const HttpRule& rule : kHttpRules) {
    if (status < rule.from || status > rule.to) continue;
    if (sent == Sent::kStep) return rule.step;
    return sent == Sent::kBody ? rule.body : rule.head_only;
  }
  return kUnknown;
}

}  // namespace starload::http
