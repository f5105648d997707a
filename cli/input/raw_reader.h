// Lines (or quoted CSV records) passed on as they stand, in blocks of lines. One owner, one thread.
// Blank lines are skipped.
#pragma once

#include <optional>

#include "cli/input/csv_splitter.h"
#include "cli/input/line_block_reader.h"
#include "cli/input/record_reader.h"

namespace starload::cli {

struct RawOptions {
  bool skip_first_record = false;
  // Set where fields may hold newlines in quotes (the job sets `enclose`): then a record is not
  // always one line.
  std::optional<char> quote;
  char separator = ',';  // only looked at with quote
};

class RawReader final : public RecordReader {
 public:
  // Borrows source, which stands at start.
  RawReader(ByteSource& source, const RawOptions& options, InputPosition start = {});

  // REQUIRES: the block is empty.
  Result<std::size_t> read_block(RowBlock& block, std::size_t max_bytes,
                                 RejectSink& rejects) override;
  LineBlockReader* lines() override { return lines_ ? &*lines_ : nullptr; }
  InputPosition position() const override;

 private:
  Result<std::size_t> read_records(RowBlock& block, std::size_t max_bytes);

  std::optional<LineBlockReader> lines_;  // exactly one of the two
  std::optional<CsvSplitter> records_;
  bool header_pending_;  // of records_
};

}  // namespace starload::cli
