#include "plugins/serializers/common/time_zone.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <starload/sdk/error.hpp>

namespace starload::serializers {
namespace {

constexpr const char* kZoneDirectory = "/usr/share/zoneinfo/";
constexpr std::size_t kMaxZoneFile = 1 << 20;
constexpr std::size_t kHeader = 44;
constexpr std::size_t kMaxOffsetSeconds = 26 * 3600;

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
  throw sdk::Error::config("option 'sink.timezone' = '" + std::string(name) +
                           "': " + std::string(why) +
                           "; give UTC, an offset as +08:00 or a zone as Europe/Berlin");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// +08:00, -05:30, +0800. REQUIRES: starts with a sign.
std::int32_t fixed_offset(std::string_view name) {
  std::string digits;
  for (const char c : name.substr(1)) {
    if (is_digit(c)) digits += c;
  }
  const bool colon = name.size() == 6 && name[3] == ':';
  if (digits.size() != 4 || !(colon || name.size() == 5)) refuse(name, "is no offset like +08:00");
  const int hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minutes = (digits[2] - '0') * 10 + digits[3] - '0';
  if (hours > 18 || minutes > 59) refuse(name, "is an offset of more than 18 hours");
  const std::int32_t seconds = hours * 3600 + minutes * 60;
  return name[0] == '-' ? -seconds : seconds;
}

bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/') return false;
  return name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' ||
                  c == '_' || c == '-' || c == '+';
         });
}

// Big-endian reading of a TZif file, bounded.
class Reader final {
 public:
  Reader(std::string_view name, std::string_view bytes) : name_(name), rest_(bytes) {}

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) refuse(name_, "its file in the zone database is cut off");
    const std::string_view part = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return part;
  }
  std::int64_t number(std::size_t size) {
    const std::string_view bytes = take(size);
    std::uint64_t value = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0 ? ~0ull : 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(value);
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view name_;
  std::string_view rest_;
};

struct Counts {
  std::size_t utc, standard, leap, transitions, types, characters;
};

Counts read_header(std::string_view name, Reader& reader, char& version) {
  const std::string_view head = reader.take(20);
  if (head.substr(0, 4) != "TZif") refuse(name, "its file in the zone database is no TZif file");
  version = head[4];
  Counts counts{};
  for (std::size_t* count : {&counts.utc, &counts.standard, &counts.leap, &counts.transitions,
                             &counts.types, &counts.characters}) {
    const std::int64_t value = reader.number(4);
    if (value < 0 || value > static_cast<std::int64_t>(kMaxZoneFile))
      refuse(name, "its file is broken");
    *count = static_cast<std::size_t>(value);
  }
  return counts;
}

std::size_t data_size(const Counts& counts, std::size_t time_size) {
  return counts.transitions * (time_size + 1) + counts.types * 6 + counts.characters +
         counts.leap * (time_size + 4) + counts.standard + counts.utc;
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::load(std::string_view name) {
  if (name == "UTC" || name == "Z" || name == "GMT" ||
      (!name.empty() && (name[0] == '+' || name[0] == '-'))) {
    auto zone = std::make_shared<TimeZone>();
    zone->offsets_.push_back(name[0] == '+' || name[0] == '-' ? fixed_offset(name) : 0);
    return zone;
  }
  if (!is_zone_name(name)) refuse(name, "is no name of a time zone");
  const std::string path = kZoneDirectory + std::string(name);
  if (std::error_code error; !std::filesystem::is_regular_file(path, error)) {
    refuse(name, "there is no zone file " + path + " on this machine");
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (bytes.empty()) refuse(name, "the zone file " + path + " cannot be read");
  if (bytes.size() > kMaxZoneFile) refuse(name, "the zone file " + path + " is too big");
  return parse(name, bytes);
}

std::shared_ptr<const TimeZone> TimeZone::parse(std::string_view name, std::string_view tzif) {
  Reader reader(name, tzif);
  char version = 0;
  Counts counts = read_header(name, reader, version);
  std::size_t time_size = 4;
  if (version >= '2') {  // the first block is for readers of 1980; the second has 64-bit times
    reader.take(data_size(counts, 4));
    counts = read_header(name, reader, version);
    time_size = 8;
  }
  if (counts.types == 0) refuse(name, "its file is broken");
  auto zone = std::make_shared<TimeZone>();
  for (std::size_t i = 0; i < counts.transitions; ++i) {
    zone->transitions_.push_back(reader.number(time_size));
  }
  const std::string_view indexes = reader.take(counts.transitions);
  std::vector<std::int32_t> types;
  for (std::size_t i = 0; i < counts.types; ++i) {
    const std::int64_t seconds = reader.number(4);
    if (std::abs(seconds) > static_cast<std::int64_t>(kMaxOffsetSeconds))
      refuse(name, "its file is broken");
    types.push_back(static_cast<std::int32_t>(seconds));
    reader.take(2);
  }
  zone->offsets_.push_back(types[0]);
  for (const char c : indexes) {
    const auto index = static_cast<unsigned char>(c);
    if (index >= types.size()) refuse(name, "its file is broken");
    zone->offsets_.push_back(types[index]);
  }
  if (!std::is_sorted(zone->transitions_.begin(), zone->transitions_.end())) {
    refuse(name, "its file is broken");
  }
  reader.take(counts.characters + counts.leap * (time_size + 4) + counts.standard + counts.utc);
  if (time_size == 8 && reader.rest().size() >= 2 && reader.rest().front() == '\n') {
    const std::string_view footer = reader.rest().substr(1);
    const auto rule = PosixRule::parse(footer.substr(0, footer.find('\n')));
    if (!rule) refuse(name, "its file ends with a rule that is not understood");
    zone->rule_ = *rule;
  }
  return zone;
}

TimeZone::Offset TimeZone::at(std::int64_t epoch_seconds) const {
  const auto next = std::upper_bound(transitions_.begin(), transitions_.end(), epoch_seconds);
  const auto index = static_cast<std::size_t>(next - transitions_.begin());
  const std::int64_t from = index == 0 ? INT64_MIN : transitions_[index - 1];
  if (next == transitions_.end() && rule_.is_set()) {
    return {std::max(from, rule_.last_change(epoch_seconds)), rule_.next_change(epoch_seconds),
            rule_.offset_at(epoch_seconds)};
  }
  return {from, next == transitions_.end() ? INT64_MAX : *next, offsets_[index]};
}

}  // namespace starload::serializers
