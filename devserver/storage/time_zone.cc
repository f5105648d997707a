#include "devserver/storage/time_zone.h"

namespace starload::devserver {
namespace {

thread_local const TimeZone* current_zone = nullptr;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "+08:00"
std::optional<std::int32_t> parse_offset(std::string_view text) {
  const bool has_form = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                        is_digit(text[1]) && is_digit(text[2]) && is_digit(text[4]) &&
                        is_digit(text[5]);
  if (!has_form) return std::nullopt;
  const int hours = (text[1] - '0') * 10 + (text[2] - '0');
  const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
  if (hours > 14 || minutes > 59) return std::nullopt;
  const int seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  if (const std::optional<std::int32_t> offset = parse_offset(name))
    return TimeZone(starload::TimeZone::fixed(*offset));
  Result<starload::TimeZone> zone =
      starload::TimeZone::named(name == "CST" ? "Asia/Shanghai" : name);
  if (!zone) return std::nullopt;
  return TimeZone(zone.take());
}

std::int64_t TimeZone::to_unix(std::int64_t local_seconds) const {
  constexpr std::int64_t kDay = 86400;
  const std::int64_t before = offset_at(local_seconds - kDay);
  const std::int64_t after = offset_at(local_seconds + kDay);
  const std::int64_t first = local_seconds - before;
  return offset_at(first) == before ? first : local_seconds - after;
}

ZoneScope::ZoneScope(const TimeZone* zone) : before_(current_zone) { current_zone = zone; }
ZoneScope::~ZoneScope() { current_zone = before_; }
const TimeZone* ZoneScope::current() { return current_zone; }

}  // namespace starload::devserver
