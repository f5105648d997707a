// What a request has come to, and what an answer of an HTTP status other than 200 means. Pure.
#pragma once

#include <starload/abi/transport.h>

#include <cstdint>

namespace starload::http {

struct Verdict {
  std::int32_t verdict;  // SL_VERDICT_*
  std::int32_t retry;    // SL_RETRY_*
  std::uint32_t flags = 0;
  bool operator==(const Verdict&) const = default;
};

inline constexpr Verdict kOk = {SL_VERDICT_OK, SL_RETRY_NEVER};
inline constexpr Verdict kNever = {SL_VERDICT_NO, SL_RETRY_NEVER};
inline constexpr Verdict kSoon = {SL_VERDICT_NO, SL_RETRY_SOON};
inline constexpr Verdict kLater = {SL_VERDICT_NO, SL_RETRY_LATER};
inline constexpr Verdict kUnknown = {SL_VERDICT_UNKNOWN, SL_RETRY_SOON};

// What the server had when it answered.
enum class Sent : std::uint8_t {
  kHeadOnly,  // no byte of the body: it cannot have begun
  kBody,      // a byte of the body or more
  kStep,      // a request without a body that changes something
};

// A whole answer that is neither 200 nor a redirect that was followed.
Verdict judge_http_status(int status, Sent sent);

}  // namespace starload::http
