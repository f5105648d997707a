// The rule at the end of a TZif file that tells the offsets of all later years, as POSIX writes it:
// "CET-1CEST,M3.5.0,M10.5.0/3". A value; immutable after parsing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace starload {

class PosixRule final {
 public:
  // Empty text gives a rule that is not set. nullopt: no such rule.
  static std::optional<PosixRule> parse(std::string_view text);

  bool is_set() const { return is_set_; }
  // The offset from UTC in seconds at an instant.
  std::int32_t offset_at(std::int64_t epoch_seconds) const;
  // The first instant after this one at which the offset may change; INT64_MAX when never.
  std::int64_t next_change(std::int64_t epoch_seconds) const;
  // The latest change not after this instant; INT64_MIN when none.
  std::int64_t last_change(std::int64_t epoch_seconds) const;

 private:
  enum class DayKind : std::uint8_t { kJulianNoLeap, kDayOfYear, kMonthWeekDay };
  struct Change {
    DayKind kind = DayKind::kDayOfYear;
    int month = 0;
    int week = 0;
    int day = 0;
    std::int32_t time = 7200;  // local seconds of the day
  };

  static bool parse_change(std::string_view& text, Change& change);
  static std::int64_t local_second(const Change& change, std::int64_t year);
  std::int64_t dst_start(std::int64_t year) const { return local_second(start_, year) - standard_; }
  std::int64_t dst_end(std::int64_t year) const { return local_second(end_, year) - daylight_; }

  bool is_set_ = false;
  bool has_dst_ = false;
  std::int32_t standard_ = 0;
  std::int32_t daylight_ = 0;
  Change start_;
  Change end_;
};

}  // namespace starload
