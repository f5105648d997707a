// The envelope of a checkpoint's state, and the compressed rows in it: no bytes may make the reader
// look outside of them. Half of the inputs get a head that is right, or nothing would get past it.
#include <zlib.h>

#include <algorithm>
#include <string>
#include <vector>

#include "framework/checkpoint/envelope.h"
#include "framework/spill/lz4_frame.h"

namespace {

using starload::AttachedChunk;
using starload::Result;

std::string with_right_head(std::string_view body) {
  std::string text("SLCKPT\r\n\1\0\0\0", 12);
  const auto sum =
      ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  for (int i = 0; i < 4; ++i) text.push_back(static_cast<char>(sum >> (8 * i)));
  for (int i = 0; i < 8; ++i) text.push_back(static_cast<char>(body.size() >> (8 * i)));
  return text.append(body);
}

void decompress(const AttachedChunk& chunk) {
  std::vector<char> rows(std::min<std::uint64_t>(chunk.raw_bytes, 1 << 20));
  bool given = false;
  const auto source = [&]() -> Result<std::span<const char>> {
    return std::exchange(given, true) ? std::span<const char>()
                                      : std::span(chunk.frame.data(), chunk.frame.size());
  };
  static_cast<void>(starload::decompress_frame(source, rows).is_ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string bytes = data[0] % 2 == 0 ? with_right_head(rest) : std::string(rest);
  const Result<starload::Envelope> envelope = starload::read_envelope(bytes);
  if (!envelope) return 0;
  for (const AttachedChunk& chunk : envelope->chunks) decompress(chunk);
  return 0;
}
