#include "plugins/semantics/common/recovery.h"

namespace starload::semantics {
namespace {

bool has(const sl_response& answer, std::uint32_t flag) { return (answer.flags & flag) != 0; }

Decision refused(Step step, bool arrived) {
  // A refusal of this try says nothing about an earlier one.
  const bool decides = step == Step::kCommit || step == Step::kWholeLoad;
  return decides && arrived ? Decision::kAsk : Decision::kRefused;
}

Decision after_no(Step step, const sl_response& answer, bool arrived) {
  if (has(answer, SL_RESPONSE_TRANSACTION_LOST)) {
    switch (step) {
      case Step::kLoad:
        return Decision::kLost;
      case Step::kPrepare:  // gone, or prepared by a try whose answer was lost
      case Step::kCommit:   // gone, or committed by a try whose answer was lost
        return Decision::kAsk;
      case Step::kRollback:
        return Decision::kDone;
      default:
        break;
    }
  }
  return answer.retry == SL_RETRY_NEVER ? refused(step, arrived) : Decision::kAgain;
}

Decision after_unknown(Step step) {
  if (step == Step::kLoad) return Decision::kLost;  // how much of it arrived cannot be asked
  if (step == Step::kRollback) return Decision::kAgain;
  return Decision::kAsk;
}

Decision begin_state(std::int32_t state, Owner owner) {
  switch (state) {
    case SL_LABEL_UNKNOWN:
    case SL_LABEL_ABORTED:  // an aborted label may be begun again, and nothing was loaded under it
      return owner == Owner::kForeign ? Decision::kTaken : Decision::kAgain;
    case SL_LABEL_PREPARE:
      return owner == Owner::kOurs ? Decision::kDone : Decision::kTaken;
    case SL_LABEL_PREPARED:
    case SL_LABEL_COMMITTED:
    case SL_LABEL_VISIBLE:  // further than we ever went with it
      return Decision::kTaken;
    default:
      return Decision::kAsk;
  }
}

Decision prepare_state(std::int32_t state) {
  switch (state) {
    case SL_LABEL_PREPARED:
    case SL_LABEL_COMMITTED:
    case SL_LABEL_VISIBLE:
      return Decision::kDone;
    case SL_LABEL_PREPARE:
      return Decision::kAgain;
    case SL_LABEL_ABORTED:
    case SL_LABEL_UNKNOWN:
      return Decision::kLost;
    default:
      return Decision::kAsk;
  }
}

Decision commit_state(std::int32_t state) {
  switch (state) {
    case SL_LABEL_COMMITTED:
    case SL_LABEL_VISIBLE:
      return Decision::kDone;
    case SL_LABEL_PREPARED:
      return Decision::kAgain;
    case SL_LABEL_ABORTED:
      return Decision::kLost;
    default:  // UNKNOWN: never seen or forgotten, which is all the difference
      return Decision::kAsk;
  }
}

Decision whole_load_state(std::int32_t state) {
  switch (state) {
    case SL_LABEL_COMMITTED:
    case SL_LABEL_VISIBLE:
      return Decision::kDone;
    case SL_LABEL_ABORTED:
    case SL_LABEL_UNKNOWN:  // never arrived, or not yet: the same label and bytes are safe
      return Decision::kAgain;
    default:
      return Decision::kAsk;
  }
}

}  // namespace

std::int32_t request_kind(Step step) {
  switch (step) {
    case Step::kBegin:
      return SL_REQUEST_BEGIN;
    case Step::kPrepare:
      return SL_REQUEST_PREPARE;
    case Step::kCommit:
      return SL_REQUEST_COMMIT;
    case Step::kRollback:
      return SL_REQUEST_ROLLBACK;
    default:
      return SL_REQUEST_LOAD;
  }
}

Decision decide_try(Step step, const sl_response& answer, bool arrived) {
  if (answer.verdict == SL_VERDICT_OK) return Decision::kDone;
  const bool names_itself = step == Step::kBegin || step == Step::kWholeLoad;
  if (names_itself && has(answer, SL_RESPONSE_LABEL_EXISTS)) return Decision::kAsk;
  return answer.verdict == SL_VERDICT_NO ? after_no(step, answer, arrived) : after_unknown(step);
}

Decision decide_state(Step step, const sl_response& answer, bool arrived, Owner owner) {
  if (answer.verdict != SL_VERDICT_OK || answer.label_state == SL_LABEL_NOT_ASKED) {
    if (answer.verdict != SL_VERDICT_NO || answer.retry != SL_RETRY_NEVER) return Decision::kAsk;
    return arrived && (step == Step::kCommit || step == Step::kWholeLoad) ? Decision::kUnclear
                                                                          : Decision::kRefused;
  }
  switch (step) {
    case Step::kBegin:
      return begin_state(answer.label_state, owner);
    case Step::kPrepare:
      return prepare_state(answer.label_state);
    case Step::kCommit:
      return commit_state(answer.label_state);
    case Step::kWholeLoad:
      return whole_load_state(answer.label_state);
    default:  // a lost load is not asked for, and a rollback is only repeated
      return Decision::kLost;
  }
}

}  // namespace starload::semantics
