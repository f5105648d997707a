// A file or standard input, read in large blocks. One owner, one thread; the interrupt flag may be
// set by a signal handler or another thread.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "cli/input/byte_source.h"

namespace starload::cli {

// What tells that a file was changed.
struct FileFacts {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  // since 1970
  bool operator==(const FileFacts&) const = default;
};

class InputFile final : public ByteSource {
 public:
  // "-" is standard input. The error names the path and the system's reason.
  static Result<std::unique_ptr<InputFile>> open(const std::string& path,
                                                 const std::atomic<bool>* interrupted = nullptr);
  ~InputFile() override;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // kCancelled once the interrupt flag is set, also while waiting for a pipe.
  Result<std::size_t> read(char* buffer, std::size_t size) override;
  const std::string& name() const override { return name_; }
  std::uint64_t offset() const override { return offset_; }

  bool may_wait() const override { return !is_regular(); }

  bool is_regular() const { return size_.has_value(); }
  std::optional<std::uint64_t> size() const { return size_; }  // no value: a pipe or a device

  // The next bytes, up to max_bytes, without taking them: read() gives them again. Borrowed until
  // the next call.
  Result<std::string_view> peek(std::size_t max_bytes);
  Status seek(std::uint64_t offset);  // regular files only

  // Ends a read() that waits for a pipe, and those that come later, up to a seek(). Any thread.
  void stop_waiting() { stopped_.store(true, std::memory_order_relaxed); }

  // As the file is now, which may be another than when it was opened.
  Result<FileFacts> facts() const;
  // Up to `size` bytes from `offset` (regular files only); does not move what read() gives.
  Result<std::string> read_at(std::uint64_t offset, std::size_t size) const;

 private:
  InputFile(int handle, bool owned, std::string name, const std::atomic<bool>* interrupted);
  Result<std::size_t> read_system(char* buffer, std::size_t size);
  Status wait_readable();
  bool is_interrupted() const;

  int handle_;
  bool owned_;
  std::string name_;
  const std::atomic<bool>* interrupted_;
  std::atomic<bool> stopped_{false};
  std::optional<std::uint64_t> size_;
  std::string peeked_;  // read ahead; peeked_at_ is the first byte not yet given out
  std::size_t peeked_at_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace starload::cli
