#include "plugins/transports/common/chunked_body.h"

#include <charconv>
#include <numeric>

namespace starload::http {
namespace {

// Large enough that the frame of a chunk costs nothing.
constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
constexpr std::string_view kEndOfChunk = "\r\n";
constexpr std::string_view kEndOfBody = "\r\n0\r\n\r\n";

std::uint64_t size_of(std::span<const std::string_view> pieces) {
  return std::accumulate(
      pieces.begin(), pieces.end(), std::uint64_t{0},
      [](std::uint64_t sum, std::string_view piece) { return sum + piece.size(); });
}

std::string hexadecimal(std::size_t number) {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return std::string(digits.data(), end.ptr);
}

}  // namespace

ChunkedBody::ChunkedBody(std::span<const std::string_view> pieces, Compression compression)
    : pieces_(pieces),
      compressor_(make_compressor(compression, size_of(pieces))),
      buffer_(kBufferBytes) {
  if (!pieces_.empty()) rest_ = pieces_[0];
}

std::span<const std::string_view> ChunkedBody::next() {
  if (ended_) return {};
  Output out{buffer_};
  ended_ = compress(out);
  size_line_ = hexadecimal(out.used) + "\r\n";
  parts_ = {size_line_, std::string_view(buffer_.data(), out.used),
            ended_ ? kEndOfBody : kEndOfChunk};
  return parts_;
}

// Until the buffer is full: a chunk is never empty, for that would be the body's end.
bool ChunkedBody::compress(Output& out) {
  while (out.room() >= Compressor::kMinOutput) {
    const bool last = piece_ + 1 >= pieces_.size();
    if (!compressor_->run(rest_, last, out)) continue;
    if (last) return true;
    rest_ = pieces_[++piece_];
  }
  return false;
}

}  // namespace starload::http
