// A sliding window over a ByteSource: unread bytes lie contiguous, with padding behind that vector
// code may read. One owner, one thread. Grows only while one record does not fit.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "cli/input/byte_source.h"

namespace starload::cli {

// How many bytes of a UTF-8 byte order mark a file begins with. UTF-16 is an error. start: its
// first bytes, three or more where the file has so many.
Result<std::size_t> byte_order_mark(std::string_view start, const std::string& name);
// The error of a record that is longer than max_bytes.
Status record_too_long(const std::string& name, std::uint64_t line, std::size_t max_bytes);

class InputBuffer final {
 public:
  static constexpr std::size_t kPadding = 64;  // readable bytes behind end()
  // Fits into the cache beside the block that is made of it.
  static constexpr std::size_t kDefaultBytes = std::size_t{256} * 1024;
  static constexpr std::size_t kDefaultMaxRecord =
      std::size_t{64} * 1024 * 1024;  // one record at most

  // Borrows source.
  explicit InputBuffer(ByteSource& source, std::size_t initial_bytes = kDefaultBytes,
                       std::size_t max_record_bytes = kDefaultMaxRecord);

  const char* begin() const { return data_.get() + begin_; }
  const char* end() const { return data_.get() + end_; }
  std::size_t size() const { return end_ - begin_; }
  bool at_end() const { return at_end_; }  // the source has no more bytes

  bool may_wait() const { return source_.may_wait(); }
  const std::string& name() const { return source_.name(); }

  void consume(std::size_t count) { begin_ += count; }
  std::uint64_t offset() const { return source_.offset() - size(); }  // of begin()

  // Reads more behind end(); begin() may move. Returns false at the end of the source; an error
  // when a record would pass the limit. `line` is only for that message.
  Result<bool> fill(std::uint64_t line);
  // Fills, and when the record so far is large until it has doubled: rescanning it then costs
  // linear time.
  Result<bool> fill_for_record(std::uint64_t line);
  // At the start of a file: skips a UTF-8 byte order mark, refuses UTF-16.
  Status skip_byte_order_mark();

 private:
  Status grow(std::uint64_t line);

  ByteSource& source_;
  std::size_t capacity_;
  std::size_t max_record_bytes_;
  std::unique_ptr<char[]> data_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
};

}  // namespace starload::cli
