// Bytes that readers take their records from. One owner, one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "framework/base/status.h"

namespace starload::cli {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;  // 0 = the end
  virtual const std::string& name() const = 0;                           // for messages
  virtual std::uint64_t offset() const = 0;        // of the next byte that read() gives
  virtual bool may_wait() const { return false; }  // read() may wait for somebody (a pipe)
};

// Bytes in memory, borrowed.
class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string name, std::string_view bytes) : name_(std::move(name)), bytes_(bytes) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min(size, bytes_.size() - at_);
    if (count > 0) std::memcpy(buffer, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  const std::string& name() const override { return name_; }
  std::uint64_t offset() const override { return at_; }

 private:
  std::string name_;
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace starload::cli
