// An output buffer for tests. It starts small and moves whenever it grows, so that a serializer
// which keeps a pointer into it shows at once; with a limit it refuses to grow beyond, as a host's
// full buffer does. One thread.
#pragma once

#include <starload/abi/base.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>

namespace starload::testkit {

class FakeSink final {
 public:
  explicit FakeSink(std::size_t limit = std::numeric_limits<std::size_t>::max()) : limit_(limit) {
    sink_ = {sizeof(sl_sink), 0, nullptr, 0, 0, this, &grow};
  }
  FakeSink(const FakeSink&) = delete;
  FakeSink& operator=(const FakeSink&) = delete;

  sl_sink* abi() { return &sink_; }
  std::string text() const {
    return sink_.size == 0 ? std::string()
                           : std::string(reinterpret_cast<const char*>(sink_.data), sink_.size);
  }
  void clear() { sink_.size = 0; }

 private:
  static std::int32_t grow(sl_sink* sink, std::size_t extra) {
    auto* self = static_cast<FakeSink*>(sink->context);
    if (extra > self->limit_ || sink->size > self->limit_ - extra) return SL_ERR_RETRYABLE;
    const std::size_t wanted = std::max(sink->size + extra, sink->capacity * 2);
    const std::size_t capacity = std::min(self->limit_, std::max<std::size_t>(wanted, 16));
    auto moved = std::make_unique<std::uint8_t[]>(capacity);
    if (sink->size > 0) std::memcpy(moved.get(), sink->data, sink->size);
    self->buffer_ = std::move(moved);
    sink->data = self->buffer_.get();
    sink->capacity = capacity;
    return SL_OK;
  }

  const std::size_t limit_;
  std::unique_ptr<std::uint8_t[]> buffer_;
  sl_sink sink_{};
};

}  // namespace starload::testkit
