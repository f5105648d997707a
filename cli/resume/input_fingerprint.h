// What an input file is known by, so that a load goes on only with the very files that it began
// with. Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "cli/input/input_file.h"
#include "framework/base/status.h"

namespace starload::cli {

struct InputFingerprint {
  static constexpr std::size_t kEndBytes = std::size_t{64} << 10;  // of head and of tail

  std::string path;  // absolute
  FileFacts facts;
  std::string ends_digest;  // SHA-256 of the first and the last 64 KiB
  bool operator==(const InputFingerprint&) const = default;
};

std::string absolute_path(const std::string& path);

// The error says why a load from this input cannot be continued: standard input and pipes cannot be
// read again.
Status check_repeatable(const InputFile& file, const std::string& argument);

// REQUIRES: a regular file. argument: as the user named it.
Result<InputFingerprint> fingerprint(const InputFile& file, const std::string& argument);

// How a file differs from what it was; "" when it does not. The path is named in front.
std::string describe_change(const InputFingerprint& then, const InputFingerprint& now);

}  // namespace starload::cli
