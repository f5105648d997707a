// Lines that a host puts into a load itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "framework/base/status.h"

namespace starload {

struct LineRoom {
  std::span<char> bytes;
  std::uint64_t most_rows = 0;
};

// What was put at the beginning of the room: whole lines, each a row and with its newline.
struct FilledLines {
  std::size_t bytes = 0;
  std::uint64_t rows = 0;
};

// Called once, on the host's thread, without a lock: it may read a file. It may write to all of the
// room. A failure leaves the load as it was.
using LineFiller = std::function<Result<FilledLines>(const LineRoom& room)>;

}  // namespace starload
