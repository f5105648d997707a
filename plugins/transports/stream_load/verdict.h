// What the reply to a stream load means: from what the server said to OK, NO or UNKNOWN. An
// allow-list: only the words that stand here mean success, and only what proves that nothing was
// done means NO. Pure.
#pragma once

#include <string_view>

#include "plugins/transports/common/load_reply.h"
#include "plugins/transports/common/verdict.h"

namespace starload::stream_load {

// A whole answer of HTTP 200. `body_sent`: the whole body had left before.
http::Verdict judge_reply(const http::LoadReply& reply, bool body_sent);

// The message of a reply with Status "Fail" or "FAILED".
http::Verdict judge_failure_text(std::string_view message);

}  // namespace starload::stream_load
