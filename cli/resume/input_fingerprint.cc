#include "cli/resume/input_fingerprint.h"

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "cli/resume/digest.h"

namespace starload::cli {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

std::string utc(std::int64_t modified_ns) {
  const std::time_t seconds = modified_ns / kNanosecondsPerSecond;
  std::tm parts{};
  char text[32] = "?";
  if (::gmtime_r(&seconds, &parts) != nullptr)
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

std::string sizes(const FileFacts& then, const FileFacts& now) {
  return std::to_string(then.size) + " bytes then, " + std::to_string(now.size) + " now";
}

}  // namespace

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? path : whole.lexically_normal().string();
}

Status check_repeatable(const InputFile& file, const std::string& argument) {
  if (argument == "-") {
    return Status::config(
        "--state: standard input cannot be read a second time from where a killed load stopped, so "
        "a load from it cannot be resumed. Save it to a file and load that, or leave --state out");
  }
  if (!file.is_regular()) {
    return Status::config("--state: '" + argument +
                          "' is a pipe or a device and cannot be read a second time from where a "
                          "killed load stopped, so a load from it cannot be resumed. Save it to a "
                          "file and load that, or leave --state out");
  }
  return Status::ok();
}

Result<InputFingerprint> fingerprint(const InputFile& file, const std::string& argument) {
  InputFingerprint made;
  made.path = absolute_path(argument);
  Result<FileFacts> facts = file.facts();
  if (!facts) return facts.status();
  made.facts = *facts;
  const std::uint64_t size = made.facts.size;
  const std::uint64_t tail_at = size - std::min<std::uint64_t>(size, InputFingerprint::kEndBytes);
  Digest digest;
  for (const std::uint64_t offset : {std::uint64_t{0}, tail_at}) {
    Result<std::string> bytes = file.read_at(offset, InputFingerprint::kEndBytes);
    if (!bytes) return bytes.status();
    digest.add(*bytes);
  }
  made.ends_digest = digest.finish();
  return made;
}

std::string describe_change(const InputFingerprint& then, const InputFingerprint& now) {
  if (then == now) return {};
  if (then.path != now.path) return "it was '" + then.path + "', now it is '" + now.path + "'";
  const std::string file = "'" + now.path + "' ";
  if (now.facts.size > then.facts.size) {
    return file + "has grown (" + sizes(then.facts, now.facts) +
           "); an appended file is a changed file: load what was added from a file of its own, "
           "with a state file of its own";
  }
  if (now.facts.size < then.facts.size)
    return file + "is shorter (" + sizes(then.facts, now.facts) + ")";
  if (then.ends_digest != now.ends_digest) return file + "has another content";
  return file + "was modified since (" + utc(then.facts.modified_ns) + " then, " +
         utc(now.facts.modified_ns) + " now, UTC)";
}

}  // namespace starload::cli
