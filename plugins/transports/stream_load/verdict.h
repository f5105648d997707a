// What an answer means: tables from what the server said to OK, NO or UNKNOWN. An allow-list: only
// the words that stand here mean success, and only what proves that nothing was done means NO.
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/transports/stream_load/load_reply.h"

namespace starload::stream_load {

struct Verdict {
  std::int32_t verdict;  // SL_VERDICT_*
  std::int32_t retry;    // SL_RETRY_*
  std::uint32_t flags = 0;
  bool operator==(const Verdict&) const = default;
};

// A whole answer of HTTP 200. `body_sent`: the whole body had left before.
Verdict judge_reply(const LoadReply& reply, bool body_sent);

// The message of a reply with Status "Fail" or "FAILED".
Verdict judge_failure_text(std::string_view message);

// A whole answer of any other HTTP status. `body_begun`: a byte of the body had left before.
Verdict judge_http_status(int status, bool body_begun);

}  // namespace starload::stream_load
