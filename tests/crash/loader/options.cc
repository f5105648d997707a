#include "tests/crash/loader/options.h"

#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace starload::crash {
namespace {

constexpr std::array<std::pair<std::string_view, KillPoint>, 7> kKillPoints{{
    {"opened", KillPoint::kOpened},
    {"restored", KillPoint::kRestored},
    {"written", KillPoint::kWritten},
    {"prepared", KillPoint::kPrepared},
    {"torn", KillPoint::kTorn},
    {"stored", KillPoint::kStored},
    {"committed", KillPoint::kCommitted},
}};

bool parse_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

// POINT:COUNT
bool parse_kill(std::string_view text, LoaderOptions& options) {
  const std::size_t colon = text.find(':');
  for (const auto& [name, point] : kKillPoints) {
    if (text.substr(0, colon) == name) options.kill_point = point;
  }
  return colon != std::string_view::npos && options.kill_point != KillPoint::kNone &&
         parse_number(text.substr(colon + 1), options.kill_count);
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::istringstream stream(text);
  for (std::string item; std::getline(stream, item, ',');) items.push_back(item);
  return items;
}

bool set_text(LoaderOptions& options, std::string_view key, const std::string& value) {
  const std::map<std::string_view, std::filesystem::path*> paths{
      {"state-file", &options.state_file},
      {"reject-file", &options.reject_file},
      {"boundary-file", &options.boundary_file},
      {"end-file", &options.end_file}};
  if (const auto path = paths.find(key); path != paths.end()) {
    *path->second = value;
    return true;
  }
  if (key == "database") options.database = value;
  if (key == "tables") options.tables = split_list(value);
  if (key == "kill") return parse_kill(value, options);
  return key == "database" || key == "tables";
}

bool set_number(LoaderOptions& options, std::string_view key, const std::string& value) {
  std::uint64_t number = 0;
  if (!parse_number(value, number)) return false;
  const std::map<std::string_view, std::uint64_t*> numbers{
      {"rows", &options.rows},
      {"payload-bytes", &options.payload_bytes},
      {"bad-every", &options.bad_every},
      {"abort-every", &options.abort_every},
      {"pause-ms", &options.pause_ms},
      {"checkpoints", &options.checkpoints},
      {"seed", &options.seed}};
  if (const auto found = numbers.find(key); found != numbers.end()) {
    *found->second = number;
    return true;
  }
  if (key == "splits") options.splits = static_cast<std::uint32_t>(number);
  if (key == "writers") options.writers = static_cast<std::uint32_t>(number);
  return key == "splits" || key == "writers";
}

}  // namespace

Result<LoaderOptions> read_options(const std::filesystem::path& file) {
  constexpr std::string_view kOwn = "loader.";
  LoaderOptions options;
  std::ifstream stream(file);
  if (!stream) return Status::config("cannot read " + file.string());
  for (std::string line; std::getline(stream, line);) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) return Status::config("no key=value line: " + line);
    const std::string key = line.substr(0, equals);
    const std::string value = line.substr(equals + 1);
    if (key.rfind(kOwn, 0) != 0) {
      options.properties.set(key, value, file.string());
      continue;
    }
    const std::string own = key.substr(kOwn.size());
    if (!set_text(options, own, value) && !set_number(options, own, value)) {
      return Status::config("the crash loader does not understand " + line);
    }
  }
  if (options.tables.empty() || options.splits == 0 || options.writers == 0) {
    return Status::config("loader.tables, loader.splits and loader.writers are needed");
  }
  return options;
}

}  // namespace starload::crash
