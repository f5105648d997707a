#include "framework/checkpoint/crc32.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace starload {

std::uint32_t crc32_by_zlib(std::uint32_t before, std::string_view bytes) {
  uLong sum = before;
  while (!bytes.empty()) {
    const std::size_t step = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30);
    sum = ::crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(step));
    bytes.remove_prefix(step);
  }
  return static_cast<std::uint32_t>(sum);
}

#if defined(__x86_64__)
namespace {

constexpr std::size_t kLaneBytes = 16;
constexpr std::size_t kStrideBytes = 4 * kLaneBytes;

// x^exponent modulo the polynomial, bits reversed as in all of this CRC; one place up, because the
// product of two reversed 64-bit numbers has 127 bits.
constexpr long long power_of_x(unsigned exponent) {
  std::uint32_t power = 0x80000000u;
  for (; exponent > 0; --exponent) power = (power >> 1) ^ ((power & 1) != 0 ? 0xedb88320u : 0u);
  return static_cast<long long>(std::uint64_t{power} << 1);
}

__attribute__((target("pclmul"))) __m128i load(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

// 16 bytes that have the same remainder as `lane`, seen from so many bits further on as `powers` is
// for, and added to what lies there.
__attribute__((target("pclmul"))) __m128i folded(__m128i lane, __m128i powers, __m128i there) {
  const __m128i low = _mm_clmulepi64_si128(lane, powers, 0x00);
  const __m128i high = _mm_clmulepi64_si128(lane, powers, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), there);
}

// Folds four lanes over the text, then these into one, whose remainder zlib takes.
__attribute__((target("pclmul"))) std::uint32_t sum_by_folding(std::uint32_t before,
                                                               std::string_view bytes) {
  const __m128i by_stride = _mm_set_epi64x(power_of_x(512 - 32), power_of_x(512 + 32));
  const __m128i by_lane = _mm_set_epi64x(power_of_x(128 - 32), power_of_x(128 + 32));
  const char* at = bytes.data();
  __m128i a = _mm_xor_si128(load(at), _mm_cvtsi32_si128(static_cast<int>(~before)));
  __m128i b = load(at + kLaneBytes);
  __m128i c = load(at + 2 * kLaneBytes);
  __m128i d = load(at + 3 * kLaneBytes);
  std::size_t left = bytes.size() - kStrideBytes;
  for (at += kStrideBytes; left >= kStrideBytes; left -= kStrideBytes, at += kStrideBytes) {
    a = folded(a, by_stride, load(at));
    b = folded(b, by_stride, load(at + kLaneBytes));
    c = folded(c, by_stride, load(at + 2 * kLaneBytes));
    d = folded(d, by_stride, load(at + 3 * kLaneBytes));
  }
  const __m128i all = folded(folded(folded(a, by_lane, b), by_lane, c), by_lane, d);
  char rest[kLaneBytes];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rest), all);
  constexpr std::uint32_t kFromZero = 0xffffffffu;  // zlib turns the bits round at both ends
  return crc32_by_zlib(crc32_by_zlib(kFromZero, {rest, sizeof rest}), {at, left});
}

}  // namespace

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes) {
  static const bool multiplies = __builtin_cpu_supports("pclmul") != 0;
  if (!multiplies || bytes.size() < kStrideBytes) return crc32_by_zlib(before, bytes);
  return sum_by_folding(before, bytes);
}
#else
std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes) {
  return crc32_by_zlib(before, bytes);
}
#endif

}  // namespace starload
