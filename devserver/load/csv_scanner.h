// Splits a stream of CSV bytes into records and fields by StarRocks' rules. Owned by one load; one
// thread.
//
// Pure: no I/O, no types. Feed bytes as they arrive and take records until there are no more:
//
//   scanner.feed(bytes); while (scanner.next(record)) ...;  scanner.finish(); while
//   (scanner.next(record)) ...
//
// Memory: the bytes of the records that were not taken yet, plus one unfinished record.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace starload::devserver {

struct CsvFormat {
  std::string column_separator = "\t";
  std::string row_delimiter = "\n";
  char enclose = '\0';  // '\0' = none
  char escape = '\0';   // '\0' = none
  bool trim_space = false;
  std::int64_t skip_header = 0;
};

// Views into the scanner; valid until its next call.
struct CsvRecord {
  std::string_view text;                 // the record as it came, without its delimiter
  std::vector<std::string_view> fields;  // unwrapped and trimmed
};

class CsvScanner final {
 public:
  explicit CsvScanner(CsvFormat format);

  void feed(std::string_view bytes);
  // No more bytes will come: the last record needs no delimiter.
  void finish() { finished_ = true; }
  // The next record that is complete. Empty records are skipped; so are the first skip_header ones.
  bool next(CsvRecord& record);

  // How many of skip_header's records have come so far.
  std::int64_t skipped_count() const { return skipped_count_; }

 private:
  // Where the quote-aware walk stands.
  struct Walk {
    bool inside_enclose = false;
    bool at_field_start = true;
  };
  enum class Step { kByte, kSeparator, kRecordEnd, kNeedMore };

  bool take_record(std::string_view& text);
  std::size_t find_plain_end();
  std::size_t find_quoted_end();
  Step walk(std::string_view bytes, std::size_t& i, Walk& state, bool complete) const;
  void split_plain(CsvRecord& record) const;
  void split_quoted(CsvRecord& record);
  std::string_view unwrap(std::string_view raw);
  std::string_view unescape(std::string_view content, bool enclosed);

  CsvFormat format_;
  bool quoting_;
  bool finished_ = false;
  std::string buffer_;
  std::size_t position_ = 0;  // first byte that was not taken
  std::size_t scanned_ = 0;   // bytes before this were searched for the end of the record
  Walk walk_;                 // the state of the search at scanned_
  std::int64_t skipped_count_ = 0;
  std::deque<std::string> unescaped_;  // reused; one for each field of a record that had escapes
  std::size_t unescaped_count_ = 0;
};

}  // namespace starload::devserver
