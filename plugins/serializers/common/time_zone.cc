#include "plugins/serializers/common/time_zone.h"

#include <starload/sdk/error.hpp>
#include <starload/sdk/properties.hpp>
#include <string>

namespace starload::serializers {
namespace {

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
  throw sdk::Error::config("option 'sink.timezone' = '" + std::string(name) +
                           "': " + std::string(why) +
                           "; give UTC, an offset as +08:00 or a zone as Europe/Berlin");
}

// +08:00, -05:30, +0800. REQUIRES: starts with a sign.
std::int32_t fixed_offset(std::string_view name) {
  std::string digits;
  for (const char c : name.substr(1)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const bool colon = name.size() == 6 && name[3] == ':';
  if (digits.size() != 4 || !(colon || name.size() == 5)) refuse(name, "is no offset like +08:00");
  const int hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minutes = (digits[2] - '0') * 10 + digits[3] - '0';
  if (hours > 18 || minutes > 59) refuse(name, "is an offset of more than 18 hours");
  const std::int32_t seconds = hours * 3600 + minutes * 60;
  return name[0] == '-' ? -seconds : seconds;
}

TimeZone find_zone(std::string_view name) {
  if (name == "UTC" || name == "Z" || name == "GMT") return TimeZone::fixed(0);
  if (name.starts_with('+') || name.starts_with('-')) return TimeZone::fixed(fixed_offset(name));
  Result<TimeZone> zone = TimeZone::named(name);
  if (!zone) refuse(name, zone.status().message());
  return zone.take();
}

}  // namespace

std::shared_ptr<const TimeZone> load_time_zone(std::string_view name) {
  return std::make_shared<const TimeZone>(find_zone(name));
}

std::shared_ptr<const TimeZone> sink_time_zone(const sl_properties* properties) {
  return load_time_zone(sdk::Properties(properties).get("sink.timezone", "UTC"));
}

}  // namespace starload::serializers
