// A time zone as the server takes it, and which one the date functions of a thread use. A value;
// ZoneScope is for one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "framework/base/time_zone.h"

namespace starload::devserver {

class TimeZone final {
 public:
  // "+08:00", "Europe/Berlin", CST (which is China's, as on the server); nullopt = there is no such
  // zone, or no database.
  static std::optional<TimeZone> find(std::string_view name);

  // Seconds east of UTC.
  std::int64_t offset_at(std::int64_t unix_seconds) const { return zone_.at(unix_seconds).seconds; }
  // From the seconds that a clock on the wall shows; of an hour that comes twice the first.
  std::int64_t to_unix(std::int64_t local_seconds) const;

 private:
  explicit TimeZone(starload::TimeZone zone) : zone_(std::move(zone)) {}

  starload::TimeZone zone_;
};

// While it lives, date functions that run on this thread take this zone; nullptr = the process's.
class ZoneScope final {
 public:
  explicit ZoneScope(const TimeZone* zone);
  ~ZoneScope();
  ZoneScope(const ZoneScope&) = delete;
  ZoneScope& operator=(const ZoneScope&) = delete;

  static const TimeZone* current();

 private:
  const TimeZone* before_;
};

}  // namespace starload::devserver
