// Decompresses the body of a load as it streams in. Owned by one load; one thread. Output comes in
// pieces of bounded size, so a small body that unpacks to a huge one needs no memory of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "framework/base/status.h"

namespace starload::devserver {

enum class Compression : std::uint8_t { kNone, kGzip, kBzip2, kDeflate, kZstd, kLz4Frame };

// The codec by the name that headers use (gzip, bzip2, deflate, zstd, lz4, lz4_frame); nullopt =
// not supported.
std::optional<Compression> find_compression(std::string_view name);

class BodyDecoder {
 public:
  using Sink = std::function<Status(std::string_view)>;

  static std::unique_ptr<BodyDecoder> create(Compression compression);
  virtual ~BodyDecoder() = default;
  // Hands the unpacked bytes to `sink` and returns its first failure.
  virtual Status decode(std::string_view bytes, const Sink& sink) = 0;
  // The body is complete: fails when the compressed stream is not.
  virtual Status finish() = 0;
};

}  // namespace starload::devserver
