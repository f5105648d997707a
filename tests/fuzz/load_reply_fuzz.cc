// Replies of a stream load, of a transaction's steps, of get_load_state and the error log: nothing
// breaks, success stands only in whole replies with the exact words, and what is shown is printable
// and short.
#include <starload/abi/transport.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plugins/transports/common/endpoint.h"
#include "plugins/transports/common/error_log.h"
#include "plugins/transports/common/label_state.h"
#include "plugins/transports/common/load_reply.h"
#include "plugins/transports/common/text.h"
#include "plugins/transports/stream_load/verdict.h"
#include "plugins/transports/transaction/verdict.h"

namespace {

void check_shown(const std::string& shown, std::size_t limit) {
  if (shown.size() > limit + 3) std::abort();
  for (const char c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();
  }
}

void check_steps(const starload::http::LoadReply& reply) {
  using starload::transaction::Step;
  for (const Step step :
       {Step::kBegin, Step::kLoad, Step::kPrepare, Step::kCommit, Step::kRollback}) {
    const auto judgement = starload::transaction::judge_reply(step, reply, true);
    const auto& verdict = judgement.verdict;
    if (verdict.verdict != SL_VERDICT_NO &&
        (verdict.flags & (SL_RESPONSE_LABEL_EXISTS | SL_RESPONSE_TRANSACTION_LOST)) != 0)
      std::abort();
    if (verdict.verdict != SL_VERDICT_OK) continue;
    if (!reply.problem.empty()) std::abort();
    if (judgement.label_state == SL_LABEL_NOT_ASKED) std::abort();
    const bool settles = step == Step::kCommit || step == Step::kRollback;
    if (!settles && reply.status != "OK") std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto reply = starload::http::parse_load_reply(text);
  const auto verdict = starload::stream_load::judge_reply(reply, true);
  if (verdict.verdict == SL_VERDICT_OK) {
    if (!reply.problem.empty()) std::abort();
    if (reply.status != "Success" && reply.status != "Publish Timeout") std::abort();
    if (reply.loaded_rows < 0 || reply.filtered_rows < 0) std::abort();
  }
  if (starload::stream_load::judge_failure_text(text).verdict == SL_VERDICT_OK) std::abort();
  check_steps(reply);
  const auto answer = starload::http::parse_label_answer(text);
  if (answer.refused && answer.state != SL_LABEL_NOT_ASKED) std::abort();
  const auto rows = starload::http::parse_error_log(text);
  for (const auto& row : rows) {
    if (row.reason.size() + row.row.size() > size) std::abort();
  }
  check_shown(starload::http::summarize_reasons(rows), 2000);
  starload::http::Masker masker;
  masker.add("secret");
  const std::string shown = masker.show(text, 100);
  check_shown(shown, 100);
  std::string why;
  const auto url = starload::http::parse_url(text, &why);
  if (url && (url->endpoint.host.empty() || url->endpoint.port == 0 || !url->path.starts_with('/')))
    std::abort();
  return 0;
}
