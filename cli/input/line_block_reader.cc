#include "cli/input/line_block_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "cli/input/delimiter_scanner.h"
#include "cli/input/line_counter.h"

namespace starload::cli {
namespace {

// Room behind the bytes that the scanner may read.
void pad(ByteBuffer& bytes) {
  const std::size_t size = bytes.size();
  std::memset(bytes.extend(InputBuffer::kPadding), 0, InputBuffer::kPadding);
  bytes.truncate(size);
}

}  // namespace

LineBlockReader::LineBlockReader(ByteSource& source, bool skip_first_line, InputPosition start,
                                 std::size_t max_line_bytes)
    : source_(source),
      max_line_bytes_(max_line_bytes),
      line_(start.line),
      begun_(start.offset > 0),
      header_pending_(skip_first_line && start.offset == 0) {}

// Looks for a byte order mark.
Status LineBlockReader::begin() {
  constexpr std::size_t kMarkBytes = 3;
  char mark[kMarkBytes];
  std::size_t size = 0;
  while (size < kMarkBytes) {
    const Result<std::size_t> count = source_.read(mark + size, kMarkBytes - size);
    if (!count) return count.status();
    if (*count == 0) break;
    size += *count;
  }
  const Result<std::size_t> skipped = byte_order_mark({mark, size}, source_.name());
  if (!skipped) return skipped.status();
  rest_.append(mark + *skipped, size - *skipped);
  begun_ = true;
  return Status::ok();
}

Result<std::size_t> LineBlockReader::read(RowBlock& block, std::size_t max_bytes) {
  if (!begun_) STARLOAD_TRY(begin());
  block.hold_lines();
  while (true) {
    const Result<bool> more = fill(block.bytes(), max_bytes);
    if (!more) return more.status();
    if (!*more) end_last_line(block.bytes());
    cut(block);
    if (block.row_count() > 0 || !*more) return block.row_count();
  }
}

// false: the source has ended. A line that is longer than the block doubles it.
Result<bool> LineBlockReader::fill(ByteBuffer& bytes, std::size_t max_bytes) {
  bytes.append(rest_.data(), rest_.size());
  rest_.clear();
  const std::size_t held = bytes.size();
  if (held >= max_line_bytes_) return record_too_long(source_.name(), line_, max_line_bytes_);
  const std::size_t room = std::max({max_bytes - std::min(max_bytes, held), held, std::size_t{1}});
  auto* const at = reinterpret_cast<char*>(bytes.extend(room));
  const Result<std::size_t> count = source_.read(at, room);
  if (!count) return count.status();
  bytes.truncate(held + *count);
  return *count > 0;
}

void LineBlockReader::end_last_line(ByteBuffer& bytes) {
  if (bytes.size() > 0 && bytes.data()[bytes.size() - 1] != '\n') *bytes.extend(1) = '\n';
}

bool LineBlockReader::is_left_out(std::size_t size) {
  if (size == 0) return true;
  return std::exchange(header_pending_, false);
}

// Tells where each line ends, until end_line says that these are enough; the others wait. Lines
// move to the front only where something in front of them, or a \r, was left out. Returns the size
// of what is left. REQUIRES: InputBuffer::kPadding readable bytes behind end.
template <typename EndLine>
std::size_t LineBlockReader::cut(char* begin, const char* end, EndLine end_line) {
  char* out = begin;
  const char* start = begin;
  bool goes_on = true;
  DelimiterScanner scanner('\n', '\n', '\n');
  scanner.reset(begin, end);
  for (const char* stop = scanner.next(); goes_on && stop != end; stop = scanner.next()) {
    const bool has_return = stop > start && stop[-1] == '\r';
    const auto size = static_cast<std::size_t>(stop - start) - (has_return ? 1 : 0);
    ++line_;
    if (!is_left_out(size)) {
      if (out != start) std::memmove(out, start, size);
      if (out != start || has_return) out[size] = '\n';
      out += size + 1;
      goes_on = end_line(static_cast<std::size_t>(out - begin));
    }
    start = stop + 1;
  }
  rest_.append(start, static_cast<std::size_t>(end - start));
  return static_cast<std::size_t>(out - begin);
}

// Ends a row at each line end.
void LineBlockReader::cut(RowBlock& block) {
  pad(block.bytes());
  char* const begin = reinterpret_cast<char*>(block.bytes().data());
  const char* const end = begin + block.bytes().size();
  const std::size_t size = cut(begin, end, [&block](std::size_t at) {
    block.end_row(at);
    return true;
  });
  block.bytes().truncate(size);
}

// Plain lines are only counted: no end is looked at by itself.
ReadLines LineBlockReader::cut_in_place(char* begin, const char* end, std::uint64_t most_lines) {
  const LineCount count = count_lines(begin, end);
  if (!count.plain || header_pending_ || count.lines > most_lines) {
    ReadLines read;
    read.bytes = cut(begin, end, [&](std::size_t) { return ++read.lines < most_lines; });
    return read;
  }
  const void* const last =
      count.lines > 0 ? ::memrchr(begin, '\n', static_cast<std::size_t>(end - begin)) : nullptr;
  const char* const stop = last != nullptr ? static_cast<const char*>(last) + 1 : begin;
  rest_.append(stop, static_cast<std::size_t>(end - stop));
  line_ += count.lines;
  return {static_cast<std::size_t>(stop - begin), count.lines};
}

Result<ReadLines> LineBlockReader::read_into(std::span<char> room, std::uint64_t most_lines) {
  if (!begun_) STARLOAD_TRY(begin());
  const std::size_t held = rest_.size();
  if (room.size() <= held + InputBuffer::kPadding) return ReadLines{};
  const Result<std::size_t> count =
      source_.read(room.data() + held, room.size() - held - InputBuffer::kPadding);
  if (!count) return count.status();
  if (*count == 0) return ReadLines{};
  if (held > 0) std::memcpy(room.data(), rest_.data(), held);
  rest_.clear();
  return cut_in_place(room.data(), room.data() + held + *count, most_lines);
}

}  // namespace starload::cli
