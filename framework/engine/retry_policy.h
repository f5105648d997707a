// When, and how often, a request is tried again: the only place with back-off. One request's tries;
// one owner.
//
// Sending again is limited by a count (sink.max-retries). Asking for a label's state is limited by
// time (sink.label-state.timeout-ms), because an answer "PREPARE" only says that the server has not
// finished.
#pragma once

#include <cstdint>
#include <optional>

namespace starload {

struct RetryLimits {
  std::uint32_t max_resends = 3;
  std::int64_t first_pause_ms = 200;
  std::int64_t longest_pause_ms = 10'000;
  std::int64_t ask_timeout_ms = 300'000;
};

class RetryPolicy final {
 public:
  explicit RetryPolicy(const RetryLimits& limits) : limits_(limits) {}

  // The pause before the request is sent again, or nullopt when there were enough tries. later: the
  // server asked for time. noise: a random number for the jitter.
  std::optional<std::int64_t> pause_before_resend(bool later, std::uint64_t noise);
  // The pause before the label's state is asked (again), or nullopt when the time for asking is
  // over.
  std::optional<std::int64_t> pause_before_ask(std::int64_t now_ms, std::uint64_t noise);

  // The pause before the n-th (1-based) replacement of work that failed before, or nullopt when
  // there were enough. Counts nothing: whoever replaces counts.
  std::optional<std::int64_t> pause_before_replacement(std::uint64_t attempt, bool later,
                                                       std::uint64_t noise) const;

  std::uint32_t resends() const { return resends_; }

 private:
  std::int64_t pause(std::uint32_t tries, std::int64_t first, std::uint64_t noise) const;

  RetryLimits limits_;
  std::uint32_t resends_ = 0;
  std::uint32_t asks_ = 0;
  std::optional<std::int64_t> asking_since_ms_;
};

}  // namespace starload
