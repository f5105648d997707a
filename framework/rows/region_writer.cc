#include "framework/rows/region_writer.h"

namespace starload {

namespace layout = sdk::layout;

// The shortest two's complement whose first bit is the sign, as Java's BigInteger gives it.
void RegionWriter::put_wide_decimal(std::size_t slot, sdk::Int128 unscaled) {
  std::size_t size = 1;
  while (size < layout::kWideDecimalBytes &&
         (unscaled >> (8 * size - 1)) != (unscaled < 0 ? -1 : 0)) {
    ++size;
  }
  std::uint8_t bytes[layout::kWideDecimalBytes] = {};
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::uint8_t>(unscaled >> (8 * (size - 1 - i)));
  }
  const std::size_t offset = buffer_.size() - start_;
  buffer_.append(bytes, sizeof(bytes));
  put_extent(slot, offset, size);
}

}  // namespace starload
