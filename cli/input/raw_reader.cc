#include "cli/input/raw_reader.h"

namespace starload::cli {

RawReader::RawReader(ByteSource& source, const RawOptions& options, InputPosition start)
    : header_pending_(options.skip_first_record && start.offset == 0) {
  if (options.quote) {
    records_.emplace(source, CsvFormat{options.separator, *options.quote, true}, start);
  } else {
    lines_.emplace(source, start);
  }
}

InputPosition RawReader::position() const {
  return records_ ? records_->position() : lines_->position();
}

Result<SplitOutcome> RawReader::next(std::string_view& record, bool may_wait) {
  if (records_) {
    CsvRecord parsed;
    Result<SplitOutcome> outcome = records_->next(parsed, may_wait);
    record = parsed.raw;
    return outcome;
  }
  Line line;
  Result<SplitOutcome> outcome = lines_->next(line, may_wait);
  record = line.text;
  return outcome;
}

Result<std::size_t> RawReader::read_block(RowBlock& block, std::size_t max_bytes,
                                          RejectSink& /*rejects*/) {
  std::size_t rows = 0;
  std::string_view record;
  while (rows == 0 || block.byte_count() < max_bytes) {
    Result<SplitOutcome> outcome = next(record, rows == 0);
    if (!outcome) return outcome.status();
    if (*outcome != SplitOutcome::kRecord) break;
    if (record.empty()) continue;
    if (header_pending_) {
      header_pending_ = false;
      continue;
    }
    block.append_raw(record);
    ++rows;
  }
  return rows;
}

}  // namespace starload::cli
