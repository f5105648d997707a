#include "cli/input/line_counter.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace starload::cli {
namespace {

// Of the compiler, which makes of it what the processor has.
constexpr std::ptrdiff_t kVector = 32;
typedef std::uint8_t Bytes
    __attribute__((vector_size(kVector)));  // NOLINT: no using for attributes

void count_byte(char before, char byte, LineCount& count) {
  if (byte != '\n') return;
  ++count.lines;
  if (before == '\n' || before == '\r') count.plain = false;
}

[[gnu::always_inline]] inline std::uint64_t sum_of(const Bytes& bytes) {
  std::uint64_t sum = 0;
  for (std::ptrdiff_t i = 0; i < kVector; ++i) sum += bytes[i];
  return sum;
}

// Whole vectors of what lies before end, one byte behind the text's begin at the earliest. Counts
// in bytes, which are added up before one overflows. Returns where it stopped.
[[gnu::always_inline]] inline const char* count_vectors(const char* at, const char* end,
                                                        LineCount& count) {
  constexpr std::ptrdiff_t kMostVectors = 255;
  Bytes careful{};
  while (end - at >= kVector) {
    const char* const stop = at + std::min((end - at) / kVector, kMostVectors) * kVector;
    Bytes counts{};
    for (; at != stop; at += kVector) {
      Bytes bytes;
      Bytes before;
      std::memcpy(&bytes, at, sizeof bytes);
      std::memcpy(&before, at - 1, sizeof before);
      const Bytes ends = bytes == '\n';  // 255 where it is so
      counts -= ends;
      careful |= ends & ((before == '\n') | (before == '\r'));
    }
    count.lines += sum_of(counts);
  }
  if (sum_of(careful) > 0) count.plain = false;
  return at;
}

const char* count_plainly(const char* at, const char* end, LineCount& count) {
  return count_vectors(at, end, count);
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] const char* count_by_avx2(const char* at, const char* end,
                                                  LineCount& count) {
  return count_vectors(at, end, count);
}

auto* chosen() { return __builtin_cpu_supports("avx2") ? &count_by_avx2 : &count_plainly; }

#else

auto* chosen() { return &count_plainly; }

#endif

}  // namespace

LineCount count_lines(const char* begin, const char* end) {
  static const auto count_most = chosen();
  LineCount count;
  if (begin == end) return count;
  count_byte('\n', *begin, count);
  for (const char* at = count_most(begin + 1, end, count); at != end; ++at)
    count_byte(at[-1], *at, count);
  return count;
}

}  // namespace starload::cli
