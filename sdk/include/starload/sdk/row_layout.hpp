// Where the parts of a row, array or map lie: the arithmetic of docs/row-format.md, for readers and
// writers alike. Pure functions; any thread.
#pragma once

#include <starload/abi/rows.h>

#include <cstdint>
#include <cstring>

namespace starload::sdk {

// Unscaled decimals and LARGEINT. (ISO C++ has no name for it.)
__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

}  // namespace starload::sdk

namespace starload::sdk::layout {

constexpr std::size_t kWord = 8;
constexpr std::size_t kRowHeaderBits = 8;      // the row kind, in front of the null bits
constexpr std::size_t kMaxInlineBytes = 7;     // longest text that lies in its slot
constexpr std::size_t kWideDecimalBytes = 16;  // reserved for a DECIMAL of more than 18 digits
constexpr std::size_t kLargeintBytes = 16;
constexpr std::int32_t kCompactDecimalPrecision = 18;
constexpr std::int32_t kCompactTimestampPrecision = 3;
constexpr std::int32_t kMaxNanosOfMs = 999'999;

constexpr std::size_t round_up(std::size_t size) { return (size + kWord - 1) & ~(kWord - 1); }

// Bytes in front of a row's first slot.
constexpr std::size_t row_null_bytes(std::size_t arity) {
  return (arity + kRowHeaderBits + 63) / 64 * kWord;
}
constexpr std::size_t row_fixed_bytes(std::size_t arity) {
  return row_null_bytes(arity) + arity * kWord;
}

// Bytes in front of an array's first element.
constexpr std::size_t array_header_bytes(std::size_t count) { return 4 + (count + 31) / 32 * 4; }

// How many bytes an element of that type takes in an array's fixed part.
constexpr std::size_t element_bytes(std::int32_t kind) {
  switch (kind) {
    case SL_TYPE_BOOLEAN:
    case SL_TYPE_TINYINT:
      return 1;
    case SL_TYPE_SMALLINT:
      return 2;
    case SL_TYPE_INT:
    case SL_TYPE_FLOAT:
    case SL_TYPE_DATE:
    case SL_TYPE_TIME:
      return 4;
    default:
      return kWord;
  }
}

constexpr bool is_text_or_bytes(std::int32_t kind) {
  return kind >= SL_TYPE_CHAR && kind <= SL_TYPE_VARBINARY;
}
constexpr bool is_nested(std::int32_t kind) { return kind >= SL_TYPE_ARRAY && kind <= SL_TYPE_ROW; }
constexpr bool is_timestamp(std::int32_t kind) {
  return kind == SL_TYPE_TIMESTAMP || kind == SL_TYPE_TIMESTAMP_LTZ;
}
inline bool is_wide_decimal(const sl_type& type) {
  return type.kind == SL_TYPE_DECIMAL && type.precision > kCompactDecimalPrecision;
}
inline bool is_wide_timestamp(const sl_type& type) {
  return is_timestamp(type.kind) && type.precision > kCompactTimestampPrecision;
}

// Unaligned little-endian access; the format is little-endian and so are the machines that it is
// built for.
template <typename T>
T load(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof(value));
  return value;
}

inline bool bit(const std::uint8_t* bits, std::size_t index) {
  return (bits[index >> 3] >> (index & 7)) & 1;
}

// A slot of offset << 32 | length.
struct Extent {
  std::uint32_t offset;
  std::uint32_t size;
};
inline Extent extent(std::uint64_t slot) {
  return {static_cast<std::uint32_t>(slot >> 32), static_cast<std::uint32_t>(slot)};
}
constexpr bool is_inline(std::uint64_t slot) { return (slot >> 63) != 0; }
constexpr std::size_t inline_size(std::uint64_t slot) { return (slot >> 56) & 0x7F; }

}  // namespace starload::sdk::layout
