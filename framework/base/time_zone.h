// A time zone as the system's zone database (TZif files, RFC 8536) describes it, or a fixed offset.
// A value; immutable once made.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/base/posix_rule.h"
#include "framework/base/status.h"

namespace starload {

class TimeZone final {
 public:
  static TimeZone fixed(std::int32_t seconds_east);
  // Of the system's database ("Europe/Berlin"). The error says why not, without the name: what
  // asked for the zone names it.
  static Result<TimeZone> named(std::string_view name);
  // The content of a TZif file.
  static Result<TimeZone> parse(std::string_view tzif);

  // What to add to UTC at an instant, and until when (exclusive) since when that holds; all in
  // seconds.
  struct Offset {
    std::int64_t from;
    std::int64_t until;
    std::int32_t seconds;
  };
  Offset at(std::int64_t epoch_seconds) const;

 private:
  TimeZone() = default;

  std::vector<std::int64_t> transitions_;
  std::vector<std::int32_t>
      offsets_;     // one more than transitions: offsets_[i] holds before transitions_[i]
  PosixRule rule_;  // after the last transition, when it is set
};

}  // namespace starload
