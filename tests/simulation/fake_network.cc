#include "tests/simulation/fake_network.h"

#include <memory>
#include <utility>

namespace starload::simulation {
namespace {

constexpr Time kLongestHopMs = 20;
constexpr Time kPatienceMs = 30'000;        // how long a sender waits for an answer
constexpr Time kLatestArrivalMs = 600'000;  // how long a request may be on its way

constexpr Answer kRefusedAnswer = {SL_VERDICT_NO, SL_RETRY_SOON, SL_RESPONSE_NOTHING_SENT};
constexpr Answer kUnknownAnswer = {SL_VERDICT_UNKNOWN, SL_RETRY_SOON};
constexpr Answer kSoonAnswer = {SL_VERDICT_NO, SL_RETRY_SOON};
constexpr Answer kLaterAnswer = {SL_VERDICT_NO, SL_RETRY_LATER};

// Ids 1, 2, 3, 4 become 1, 1, 2, 2.
std::string reused(const std::string& label) {
  const std::size_t dash = label.rfind('-');
  const std::uint64_t id = std::stoull(label.substr(dash + 1));
  return label.substr(0, dash + 1) + std::to_string((id + 1) / 2);
}

}  // namespace

FakeNetwork::Fate FakeNetwork::draw(const Call& call) {
  const bool load = call.kind == SL_REQUEST_LOAD;
  const std::pair<int, Fate> fates[] = {
      {faults_.refused, Fate::kRefused},
      {faults_.request_lost, Fate::kRequestLost},
      {faults_.request_late, Fate::kRequestLate},
      {faults_.reply_lost, Fate::kReplyLost},
      {load ? faults_.torn : 0, Fate::kTorn},
      {faults_.error_page, Fate::kErrorPage},
      {call.kind == SL_REQUEST_LABEL_STATE ? 0 : faults_.in_processing, Fate::kInProcessing},
      {load || call.kind == SL_REQUEST_BEGIN ? faults_.too_many : 0, Fate::kTooMany}};
  auto number = dice_.between(0, 999);
  for (const auto& [permille, fate] : fates) {
    if (number < permille) return fate;
    number -= permille;
  }
  return Fate::kFine;
}

FakeCluster::Done FakeNetwork::with_defect(std::int32_t kind, FakeCluster::Done answered) const {
  const bool swallow = mutant_ == Mutant::kSwallowedCommitError && kind == SL_REQUEST_COMMIT;
  const bool count = mutant_ == Mutant::kLostLoadCounted && kind == SL_REQUEST_LOAD;
  const bool reuse = mutant_ == Mutant::kReusedLabel && kind == SL_REQUEST_BEGIN;
  if (!swallow && !count && !reuse) return answered;
  return [swallow, count, answered = std::move(answered)](Answer answer) {
    const bool exists = (answer.flags & SL_RESPONSE_LABEL_EXISTS) != 0;
    const bool unknown = answer.verdict == SL_VERDICT_UNKNOWN;
    if (swallow || (count && unknown) || (!count && exists)) answer = {};
    answered(answer);
  };
}

void FakeNetwork::send(Call call, FakeCluster::Done answered) {
  if (mutant_ == Mutant::kReusedLabel) call.label = reused(call.label);
  answered = with_defect(call.kind, std::move(answered));
  const bool down = timeline_.now() < down_until_;
  const Fate fate = down ? Fate::kRefused : draw(call);
  trace_.note("sends", call.label, static_cast<std::uint64_t>(call.kind),
              static_cast<std::uint64_t>(fate));
  const Time hop = dice_.between(1, kLongestHopMs);
  const Time patience = dice_.between(kLongestHopMs, kPatienceMs);
  const auto answer_after = [&](Time delay, const Answer& answer) {
    timeline_.after(delay, [answered, answer] { answered(answer); });
  };
  switch (fate) {
    case Fate::kRefused:
      return answer_after(hop, kRefusedAnswer);
    case Fate::kErrorPage:
      return answer_after(hop, kUnknownAnswer);
    case Fate::kInProcessing:
      return answer_after(hop, kSoonAnswer);
    case Fate::kTooMany:
      return answer_after(hop, kLaterAnswer);
    case Fate::kRequestLost:
      return answer_after(patience, kUnknownAnswer);
    case Fate::kRequestLate:
      answer_after(patience, kUnknownAnswer);
      return deliver(call, patience + dice_.between(1, kLatestArrivalMs), nullptr);
    case Fate::kReplyLost:
      answer_after(patience, kUnknownAnswer);
      return deliver(call, hop, nullptr);
    case Fate::kTorn:
      call.torn = true;
      answer_after(hop, kUnknownAnswer);
      return deliver(call, hop, nullptr);
    case Fate::kFine:
      return deliver(call, hop, std::move(answered));
  }
}

// Whoever waits for an answer gives up when his time is over.
void FakeNetwork::deliver(const Call& call, Time delay, FakeCluster::Done answered) {
  auto waits = std::make_shared<FakeCluster::Done>(std::move(answered));
  const auto tell = [waits](const Answer& answer) {
    if (!*waits) return;
    const FakeCluster::Done done = std::exchange(*waits, nullptr);
    done(answer);
  };
  const Time back = dice_.between(1, kLongestHopMs);
  if (*waits) timeline_.after(kPatienceMs, [tell] { tell(kUnknownAnswer); });
  timeline_.after(delay, [this, call, back, tell] {
    cluster_.arrive(call, [this, back, tell](const Answer& answer) {
      timeline_.after(back, [tell, answer] { tell(answer); });
    });
  });
}

}  // namespace starload::simulation
