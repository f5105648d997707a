#include "framework/checkpoint/crc32.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>

namespace starload {

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes) {
  uLong sum = before;
  while (!bytes.empty()) {
    const std::size_t step = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30);
    sum = ::crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(step));
    bytes.remove_prefix(step);
  }
  return static_cast<std::uint32_t>(sum);
}

}  // namespace starload
