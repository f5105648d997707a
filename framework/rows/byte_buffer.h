// Bytes that grow at the end. Unlike a vector it does not clear bytes that the caller writes
// anyway. One owner, one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>

namespace starload {

class ByteBuffer final {
 public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept { swap(other); }
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    swap(other);
    return *this;
  }

  std::uint8_t* data() { return data_.get(); }
  const std::uint8_t* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

  void clear() { size_ = 0; }  // keeps the memory
  void truncate(std::size_t size) { size_ = size; }

  // Makes room for `count` more bytes, which the caller has to write.
  std::uint8_t* extend(std::size_t count) {
    if (count > capacity_ - size_) grow(count);
    std::uint8_t* const at = data_.get() + size_;
    size_ += count;
    return at;
  }

  void append(const void* bytes, std::size_t count) {
    std::uint8_t* const at = extend(count);
    if (count > 0) std::memcpy(at, bytes, count);
  }

 private:
  void grow(std::size_t count) {
    constexpr std::size_t kFirstBytes = 256;
    const std::size_t wanted = std::max({kFirstBytes, 2 * capacity_, size_ + count});
    std::unique_ptr<std::uint8_t[]> larger(new std::uint8_t[wanted]);
    if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = wanted;
  }

  void swap(ByteBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace starload
