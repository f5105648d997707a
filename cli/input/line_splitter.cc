#include "cli/input/line_splitter.h"

#include <cstring>

namespace starload::cli {

LineSplitter::LineSplitter(ByteSource& source, InputPosition start, std::size_t buffer_bytes,
                           std::size_t max_record_bytes)
    : buffer_(source, buffer_bytes, max_record_bytes),
      line_(start.line),
      started_(start.offset > 0) {}

void LineSplitter::take(Line& line, std::size_t text_size, std::size_t size) {
  const char* const begin = buffer_.begin();
  if (text_size > 0 && begin[text_size - 1] == '\r') --text_size;
  line = {{begin, text_size}, line_};
  buffer_.consume(size);
  searched_ = 0;
  ++line_;
}

Result<SplitOutcome> LineSplitter::next(Line& line, bool may_wait) {
  const bool stop_at_wait = !may_wait && buffer_.may_wait();
  if (!started_) {
    if (stop_at_wait) return SplitOutcome::kWouldWait;
    STARLOAD_TRY(buffer_.skip_byte_order_mark());
    started_ = true;
  }
  while (true) {
    const char* const from = buffer_.begin() + searched_;
    const std::size_t rest = buffer_.size() - searched_;
    if (const void* found = rest > 0 ? std::memchr(from, '\n', rest) : nullptr) {
      const auto size = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.begin());
      take(line, size, size + 1);
      return SplitOutcome::kRecord;
    }
    searched_ = buffer_.size();
    if (buffer_.at_end()) {
      if (buffer_.size() == 0) return SplitOutcome::kEnd;
      take(line, buffer_.size(), buffer_.size());
      return SplitOutcome::kRecord;
    }
    if (stop_at_wait) return SplitOutcome::kWouldWait;
    if (Result<bool> more = buffer_.fill(line_); !more) return more.status();
  }
}

}  // namespace starload::cli
