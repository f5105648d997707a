// sink.properties.compression: the body of a load, compressed as it is sent.
//
// The body stays as it is in memory, so that a request can be repeated; what is compressed of it
// lives for one piece only. A Compressor has one owner and one use.
#pragma once

#include <starload/abi/transport.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace starload::http {

enum class Compression : std::uint8_t { kNone, kLz4Frame, kZstd, kGzip };

// What the load's headers ask for (`compression`). Throws sdk::Error (SL_ERR_CONFIG) for a
// compression that is not known, and for a format whose body the server does not decompress.
Compression compression_of(std::span<const sl_property> headers);

// The headers as the server wants them: compressed CSV is a format of its own (lz4, zstd, gzip),
// and takes no `compression`; JSON keeps both. Borrows from `headers`.
std::vector<sl_property> compressed_headers(std::span<const sl_property> headers,
                                            Compression compression);

// "Content-Length: 12\r\n", or that the body comes in chunks because nobody knows its size before.
std::string length_line(Compression compression, std::uint64_t body_size);

// Where compressed bytes go; the room is never more than `buffer`.
struct Output {
  std::span<char> buffer;
  std::size_t used = 0;

  char* end() const { return buffer.data() + used; }
  std::size_t room() const { return buffer.size() - used; }
};

class Compressor {
 public:
  virtual ~Compressor() = default;
  // Takes bytes from the front of `in` and puts what has come of them, if anything, into `out`.
  // True: `in` is empty, and with `last` everything is out. False: `out` is full. REQUIRES: room
  // for kMinOutput bytes. Throws sdk::Error.
  virtual bool run(std::string_view& in, bool last, Output& out) = 0;

  static constexpr std::size_t kMinOutput = std::size_t{72} << 10;
};

// content_size: of the whole body, not compressed. Throws sdk::Error, std::bad_alloc.
std::unique_ptr<Compressor> make_compressor(Compression compression, std::uint64_t content_size);

}  // namespace starload::http
