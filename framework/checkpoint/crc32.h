// zlib's CRC-32, which guards the state of a checkpoint, for texts of any size. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace starload {

// Of `bytes` behind those that have the sum `before`; 0 is the sum of nothing.
std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes);

}  // namespace starload
