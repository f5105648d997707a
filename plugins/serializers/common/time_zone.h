// The time zone of TIMESTAMP_LTZ columns, from the option sink.timezone: UTC, fixed offsets
// (+08:00) and names of the system's zone database. A ZoneCursor belongs to one thread.
#pragma once

#include <starload/abi/option.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "framework/base/time_zone.h"

namespace starload::serializers {

// Throws sdk::Error (config) for a name that is neither an offset nor known on this machine.
std::shared_ptr<const TimeZone> load_time_zone(std::string_view name);
// That of the option, or UTC.
std::shared_ptr<const TimeZone> sink_time_zone(const sl_properties* properties);

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
