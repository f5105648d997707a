// A compressed body, cut into the chunks of HTTP's chunked transfer as it is sent. One use, one
// thread.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transports/common/compression.h"

namespace starload::http {

class ChunkedBody final {
 public:
  // pieces: the body as it is, no empty ones; borrowed.
  ChunkedBody(std::span<const std::string_view> pieces, Compression compression);

  // What is to be sent next, valid until the next call; empty when everything was.
  std::span<const std::string_view> next();
  bool ended() const { return ended_; }  // what next() gave was the last

 private:
  bool compress(Output& out);  // false: there is more to come

  const std::span<const std::string_view> pieces_;
  std::unique_ptr<Compressor> compressor_;
  std::vector<char> buffer_;
  std::size_t piece_ = 0;  // being compressed
  std::string_view rest_;  // of it
  bool ended_ = false;
  std::string size_line_;
  std::array<std::string_view, 3> parts_;
};

}  // namespace starload::http
