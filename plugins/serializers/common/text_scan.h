// Finds the bytes of a text that need care, 16 at a time (SSE2, which every x86-64 has; 8 at a time
// elsewhere). A Scan gives, for the bytes at `at`, a mask whose lowest set bit tells the position
// of the first such byte.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace starload::serializers {

#if defined(__SSE2__)

constexpr std::size_t kScanWidth = 16;
using ScanMask = std::uint32_t;

struct ScanBlock {
  __m128i bytes;
  explicit ScanBlock(const void* at) : bytes(_mm_loadu_si128(static_cast<const __m128i*>(at))) {}
  // Eight bytes, and eight more (or zeros).
  explicit ScanBlock(std::uint64_t low, std::uint64_t high = 0)
      : bytes(_mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low))) {}
  void store(void* at) const { _mm_storeu_si128(static_cast<__m128i*>(at), bytes); }
};

inline std::size_t first_position(ScanMask mask) {
  return static_cast<std::size_t>(std::countr_zero(mask));
}
inline ScanMask first_bytes(std::size_t count) { return (1u << count) - 1; }

// Any of three bytes.
class ByteScan final {
 public:
  ByteScan() : ByteScan(0, 0, 0) {}
  ByteScan(char a, char b, char c)
      : a_(_mm_set1_epi8(a)), b_(_mm_set1_epi8(b)), c_(_mm_set1_epi8(c)) {}
  ScanMask operator()(const ScanBlock& block) const {
    const __m128i hit =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block.bytes, a_), _mm_cmpeq_epi8(block.bytes, b_)),
                     _mm_cmpeq_epi8(block.bytes, c_));
    return static_cast<ScanMask>(_mm_movemask_epi8(hit));
  }

 private:
  __m128i a_, b_, c_;
};

// What a JSON string may not hold as it is, and every byte that is not ASCII.
struct JsonScan {
  ScanMask operator()(const ScanBlock& block) const {
    // Signed: bytes from 0x80 on are negative, so they are below 0x20 too.
    const __m128i low = _mm_cmplt_epi8(block.bytes, _mm_set1_epi8(0x20));
    const __m128i hit =
        _mm_or_si128(low, _mm_or_si128(_mm_cmpeq_epi8(block.bytes, _mm_set1_epi8('"')),
                                       _mm_cmpeq_epi8(block.bytes, _mm_set1_epi8('\\'))));
    return static_cast<ScanMask>(_mm_movemask_epi8(hit));
  }
};

#else

constexpr std::size_t kScanWidth = 8;
using ScanMask = std::uint64_t;  // the highest bit of each byte

struct ScanBlock {
  std::uint64_t bytes;
  explicit ScanBlock(const void* at) { std::memcpy(&bytes, at, sizeof(bytes)); }
  explicit ScanBlock(std::uint64_t low) : bytes(low) {}
  void store(void* at) const { std::memcpy(at, &bytes, sizeof(bytes)); }
};

inline std::size_t first_position(ScanMask mask) {
  return static_cast<std::size_t>(std::countr_zero(mask)) / 8;
}
inline ScanMask first_bytes(std::size_t count) { return (std::uint64_t{1} << (8 * count)) - 1; }

namespace detail {

constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
constexpr std::uint64_t repeat(std::uint8_t byte) { return 0x0101010101010101u * byte; }
// The highest bit of every byte that is zero; exact, no carry from byte to byte.
constexpr std::uint64_t zero_bytes(std::uint64_t x) { return ~(((x & kLow) + kLow) | x | kLow); }

}  // namespace detail

class ByteScan final {
 public:
  ByteScan() : ByteScan(0, 0, 0) {}
  ByteScan(char a, char b, char c)
      : a_(detail::repeat(static_cast<std::uint8_t>(a))),
        b_(detail::repeat(static_cast<std::uint8_t>(b))),
        c_(detail::repeat(static_cast<std::uint8_t>(c))) {}
  ScanMask operator()(const ScanBlock& block) const {
    return detail::zero_bytes(block.bytes ^ a_) | detail::zero_bytes(block.bytes ^ b_) |
           detail::zero_bytes(block.bytes ^ c_);
  }

 private:
  std::uint64_t a_, b_, c_;
};

struct JsonScan {
  ScanMask operator()(const ScanBlock& block) const {
    const std::uint64_t x = block.bytes;
    const std::uint64_t high = ~detail::kLow;
    const std::uint64_t at_least_space = (x & detail::kLow) + detail::repeat(0x80 - 0x20);
    return ((~at_least_space | x) & high) | detail::zero_bytes(x ^ detail::repeat('"')) |
           detail::zero_bytes(x ^ detail::repeat('\\'));
  }
};

#endif

namespace detail {

inline std::uint64_t load8(const char* at) {
  std::uint64_t bytes;
  std::memcpy(&bytes, at, sizeof(bytes));
  return bytes;
}
inline void store8(std::uint64_t bytes, char* out) { std::memcpy(out, &bytes, sizeof(bytes)); }

// Fewer than eight bytes as the lowest ones of a register.
inline std::uint64_t load_few(const char* text, std::size_t size) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return bytes;
}

// Eight to sixteen bytes as two halves, which may overlap.
template <typename Scan>
inline bool copy_halves(const Scan& scan, const char* text, std::size_t size, char* out) {
  const std::uint64_t first = load8(text);
  const std::uint64_t last = load8(text + size - 8);
  store8(first, out);
  store8(last, out + size - 8);
#if defined(__SSE2__)
  return scan(ScanBlock(first, last)) == 0;
#else
  return (scan(ScanBlock(first)) | scan(ScanBlock(last))) == 0;
#endif
}

}  // namespace detail

// Copies up to seven bytes, the lowest ones of `bytes`; whether the scan found nothing. Writes
// eight bytes.
template <typename Scan>
inline bool copy_few_if_clean(const Scan& scan, std::uint64_t bytes, std::size_t size, char* out) {
  detail::store8(bytes, out);
  return (scan(ScanBlock(bytes)) & first_bytes(size)) == 0;
}

// Copies a text; whether the scan found nothing in it. Reads nothing outside the text and writes at
// most eight bytes more than it has. What is not clean may be half copied.
template <typename Scan>
inline bool copy_if_clean(const Scan& scan, const char* text, std::size_t size, char* out) {
  if (size < 8) return copy_few_if_clean(scan, detail::load_few(text, size), size, out);
  if (size <= 16) return detail::copy_halves(scan, text, size, out);
  const std::size_t last = size - kScanWidth;
  for (std::size_t at = 0; at < last; at += kScanWidth) {
    const ScanBlock block(text + at);
    block.store(out + at);
    if (scan(block) != 0) return false;
  }
  const ScanBlock block(text + last);
  block.store(out + last);
  return scan(block) == 0;
}

// Copies `size` bytes as long as the scan finds nothing; the number of bytes copied. Writes up to
// kScanWidth scratch bytes behind them. readable_end: how far reading is allowed.
template <typename Scan>
inline std::size_t copy_clean(const Scan& scan, const char* text, std::size_t size,
                              const char* readable_end, char* out) {
  std::size_t done = 0;
  for (; size - done >= kScanWidth; done += kScanWidth) {
    const ScanBlock block(text + done);
    block.store(out + done);
    if (const ScanMask mask = scan(block)) return done + first_position(mask);
  }
  const std::size_t rest = size - done;
  if (rest == 0) return size;
  ScanMask mask;
  if (static_cast<std::size_t>(readable_end - (text + done)) >= kScanWidth) {
    const ScanBlock block(text + done);
    block.store(out + done);
    mask = scan(block);
  } else {
    char tail[kScanWidth] = {};
    std::memcpy(tail, text + done, rest);
    const ScanBlock block(tail);
    block.store(out + done);
    mask = scan(block);
  }
  mask &= first_bytes(rest);
  return mask != 0 ? done + first_position(mask) : size;
}

}  // namespace starload::serializers
