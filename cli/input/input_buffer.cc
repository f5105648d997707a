#include "cli/input/input_buffer.h"

#include <algorithm>
#include <cstring>

namespace starload::cli {

Result<std::size_t> byte_order_mark(std::string_view start, const std::string& name) {
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    return Status::data(name + " is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8");
  }
  return std::size_t{start.starts_with("\xEF\xBB\xBF") ? 3u : 0u};
}

Status record_too_long(const std::string& name, std::uint64_t line, std::size_t max_bytes) {
  return Status::data(
      name + " line " + std::to_string(line) + ": the record is longer than " +
      std::to_string(max_bytes) +
      " bytes; check the quoting (an opening quote without its end) and the line ends");
}

InputBuffer::InputBuffer(ByteSource& source, std::size_t initial_bytes,
                         std::size_t max_record_bytes)
    : source_(source),
      capacity_(std::max<std::size_t>(initial_bytes, 1)),
      max_record_bytes_(max_record_bytes),
      data_(new char[capacity_ + kPadding]) {
  std::memset(data_.get(), 0, kPadding);
}

Status InputBuffer::grow(std::uint64_t line) {
  if (capacity_ >= max_record_bytes_) {
    return record_too_long(source_.name(), line, max_record_bytes_);
  }
  const std::size_t larger = std::min(capacity_ * 2, max_record_bytes_);
  std::unique_ptr<char[]> data(new char[larger + kPadding]);
  std::memcpy(data.get(), begin(), size());
  data_ = std::move(data);
  capacity_ = larger;
  end_ -= begin_;
  begin_ = 0;
  return Status::ok();
}

Result<bool> InputBuffer::fill(std::uint64_t line) {
  if (at_end_) return false;
  if (begin_ > 0 && capacity_ - end_ < capacity_ / 2) {
    std::memmove(data_.get(), begin(), size());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == capacity_) STARLOAD_TRY(grow(line));
  Result<std::size_t> count = source_.read(data_.get() + end_, capacity_ - end_);
  if (!count) return count.status();
  end_ += *count;
  std::memset(data_.get() + end_, 0, kPadding);
  at_end_ = *count == 0;
  return !at_end_;
}

Result<bool> InputBuffer::fill_for_record(std::uint64_t line) {
  constexpr std::size_t kLargeRecord = std::size_t{256} * 1024;
  const std::size_t wanted = size() < kLargeRecord ? 0 : 2 * size();
  while (true) {
    Result<bool> more = fill(line);
    if (!more || !*more || size() >= std::min(wanted, max_record_bytes_)) return more;
  }
}

Status InputBuffer::skip_byte_order_mark() {
  while (size() < 3 && !at_end_) {
    if (Result<bool> more = fill(1); !more) return more.status();
  }
  Result<std::size_t> mark = byte_order_mark({begin(), size()}, name());
  if (!mark) return mark.status();
  consume(*mark);
  return Status::ok();
}

}  // namespace starload::cli
