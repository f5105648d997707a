// Where readers report the rows that they refuse. Implemented by the command; called on the
// reader's thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/base/status.h"

namespace starload::cli {

// All views are borrowed until reject() returns.
struct RejectedRow {
  std::string_view source;  // path, or "standard input"
  std::uint64_t line = 0;   // the line on which the row begins; 1 = first
  std::string_view column;  // empty: the row as a whole
  std::string_view reason;  // names value, type and column; does not repeat source and line
  std::string_view raw;     // the row as it stands in the file, without its line end
};

class RejectSink {
 public:
  virtual ~RejectSink() = default;
  // A failed Status stops the reading: read_block() returns it.
  virtual Status reject(const RejectedRow& row) = 0;
};

}  // namespace starload::cli
