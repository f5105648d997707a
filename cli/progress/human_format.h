// Counts, sizes and times as people read them. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>

namespace starload::cli {

std::string human_count(std::uint64_t count);  // 336776 -> "336,776"
std::string human_bytes(
    std::uint64_t bytes);  // 999 -> "999 B", 31053850 -> "31.1 MB" (powers of 1000)
std::string human_duration(double seconds);  // "0.42 s", "7.3 s", "1m 05s", "2h 03m", "3d 04h"

}  // namespace starload::cli
