// CRC-32 as zlib counts it: what guards the state of a checkpoint. Faster than zlib's where the
// processor multiplies without carries, since a state may have gigabytes. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace starload {

// Of `bytes` behind those that have the sum `before`; 0 is the sum of nothing.
std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes);

// The same by zlib alone: what other processors do, and what tests compare with.
std::uint32_t crc32_by_zlib(std::uint32_t before, std::string_view bytes);

}  // namespace starload
