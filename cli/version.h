// The version of the command; set by CMake from the project's version.
#pragma once

namespace starload::cli {

inline constexpr char kVersion[] = STARLOAD_VERSION;

}  // namespace starload::cli
