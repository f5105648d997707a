// Finds the next of three bytes (separator, quote, newline), 64 bytes at a time. Value type; one
// thread.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace starload::cli {

class DelimiterScanner final {
 public:
  // Give the same byte twice when fewer than three matter.
  DelimiterScanner(char a, char b, char c) : a_(a), b_(b), c_(c) {}

  // REQUIRES: 64 readable bytes behind end.
  void reset(const char* begin, const char* end) {
    block_ = begin;
    end_ = end;
    mask_ = begin < end ? matches(begin) : 0;
  }

  // The next match, or end. Each match is given once.
  const char* next() {
    while (mask_ == 0) {
      if (end_ - block_ <= kBlock) {
        block_ = end_;
        return end_;
      }
      block_ += kBlock;
      mask_ = matches(block_);
    }
    const char* const found = block_ + std::countr_zero(mask_);
    mask_ &= mask_ - 1;
    return found < end_ ? found : end_;
  }

 private:
  static constexpr std::ptrdiff_t kBlock = 64;

#if defined(__SSE2__)
  std::uint64_t matches(const char* block) const {
    const __m128i a = _mm_set1_epi8(a_);
    const __m128i b = _mm_set1_epi8(b_);
    const __m128i c = _mm_set1_epi8(c_);
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i bytes =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + std::ptrdiff_t{16} * i));
      const __m128i hit =
          _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, a), _mm_cmpeq_epi8(bytes, b)),
                       _mm_cmpeq_epi8(bytes, c));
      mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(hit)))
              << (16 * i);
    }
    return mask;
  }
#else
  std::uint64_t matches(const char* block) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < kBlock; ++i) {
      const bool hit = block[i] == a_ || block[i] == b_ || block[i] == c_;
      mask |= static_cast<std::uint64_t>(hit) << i;
    }
    return mask;
  }
#endif

  char a_;
  char b_;
  char c_;
  const char* block_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t mask_ = 0;
};

}  // namespace starload::cli
