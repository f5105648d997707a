// A file's rows as blocks for the engine. One owner, one thread. Readers borrow their source and
// live on one file each.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cli/input/reject_sink.h"
#include "framework/base/status.h"
#include "framework/rows/row_block.h"

namespace starload::cli {

class LineBlockReader;

// Where the next record begins. Giving it back at open continues there (regular files).
struct InputPosition {
  std::uint64_t offset = 0;  // bytes from the start of the file
  std::uint64_t line = 1;
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;

  // Appends rows until the block holds max_bytes or the input ends; at least one row unless the
  // input has ended. Returns the number of rows appended; 0 = the end. Refused rows go to rejects
  // and are not counted. REQUIRES: the block's schema is the one that the reader was made for (raw
  // readers: any block without rows).
  virtual Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                         RejectSink& rejects) = 0;

  // Where records are lines, passed on as they stand: who reads them, for those that have a better
  // place for them than a block. Else null.
  virtual LineBlockReader* lines() { return nullptr; }

  virtual InputPosition position() const = 0;
  // Records that are no rows by what they say (UPDATE_BEFORE, tombstones); neither rows nor
  // rejects.
  virtual std::uint64_t skipped_records() const { return 0; }
  std::uint64_t bytes_consumed() const { return position().offset; }
};

}  // namespace starload::cli
