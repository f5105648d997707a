// What the reply to a step of a transaction means: tables from what the server said to OK, NO or
// UNKNOWN, and what it proves about the label. An allow-list: only the words that stand here mean
// success, and only what proves that nothing was or will be done means NO. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/transports/common/load_reply.h"
#include "plugins/transports/common/verdict.h"
#include "plugins/transports/transaction/step.h"

namespace starload::transaction {

struct Judgement {
  http::Verdict verdict;
  std::int32_t label_state = SL_LABEL_NOT_ASKED;
  bool operator==(const Judgement&) const = default;
};

// A whole answer of HTTP 200. `body_sent`: the whole body of a load had left before.
Judgement judge_reply(Step step, const http::LoadReply& reply, bool body_sent);

// A whole answer to PROBE: OK = it came from the transaction interface, NO = there is none.
http::Verdict judge_probe(int http_status, std::string_view body);

}  // namespace starload::transaction
