// Cuts CSV (RFC 4180) or TSV text into records and fields. Fields point into the splitter's buffer;
// no allocation a field. One owner, one thread.
//
// A quoted field begins with the quote right behind the separator; "" inside is one quote;
// separators and newlines inside belong to the field. A quote inside an unquoted field is an
// ordinary byte. Lines end with \n or \r\n.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/input/delimiter_scanner.h"
#include "cli/input/input_buffer.h"
#include "cli/input/record_reader.h"

namespace starload::cli {

struct CsvFormat {
  char separator = ',';
  char quote = '"';
  bool quoting = true;
};

struct CsvField {
  std::string_view text;
  bool quoted = false;
};

// Valid until the next call of next().
struct CsvRecord {
  std::span<const CsvField> fields;
  std::string_view raw;         // without the line end
  std::uint64_t line = 0;       // on which it begins
  const char* error = nullptr;  // why the record cannot be used; null = it can

  bool is_blank() const {
    return fields.size() == 1 && fields[0].text.empty() && !fields[0].quoted;
  }
};

enum class SplitOutcome : std::uint8_t { kRecord, kEnd, kWouldWait };

class CsvSplitter final {
 public:
  // Borrows source, which stands at `start`.
  CsvSplitter(ByteSource& source, CsvFormat format, InputPosition start = {},
              std::size_t buffer_bytes = InputBuffer::kDefaultBytes,
              std::size_t max_record_bytes = InputBuffer::kDefaultMaxRecord);

  // may_wait = false: kWouldWait instead of waiting for a pipe. A quote without its end is an
  // error: what it swallowed may be many rows.
  Result<SplitOutcome> next(CsvRecord& record, bool may_wait = true);

  InputPosition position() const { return {buffer_.offset(), line_}; }

 private:
  enum class Scan : std::uint8_t { kComplete, kIncomplete, kOpenQuote };

  Scan scan();
  Scan scan_quoted(const char*& cursor, bool& record_ended);
  Scan end_unquoted(const char* start, const char* stop);
  const char* skip_line();
  void after_fill();
  void finish(CsvRecord& record);
  void unescape();

  InputBuffer buffer_;
  CsvFormat format_;
  DelimiterScanner scanner_;
  std::vector<CsvField> fields_;
  std::vector<std::size_t> escaped_;   // fields that hold doubled quotes
  std::string unescaped_;              // their text
  const char* record_stop_ = nullptr;  // behind the text
  const char* record_next_ = nullptr;  // behind the line end
  const char* valid_until_ = nullptr;  // up to here the buffer is known to be UTF-8
  const char* error_ = nullptr;
  std::uint64_t newlines_ = 0;
  std::uint64_t line_;
  bool started_ = false;
};

}  // namespace starload::cli
