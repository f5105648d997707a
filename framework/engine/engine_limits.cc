#include "framework/engine/engine_limits.h"

#include <algorithm>
#include <charconv>

#include "framework/engine/engine.h"

namespace starload {
namespace {

constexpr std::int64_t kDefaultLoadTimeoutSeconds =
    600;  // stream_load_default_timeout_second of the server
constexpr std::uint64_t kAskTimeoutMs = 30'000;
constexpr std::uint64_t kOpenTimeoutMs = 60'000;
constexpr std::int64_t kFirstRetryPauseMs = 200;
// Spilling a chunk keeps the event loop busy.
constexpr std::int64_t kLargestSpilledChunk = std::int64_t{256} << 20;

std::int64_t budget_of(const EffectiveProperties& properties) {
  return properties.get_int("sink.buffer-flush.max-bytes");
}

// - Stream load, at-least-once: a chunk is a load and stays until its answer, so two chunks, one
//   filling while the other is sent, and a sixteenth of the budget for the host's row blocks.
// - Stream load, exactly-once: a closed chunk is spilled at once; small enough that several tables
//   fill, and two are read back, side by side.
// - Transactions: a chunk is one of many loads of a transaction; small, so that sending starts
// early
//   and little waits.
std::int64_t share_of_budget(std::int64_t budget, const ChunkUse& use) {
  if (use.transactions) return budget / 16;
  if (use.exactly_once) return std::min(budget / 8, kLargestSpilledChunk);
  return budget / 32 * 15;
}

}  // namespace

std::size_t chunk_bytes(const EffectiveProperties& properties, const ChunkUse& use) {
  return static_cast<std::size_t>(std::min(share_of_budget(budget_of(properties), use),
                                           properties.get_int("sink.chunk-limit")));
}

WriterLimits writer_limits(const EffectiveProperties& properties, const ChunkUse& use) {
  WriterLimits limits;
  limits.budget_bytes = static_cast<std::size_t>(budget_of(properties));
  limits.chunk_bytes = chunk_bytes(properties, use);
  limits.chunk_rows = static_cast<std::uint64_t>(properties.get_int("sink.buffer-flush.max-rows"));
  limits.longest_wait =
      std::chrono::milliseconds(properties.get_int("sink.buffer-flush.enqueue-timeout-ms"));
  limits.max_filter_ratio = max_filter_ratio(properties);
  limits.chunks_are_spilled = use.exactly_once && !use.transactions;
  if (limits.chunks_are_spilled) limits.reserve_bytes = 2 * limits.chunk_bytes;
  limits.chunks_are_kept = use.transactions;
  return limits;
}

RetryLimits retry_limits(const EffectiveProperties& properties) {
  RetryLimits limits;
  limits.max_resends = static_cast<std::uint32_t>(properties.get_int("sink.max-retries"));
  limits.longest_pause_ms = properties.get_int("sink.retry.interval-ms");
  limits.first_pause_ms = std::min(kFirstRetryPauseMs, limits.longest_pause_ms);
  limits.ask_timeout_ms = properties.get_int("sink.label-state.timeout-ms");
  return limits;
}

std::uint64_t server_timeout_ms(const EffectiveProperties& properties) {
  const std::string text = properties.get("sink.properties.timeout");
  std::int64_t seconds = kDefaultLoadTimeoutSeconds;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 1) * 1000);
}

std::uint64_t request_timeout_ms(std::int32_t kind, std::uint64_t server_timeout_ms) {
  switch (kind) {
    case SL_REQUEST_LABEL_STATE:
    case SL_REQUEST_PROBE:
      return kAskTimeoutMs;
    case SL_REQUEST_BEGIN:
    case SL_REQUEST_ROLLBACK:
      return kOpenTimeoutMs;
    default:  // as long as the server allows, and a tenth more for the way back of the answer
      return server_timeout_ms / 10 * 11;
  }
}

}  // namespace starload
