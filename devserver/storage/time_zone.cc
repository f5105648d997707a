#include "devserver/storage/time_zone.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace starload::devserver {
namespace {

constexpr std::string_view kDatabase = "/usr/share/zoneinfo/";
constexpr std::size_t kHeaderBytes = 44;
constexpr std::size_t kTypeBytes = 6;

thread_local const TimeZone* current_zone = nullptr;

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = static_cast<unsigned char>(bytes[0]) >= 0x80 ? ~0ULL : 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "+08:00"
std::optional<std::int64_t> parse_offset(std::string_view text) {
  const bool has_form = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                        is_digit(text[1]) && is_digit(text[2]) && is_digit(text[4]) &&
                        is_digit(text[5]);
  if (!has_form) return std::nullopt;
  const int hours = (text[1] - '0') * 10 + (text[2] - '0');
  const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
  if (hours > 14 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * std::int64_t{3600} + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

// The counts of a header of RFC 8536.
struct Header {
  std::size_t utc, standard, leaps, times, types, characters;

  explicit Header(std::string_view bytes) {
    const auto count = [bytes](std::size_t at) {
      return static_cast<std::size_t>(big_endian(bytes.substr(at, 4)) & 0xFFFFFFFF);
    };
    utc = count(20);
    standard = count(24);
    leaps = count(28);
    times = count(32);
    types = count(36);
    characters = count(40);
  }
  std::size_t body_bytes(std::size_t time_bytes) const {
    return times * (time_bytes + 1) + types * kTypeBytes + characters + leaps * (time_bytes + 4) +
           standard + utc;
  }
};

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  if (const std::optional<std::int64_t> offset = parse_offset(name)) {
    TimeZone zone;
    zone.first_offset_ = *offset;
    return zone;
  }
  const std::string known(name == "CST" ? "Asia/Shanghai" : name);
  const bool is_name = std::all_of(known.begin(), known.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '+' || c == '-' || c == '/';
  });
  if (!is_name || known.empty() || known.front() == '/') return std::nullopt;
  const std::filesystem::path path = std::string(kDatabase) + known;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return parse(bytes);
}

std::optional<TimeZone> TimeZone::parse(std::string_view file) {
  if (file.size() < kHeaderBytes || !file.starts_with("TZif") || file[4] < '2') return std::nullopt;
  // The first body has 32-bit times: only the second counts.
  const std::size_t second = kHeaderBytes + Header(file).body_bytes(4);
  if (file.size() < second + kHeaderBytes) return std::nullopt;
  const Header header(file.substr(second));
  std::string_view body = file.substr(second + kHeaderBytes);
  if (body.size() < header.body_bytes(8) || header.types == 0) return std::nullopt;
  const std::string_view indexes = body.substr(header.times * 8, header.times);
  const std::string_view types = body.substr(header.times * 9, header.types * kTypeBytes);
  const auto offset = [types](std::size_t type) {
    return big_endian(types.substr(type * kTypeBytes, 4));
  };
  TimeZone zone;
  zone.first_offset_ = offset(0);
  for (std::size_t i = 0; i < header.times; ++i) {
    const std::size_t type = static_cast<unsigned char>(indexes[i]);
    if (type >= header.types) return std::nullopt;
    zone.changes_.push_back({big_endian(body.substr(i * 8, 8)), offset(type)});
  }
  return zone;
}

std::int64_t TimeZone::offset_at(std::int64_t unix_seconds) const {
  const auto next = std::upper_bound(
      changes_.begin(), changes_.end(), unix_seconds,
      [](std::int64_t seconds, const Change& change) { return seconds < change.at; });
  return next == changes_.begin() ? first_offset_ : std::prev(next)->offset;
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
