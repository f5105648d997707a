// Fills the slots and the variable part of one row or array that lies in a growing buffer.
// A borrowed view on the buffer; one thread. The layout is that of docs/row-format.md. In the
// header, because a call for every cell costs as much as the cell.
#pragma once

#include <starload/abi/rows.h>

#include <cstdint>
#include <cstring>
#include <starload/sdk/row_layout.hpp>
#include <string_view>

#include "framework/rows/byte_buffer.h"

namespace starload {

class RegionWriter final {
 public:
  // start: where the row or array begins in the buffer; its fixed part is there already.
  RegionWriter(ByteBuffer& buffer, std::size_t start) : buffer_(buffer), start_(start) {}

  // slot: offset of the slot from the region's start. `size` bytes of the value are written,
  // little-endian.
  void put_int(std::size_t slot, std::int64_t value, std::size_t size) { put(slot, &value, size); }
  void put_float(std::size_t slot, float value) { put(slot, &value, sizeof(value)); }
  void put_double(std::size_t slot, double value) { put(slot, &value, sizeof(value)); }
  void put_largeint(std::size_t slot, sdk::Int128 value) {
    put_variable(slot, &value, sizeof(value));
  }

  void put_decimal(std::size_t slot, sdk::Int128 unscaled, std::int32_t precision) {
    if (precision > sdk::layout::kCompactDecimalPrecision) return put_wide_decimal(slot, unscaled);
    put_word(slot, static_cast<std::uint64_t>(unscaled));
  }

  void put_timestamp(std::size_t slot, std::int64_t epoch_ms, std::int32_t nanos_of_ms,
                     std::int32_t precision) {
    if (precision <= sdk::layout::kCompactTimestampPrecision)
      return put_word(slot, static_cast<std::uint64_t>(epoch_ms));
    const std::size_t offset = buffer_.size() - start_;
    buffer_.append(&epoch_ms, sizeof(epoch_ms));
    put_extent(slot, offset, static_cast<std::uint32_t>(nanos_of_ms));
  }

  void put_text(std::size_t slot, std::string_view value) {  // up to 7 bytes inline
    if (value.size() > sdk::layout::kMaxInlineBytes)
      return put_variable(slot, value.data(), value.size());
    std::uint64_t word = 0;
    if (!value.empty()) std::memcpy(&word, value.data(), value.size());
    put_word(slot, word | (0x80ull | value.size()) << 56);
  }

  void put_variable(std::size_t slot, const void* data, std::size_t size) {
    const std::size_t offset = buffer_.size() - start_;
    const std::size_t rounded = sdk::layout::round_up(size);
    std::uint8_t* const at = buffer_.extend(rounded);
    if (size > 0) {
      const std::uint64_t padding = 0;  // the last word is cleared first: its rest is defined
      std::memcpy(at + rounded - sizeof(padding), &padding, sizeof(padding));
      std::memcpy(at, data, size);
    }
    put_extent(slot, offset, size);
  }

 private:
  void put(std::size_t slot, const void* value, std::size_t size) {
    std::memcpy(buffer_.data() + start_ + slot, value, size);
  }
  void put_word(std::size_t slot, std::uint64_t word) { put(slot, &word, sizeof(word)); }
  void put_extent(std::size_t slot, std::size_t offset, std::size_t low) {
    put_word(slot, static_cast<std::uint64_t>(offset) << 32 | static_cast<std::uint32_t>(low));
  }
  void put_wide_decimal(std::size_t slot, sdk::Int128 unscaled);

  ByteBuffer& buffer_;
  std::size_t start_;
};

}  // namespace starload
