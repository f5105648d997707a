// The language of injected faults: what goes wrong, at which step, and when. Plain values.
//
//   faults = fault { ( ";" | newline ) fault }            lines that start with # are comments
//   fault  = step [ "@" side ] [ "/" database ] [ "#" times ] ":" action [ "=" value ] [ ":" phase
//   ] step   = stream_load | begin | load | prepare | commit | rollback | label_state | error_log |
//            other | connect
//   side   = fe | be | mysql (connect only)
//   times  = n | n+ | n-m | *                             of the requests that match; default 1
//   phase  = before | after | body[=bytes]                of the step; default: the action's own
//
// commit#2:drop-reply           load@be/shop#1+:delay=200       connect@mysql#*:refuse
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/status.h"

namespace starload::devserver {

enum class FaultStep : std::uint8_t {
  kStreamLoad,
  kBegin,
  kLoad,
  kPrepare,
  kCommit,
  kRollback,
  kLabelState,
  kErrorLog,
  kOther,
  kConnect,
};

enum class FaultSide : std::uint8_t { kFe, kBe, kMysql };

enum class FaultAction : std::uint8_t {
  kDropRequest,  // the connection ends, nothing is done
  kDropReply,    // it is done, and the connection ends
  kDelay,        // value: milliseconds
  kStatus,       // value: the HTTP status of an answer that says nothing
  kBody,         // value: the answer's text in place of the server's own, percent-encoded
  kTruncate,     // value: so many bytes of the reply's body arrive; default half of them
  kGarble,       // the reply's quotation marks arrive as '~'
  kRefuse,       // connect: the connection is reset as soon as it is accepted
  kRedirect,     // value: the Location of a 307, percent-encoded; default a port that is closed
  kCut,          // value: the connection is reset once so many bytes of the body are read
  kHold,         // value: waits until it is released, or so many milliseconds; default a minute
  kExit,         // the process ends as with kill -9
};

enum class FaultPhase : std::uint8_t { kBefore, kAfter, kBody };

struct Fault {
  FaultStep step = FaultStep::kOther;
  FaultSide side = FaultSide::kFe;
  std::string database;  // empty = any
  std::uint64_t first = 1;
  std::uint64_t last = 1;
  FaultAction action = FaultAction::kDelay;
  FaultPhase phase = FaultPhase::kBefore;
  bool has_value = false;
  std::uint64_t number = 0;      // the value of an action that takes a number
  std::string text;              // the value of an action that takes a text, decoded
  std::uint64_t body_bytes = 1;  // phase body: once so many bytes of the body are read

  bool is_due(std::uint64_t count) const { return count >= first && count <= last; }
};

inline constexpr std::uint64_t kForEver = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::uint64_t kDefaultHoldMs = 60'000;
inline constexpr std::uint64_t kMaxFaultWaitMs = 600'000;

// One or more faults. A failure names the fault, what is wrong with it, and what would be right.
Result<std::vector<Fault>> parse_faults(std::string_view text);

// The same fault in the language above, its defaults written out.
std::string fault_text(const Fault& fault);

}  // namespace starload::devserver
