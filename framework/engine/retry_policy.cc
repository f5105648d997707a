#include "framework/engine/retry_policy.h"

#include <algorithm>

namespace starload {
namespace {

constexpr std::int64_t kLaterFactor =
    5;  // "too many versions" and the like need longer than a lost connection
constexpr std::uint32_t kMaxDoublings = 20;

}  // namespace

// Doubles with every try up to the limit; of the result, half is fixed and half is random, so that
// writers that failed together do not come back together.
std::int64_t RetryPolicy::pause(std::uint32_t tries, std::int64_t first,
                                std::uint64_t noise) const {
  const std::int64_t doubled = first << std::min(tries, kMaxDoublings);
  const std::int64_t full = std::clamp<std::int64_t>(doubled, 1, limits_.longest_pause_ms);
  const std::int64_t half = full / 2;
  return full - half + static_cast<std::int64_t>(noise % static_cast<std::uint64_t>(half + 1));
}

std::optional<std::int64_t> RetryPolicy::pause_before_resend(bool later, std::uint64_t noise) {
  if (resends_ >= limits_.max_resends) return std::nullopt;
  asking_since_ms_.reset();
  asks_ = 0;
  return pause(resends_++, limits_.first_pause_ms * (later ? kLaterFactor : 1), noise);
}

std::optional<std::int64_t> RetryPolicy::pause_before_replacement(std::uint64_t attempt, bool later,
                                                                  std::uint64_t noise) const {
  if (attempt > limits_.max_resends) return std::nullopt;
  return pause(static_cast<std::uint32_t>(attempt) - 1,
               limits_.first_pause_ms * (later ? kLaterFactor : 1), noise);
}

std::optional<std::int64_t> RetryPolicy::pause_before_ask(std::int64_t now_ms,
                                                          std::uint64_t noise) {
  if (!asking_since_ms_) asking_since_ms_ = now_ms;
  if (now_ms - *asking_since_ms_ >= limits_.ask_timeout_ms) return std::nullopt;
  if (asks_++ == 0) return 0;
  return pause(asks_ - 2, limits_.first_pause_ms, noise);
}

}  // namespace starload
