// The MySQL client library's own beginnings, for a host whose process is not ours.
#pragma once

#include <filesystem>

#include "framework/base/status.h"

namespace starload {

// Initializes the client library, which would otherwise happen with the first session, and loads
// its authentication plugin caching_sha2_password from the directory, where it is there. Afterwards
// the directory is not needed any more: sessions look for plugins nowhere else. Keeps what the
// process does at SIGPIPE, which the library would ignore. Once, before any session.
Status prepare_client_library(const std::filesystem::path& plugin_directory);

}  // namespace starload
