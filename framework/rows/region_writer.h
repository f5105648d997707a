// Fills the slots and the variable part of one row or array that lies in a growing buffer.
// A borrowed view on the buffer; one thread. The layout is that of docs/row-format.md.
#pragma once

#include <starload/abi/rows.h>

#include <cstdint>
#include <starload/sdk/row_layout.hpp>
#include <string_view>
#include <vector>

namespace starload {

class RegionWriter final {
 public:
  // start: where the row or array begins in the buffer; its fixed part is there already.
  RegionWriter(std::vector<std::uint8_t>& buffer, std::size_t start)
      : buffer_(buffer), start_(start) {}

  // slot: offset of the slot from the region's start. `size` bytes of the value are written,
  // little-endian.
  void put_int(std::size_t slot, std::int64_t value, std::size_t size);
  void put_float(std::size_t slot, float value);
  void put_double(std::size_t slot, double value);
  void put_largeint(std::size_t slot, sdk::Int128 value);
  void put_decimal(std::size_t slot, sdk::Int128 unscaled, std::int32_t precision);
  void put_timestamp(std::size_t slot, std::int64_t epoch_ms, std::int32_t nanos_of_ms,
                     std::int32_t precision);
  void put_text(std::size_t slot, std::string_view value);  // up to 7 bytes inline
  void put_variable(std::size_t slot, const void* data, std::size_t size);

 private:
  void put(std::size_t slot, const void* value, std::size_t size);
  void put_extent(std::size_t slot, std::size_t offset, std::size_t low);

  std::vector<std::uint8_t>& buffer_;
  std::size_t start_;
};

}  // namespace starload
