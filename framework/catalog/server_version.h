// StarRocks' version as current_version() prints it. Plain value; any thread may use its own copy.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "framework/base/status.h"

namespace starload {

struct ServerVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;
  std::string text;  // as the server printed it

  bool at_least(int other_major, int other_minor = 0, int other_patch = 0) const;
};

// "3.4.2-hash", "3.4.2 hash", "2.5.22-rc01 hash". A development build ("main-hash") is an error.
Result<ServerVersion> parse_server_version(std::string_view text);

}  // namespace starload
