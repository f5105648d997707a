#include "framework/base/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace starload {
namespace {

constexpr const char* kZoneDirectory = "/usr/share/zoneinfo/";
constexpr std::size_t kMaxZoneFile = 1 << 20;
constexpr std::size_t kHeader = 44;
constexpr std::size_t kTypeSize = 6;
constexpr std::int64_t kMaxOffsetSeconds = 26 * 3600;

Status broken() { return Status::config("its file is broken"); }
Status cut_off() { return Status::config("its file in the zone database is cut off"); }

bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0 ? ~0ull : 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

std::string_view take(std::string_view& rest, std::size_t size) {
  const std::string_view part = rest.substr(0, size);
  rest.remove_prefix(size);
  return part;
}

// One of the two blocks of a TZif file: the first is for readers of 1980, the second has 64-bit
// times. Views into the file.
struct Block {
  char version = 0;
  std::size_t time_size = 0;
  std::string_view times, indexes, types;

  std::size_t type_count() const { return types.size() / kTypeSize; }
  std::int64_t time(std::size_t i) const {
    return big_endian(times.substr(i * time_size, time_size));
  }
  std::int64_t type_offset(std::size_t i) const {
    return big_endian(types.substr(i * kTypeSize, 4));
  }
};

// Takes the block off the front.
Result<Block> take_block(std::string_view& rest, std::size_t time_size) {
  if (rest.size() < kHeader) return cut_off();
  std::string_view header = take(rest, kHeader);
  const std::string_view start = take(header, 20);
  if (!start.starts_with("TZif"))
    return Status::config("its file in the zone database is no TZif file");
  std::size_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, characters = 0;
  for (std::size_t* count : {&utc, &standard, &leaps, &times, &types, &characters}) {
    const std::int64_t value = big_endian(take(header, 4));
    if (value < 0 || value > static_cast<std::int64_t>(kMaxZoneFile)) return broken();
    *count = static_cast<std::size_t>(value);
  }
  const std::size_t unused = characters + leaps * (time_size + 4) + standard + utc;
  if (rest.size() < times * (time_size + 1) + types * kTypeSize + unused) return cut_off();
  if (types == 0) return broken();
  Block block{start[4], time_size, {}, {}, {}};
  block.times = take(rest, times * time_size);
  block.indexes = take(rest, times);
  block.types = take(rest, types * kTypeSize);
  take(rest, unused);
  return block;
}

}  // namespace

TimeZone TimeZone::fixed(std::int32_t seconds_east) {
  TimeZone zone;
  zone.offsets_.push_back(seconds_east);
  return zone;
}

Result<TimeZone> TimeZone::named(std::string_view name) {
  if (!is_zone_name(name)) return Status::config("is no name of a time zone");
  const std::string path = kZoneDirectory + std::string(name);
  if (std::error_code error; !std::filesystem::is_regular_file(path, error))
    return Status::config("there is no zone file " + path + " on this machine");
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (bytes.empty()) return Status::config("the zone file " + path + " cannot be read");
  if (bytes.size() > kMaxZoneFile) return Status::config("the zone file " + path + " is too big");
  return parse(bytes);
}

Result<TimeZone> TimeZone::parse(std::string_view tzif) {
  Result<Block> block = take_block(tzif, 4);
  if (block && block->version >= '2') block = take_block(tzif, 8);
  if (!block) return block.status();
  TimeZone zone;
  for (std::size_t i = 0; i < block->indexes.size(); ++i)
    zone.transitions_.push_back(block->time(i));
  if (!std::is_sorted(zone.transitions_.begin(), zone.transitions_.end())) return broken();
  std::vector<std::int32_t> types;
  for (std::size_t i = 0; i < block->type_count(); ++i) {
    const std::int64_t seconds = block->type_offset(i);
    if (std::abs(seconds) > kMaxOffsetSeconds) return broken();
    types.push_back(static_cast<std::int32_t>(seconds));
  }
  zone.offsets_.push_back(types[0]);
  for (const char c : block->indexes) {
    const auto index = static_cast<unsigned char>(c);
    if (index >= types.size()) return broken();
    zone.offsets_.push_back(types[index]);
  }
  if (block->time_size == 8 && tzif.size() >= 2 && tzif.front() == '\n') {
    const std::string_view footer = tzif.substr(1);
    const auto rule = PosixRule::parse(footer.substr(0, footer.find('\n')));
    if (!rule) return Status::config("its file ends with a rule that is not understood");
    zone.rule_ = *rule;
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

}  // namespace starload
