#include "cli/input/raw_reader.h"

namespace starload::cli {

RawReader::RawReader(ByteSource& source, const RawOptions& options, InputPosition start)
    : header_pending_(options.skip_first_record && start.offset == 0) {
  if (options.quote) {
    records_.emplace(source, CsvFormat{options.separator, *options.quote, true}, start);
  } else {
    lines_.emplace(source, options.skip_first_record, start);
  }
}

InputPosition RawReader::position() const {
  return records_ ? records_->position() : lines_->position();
}

Result<std::size_t> RawReader::read_block(RowBlock& block, std::size_t max_bytes,
                                          RejectSink& /*rejects*/) {
  return records_ ? read_records(block, max_bytes) : lines_->read(block, max_bytes);
}

Result<std::size_t> RawReader::read_records(RowBlock& block, std::size_t max_bytes) {
  CsvRecord record;
  while (block.row_count() == 0 || block.byte_count() < max_bytes) {
    Result<SplitOutcome> outcome = records_->next(record, block.row_count() == 0);
    if (!outcome) return outcome.status();
    if (*outcome != SplitOutcome::kRecord) break;
    if (record.raw.empty()) continue;
    if (header_pending_) {
      header_pending_ = false;
      continue;
    }
    block.append_line(record.raw);
  }
  return block.row_count();
}

}  // namespace starload::cli
