// Whole lines of a source, read straight into the block that carries them on, or into the load
// itself: the bytes are not copied, and regular ones not touched, on the way. One owner, one
// thread. Blank lines are left out.
#pragma once

#include <span>

#include "cli/input/byte_source.h"
#include "cli/input/input_buffer.h"
#include "cli/input/record_reader.h"
#include "framework/rows/byte_buffer.h"

namespace starload::cli {

// Lines that were read, each with its newline.
struct ReadLines {
  std::size_t bytes = 0;
  std::uint64_t lines = 0;
};

class LineBlockReader final {
 public:
  // Borrows source, which stands at `start`.
  LineBlockReader(ByteSource& source, bool skip_first_line, InputPosition start,
                  std::size_t max_line_bytes = InputBuffer::kDefaultMaxRecord);

  // Fills an empty block with about max_bytes of lines; with what there is where the source is a
  // pipe. 0 = the end.
  Result<std::size_t> read(RowBlock& block, std::size_t max_bytes);
  // Reads once, and leaves lines at the beginning of the room, most_lines (> 0) at most. None: the
  // source has ended, or the room is too small for what is there; then read() goes on.
  Result<ReadLines> read_into(std::span<char> room, std::uint64_t most_lines);
  InputPosition position() const { return {source_.offset() - rest_.size(), line_}; }

 private:
  Status begin();
  Result<bool> fill(ByteBuffer& bytes, std::size_t max_bytes);
  void end_last_line(ByteBuffer& bytes);
  void cut(RowBlock& block);
  template <typename EndLine>
  std::size_t cut(char* begin, const char* end, EndLine end_line);
  ReadLines cut_in_place(char* begin, const char* end, std::uint64_t most_lines);
  bool is_left_out(std::size_t size);

  ByteSource& source_;
  const std::size_t max_line_bytes_;
  ByteBuffer rest_;  // the start of the line behind the last block
  std::uint64_t line_;
  bool begun_;
  bool header_pending_;
};

}  // namespace starload::cli
