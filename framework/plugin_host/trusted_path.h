// Which files may be loaded into the process: only those that nobody but root and the running user
// can change.
#pragma once

#include <filesystem>

#include "framework/base/status.h"

namespace starload {

// Follows links and checks that everything on the way (the file or directory, each directory above
// it, each link and the directories that links lie in) belongs to root or the running user and is
// not writable for group or others (a sticky bit does not help).
// Returns the canonical path; the error names the component that is not trusted and how to mend it.
Result<std::filesystem::path> trusted_path(const std::filesystem::path& path);

// As trusted_path, for what this process has made itself: directories above it may be writable for
// others where the sticky bit keeps them from replacing what is not theirs (/tmp).
Result<std::filesystem::path> trusted_private_path(const std::filesystem::path& path);

}  // namespace starload
