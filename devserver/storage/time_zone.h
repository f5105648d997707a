// A time zone of the system's database, and which one the date functions of a thread use. A value;
// ZoneScope is for one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starload::devserver {

class TimeZone final {
 public:
  // "+08:00", "Europe/Berlin", CST (which is China's, as on the server); nullopt = there is no such
  // zone, or no database.
  static std::optional<TimeZone> find(std::string_view name);

  // Seconds east of UTC. Behind the last change that the database lists, that of the last one.
  std::int64_t offset_at(std::int64_t unix_seconds) const;
  // From the seconds that a clock on the wall shows; of an hour that comes twice the first.
  std::int64_t to_unix(std::int64_t local_seconds) const;

 private:
  static std::optional<TimeZone> parse(std::string_view file);

  struct Change {
    std::int64_t at;
    std::int64_t offset;
  };
  std::int64_t first_offset_ = 0;
  std::vector<Change> changes_;  // by time
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
