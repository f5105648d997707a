#include "framework/rows/region_writer.h"

#include <cstring>
#include <starload/sdk/row_layout.hpp>

namespace starload {

namespace layout = sdk::layout;

void RegionWriter::put(std::size_t slot, const void* value, std::size_t size) {
  std::memcpy(buffer_.data() + start_ + slot, value, size);
}

void RegionWriter::put_extent(std::size_t slot, std::size_t offset, std::size_t low) {
  const std::uint64_t word =
      static_cast<std::uint64_t>(offset) << 32 | static_cast<std::uint32_t>(low);
  put(slot, &word, sizeof(word));
}

void RegionWriter::put_int(std::size_t slot, std::int64_t value, std::size_t size) {
  put(slot, &value, size);
}

void RegionWriter::put_float(std::size_t slot, float value) { put(slot, &value, sizeof(value)); }
void RegionWriter::put_double(std::size_t slot, double value) { put(slot, &value, sizeof(value)); }

void RegionWriter::put_largeint(std::size_t slot, sdk::Int128 value) {
  put_variable(slot, &value, sizeof(value));
}

void RegionWriter::put_decimal(std::size_t slot, sdk::Int128 unscaled, std::int32_t precision) {
  if (precision <= layout::kCompactDecimalPrecision) {
    put_int(slot, static_cast<std::int64_t>(unscaled), layout::kWord);
    return;
  }
  // The shortest two's complement whose first bit is the sign, as Java's BigInteger gives it.
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
  buffer_.insert(buffer_.end(), bytes, bytes + sizeof(bytes));
  put_extent(slot, offset, size);
}

void RegionWriter::put_timestamp(std::size_t slot, std::int64_t epoch_ms, std::int32_t nanos_of_ms,
                                 std::int32_t precision) {
  if (precision <= layout::kCompactTimestampPrecision) {
    put_int(slot, epoch_ms, layout::kWord);
    return;
  }
  const std::size_t offset = buffer_.size() - start_;
  put_variable(slot, &epoch_ms, sizeof(epoch_ms));
  put_extent(slot, offset, static_cast<std::uint32_t>(nanos_of_ms));
}

void RegionWriter::put_text(std::size_t slot, std::string_view value) {
  if (value.size() > layout::kMaxInlineBytes) {
    put_variable(slot, value.data(), value.size());
    return;
  }
  std::uint8_t bytes[layout::kWord] = {};
  if (!value.empty()) std::memcpy(bytes, value.data(), value.size());
  bytes[7] = static_cast<std::uint8_t>(0x80u | value.size());
  put(slot, bytes, sizeof(bytes));
}

void RegionWriter::put_variable(std::size_t slot, const void* data, std::size_t size) {
  const std::size_t at = buffer_.size();
  buffer_.resize(at + layout::round_up(size));
  if (size > 0) std::memcpy(buffer_.data() + at, data, size);
  put_extent(slot, at - start_, size);
}

}  // namespace starload
