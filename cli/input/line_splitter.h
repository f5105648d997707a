// Cuts text into lines (\n or \r\n). Lines point into the splitter's buffer. One owner, one thread.
#pragma once

#include <string_view>

#include "cli/input/csv_splitter.h"

namespace starload::cli {

// Valid until the next call of next(). InputBuffer::kPadding bytes behind the text may be read.
struct Line {
  std::string_view text;  // without the line end
  std::uint64_t number = 0;
};

class LineSplitter final {
 public:
  // Borrows source, which stands at `start`.
  explicit LineSplitter(ByteSource& source, InputPosition start = {},
                        std::size_t buffer_bytes = InputBuffer::kDefaultBytes,
                        std::size_t max_record_bytes = InputBuffer::kDefaultMaxRecord);

  Result<SplitOutcome> next(Line& line, bool may_wait = true);
  InputPosition position() const { return {buffer_.offset(), line_}; }

 private:
  void take(Line& line, std::size_t text_size, std::size_t size);

  InputBuffer buffer_;
  std::size_t searched_ = 0;  // bytes from begin() without a newline
  std::uint64_t line_;
  bool started_ = false;
};

}  // namespace starload::cli
