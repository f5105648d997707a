#include "devserver/load/csv_row_reader.h"

#include <fmt/format.h>

#include "devserver/load/delimiter.h"
#include "devserver/load/utf8.h"

namespace starload::devserver {

CsvRowReader::CsvRowReader(const LoadOptions& options, LoadPlan plan, const Table& table,
                           ErrorLog& log)
    : format_(options.csv),
      scanner_(options.csv),
      builder_(std::move(plan), table, options.strict_mode, log) {}

Status CsvRowReader::feed(std::string_view bytes) {
  scanner_.feed(bytes);
  take_records();
  return Status::ok();
}

Status CsvRowReader::finish() {
  scanner_.finish();
  take_records();
  if (scanner_.skipped_count() < format_.skip_header) {
    return Status::refused(fmt::format(
        "The parameter 'skip_header' is set to {}, but there are only {} rows in the csv file",
        format_.skip_header, scanner_.skipped_count()));
  }
  return Status::ok();
}

void CsvRowReader::take_records() {
  const std::size_t expected = builder_.plan().fields.size();
  while (scanner_.next(record_)) {
    if (record_.fields.size() != expected) {
      builder_.filter(fmt::format("Target column count: {} doesn't match source value column "
                                  "count: {}. Column separator: {}, Row "
                                  "delimiter: {}",
                                  expected, record_.fields.size(),
                                  printable_delimiter(format_.column_separator),
                                  printable_delimiter(format_.row_delimiter)),
                      record_.text);
    } else if (!is_valid_utf8(record_.text)) {
      builder_.filter("Invalid UTF-8 row", record_.text);
    } else {
      builder_.add_csv(record_.fields, record_.text);
    }
  }
}

}  // namespace starload::devserver
