// Counts lines, and says whether they can stay as they are. No state.
#pragma once

#include <cstdint>

namespace starload::cli {

struct LineCount {
  std::uint64_t lines = 0;  // newlines
  bool plain = true;        // no line is blank, none ends in \r\n
};

// The bytes begin where a line begins; what follows the last newline is not looked at.
LineCount count_lines(const char* begin, const char* end);

}  // namespace starload::cli
