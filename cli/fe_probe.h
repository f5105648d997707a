// Asks an FE, without loading anything, whether this user may load into a table and where it would
// send the rows: a load request whose body is never sent, because the redirect is not followed.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "framework/base/status.h"

namespace starload::cli {

struct FeProbe {
  std::string frontend;  // as in load-url
  std::string username;
  std::string password;
  std::string database;
  std::string table;
  std::string ca_file;
  bool verify = true;
  std::chrono::milliseconds timeout{5000};
};

// The backend's host:port that the FE names. kRefused: user, password or right; kUnavailable: no
// answer.
Result<std::string> probe_frontend(const FeProbe& probe);

// Whether a TCP connection to host:port can be made.
Status probe_address(const std::string& address, std::chrono::milliseconds timeout);

}  // namespace starload::cli
