// Time zones for TIMESTAMP_LTZ columns: UTC, fixed offsets (+08:00) and the names of the system's
// zone database (Europe/Berlin), read from its TZif files (RFC 8536). A TimeZone is immutable; a
// ZoneCursor belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/serializers/common/posix_rule.h"

namespace starload::serializers {

class TimeZone final {
 public:
  // Throws sdk::Error (config) for a name that is neither an offset nor known on this machine.
  static std::shared_ptr<const TimeZone> load(std::string_view name);
  // The content of a TZif file. Throws sdk::Error (config) when it is none.
  static std::shared_ptr<const TimeZone> parse(std::string_view name, std::string_view tzif);

  // What to add to UTC at an instant, and until when (exclusive) since when that holds; all in
  // seconds.
  struct Offset {
    std::int64_t from;
    std::int64_t until;
    std::int32_t seconds;
  };
  Offset at(std::int64_t epoch_seconds) const;

 private:
  std::vector<std::int64_t> transitions_;
  std::vector<std::int32_t>
      offsets_;     // one more than transitions: offsets_[i] holds before transitions_[i]
  PosixRule rule_;  // after the last transition, when it is set
};

// Remembers the last offset, which nearly always serves the next value too.
class ZoneCursor final {
 public:
  explicit ZoneCursor(std::shared_ptr<const TimeZone> zone) : zone_(std::move(zone)) {}

  std::int64_t to_local_ms(std::int64_t epoch_ms) {
    const std::int64_t seconds = epoch_ms >= 0 ? epoch_ms / 1000 : (epoch_ms + 1) / 1000 - 1;
    if (seconds < offset_.from || seconds >= offset_.until) offset_ = zone_->at(seconds);
    return epoch_ms + std::int64_t{offset_.seconds} * 1000;
  }

 private:
  std::shared_ptr<const TimeZone> zone_;
  TimeZone::Offset offset_{0, 0, 0};
};

}  // namespace starload::serializers
