#include "cli/input/csv_splitter.h"

#include <simdjson.h>

#include <cstring>

namespace starload::cli {
namespace {

constexpr const char* kTextBehindQuote =
    "text follows the closing quote of a field; double the quotes that belong to the text";
constexpr const char* kNotUtf8 =
    "the text is not valid UTF-8; convert the file first (iconv -f <charset> -t UTF-8)";

}  // namespace

CsvSplitter::CsvSplitter(ByteSource& source, CsvFormat format, InputPosition start,
                         std::size_t buffer_bytes, std::size_t max_record_bytes)
    : buffer_(source, buffer_bytes, max_record_bytes),
      format_(format),
      scanner_(format.separator, format.quoting ? format.quote : '\n', '\n'),
      line_(start.line),
      started_(start.offset > 0) {}

// The scanner and the checked range point into the buffer, which may have moved.
void CsvSplitter::after_fill() {
  scanner_.reset(buffer_.begin(), buffer_.end());
  const void* const last =
      buffer_.size() == 0 ? nullptr : ::memrchr(buffer_.begin(), '\n', buffer_.size());
  valid_until_ = buffer_.begin();
  if (last == nullptr) return;
  const char* const behind = static_cast<const char*>(last) + 1;
  if (simdjson::validate_utf8(buffer_.begin(),
                              static_cast<std::size_t>(behind - buffer_.begin()))) {
    valid_until_ = behind;
  }
}

Result<SplitOutcome> CsvSplitter::next(CsvRecord& record, bool may_wait) {
  if (!started_) {
    if (!may_wait && buffer_.may_wait()) return SplitOutcome::kWouldWait;
    STARLOAD_TRY(buffer_.skip_byte_order_mark());
    started_ = true;
    after_fill();
  }
  while (true) {
    if (buffer_.size() > 0) {
      const Scan outcome = scan();
      if (outcome == Scan::kComplete) {
        finish(record);
        return SplitOutcome::kRecord;
      }
      if (outcome == Scan::kOpenQuote) {
        return Status::data(buffer_.name() + " line " + std::to_string(line_) + ": field " +
                            std::to_string(fields_.size() + 1) +
                            " opens a quote that is not closed before the end of the input");
      }
    } else if (buffer_.at_end()) {
      return SplitOutcome::kEnd;
    }
    if (!may_wait && buffer_.may_wait()) {
      scanner_.reset(buffer_.begin(), buffer_.end());
      return SplitOutcome::kWouldWait;
    }
    Result<bool> more = buffer_.fill_for_record(line_);
    if (!more) return more.status();
    after_fill();
  }
}

// Cuts the record at buffer_.begin(). kIncomplete: its end is not in the buffer.
CsvSplitter::Scan CsvSplitter::scan() {
  fields_.clear();
  escaped_.clear();
  error_ = nullptr;
  newlines_ = 0;
  const char* const end = buffer_.end();
  const char* start = buffer_.begin();
  while (true) {
    if (format_.quoting && start < end && *start == format_.quote) {
      bool record_ended = false;
      const Scan outcome = scan_quoted(start, record_ended);
      if (outcome != Scan::kComplete || record_ended) return outcome;
      continue;
    }
    const char* found = scanner_.next();
    while (found != end && *found != format_.separator && *found != '\n') found = scanner_.next();
    if (found == end) {
      if (!buffer_.at_end()) return Scan::kIncomplete;
      record_next_ = end;
      return end_unquoted(start, end);
    }
    if (*found == '\n') {
      ++newlines_;
      record_next_ = found + 1;
      return end_unquoted(start, found);
    }
    fields_.push_back({{start, static_cast<std::size_t>(found - start)}, false});
    start = found + 1;
  }
}

CsvSplitter::Scan CsvSplitter::end_unquoted(const char* start, const char* stop) {
  if (stop > start && stop[-1] == '\r') --stop;
  fields_.push_back({{start, static_cast<std::size_t>(stop - start)}, false});
  record_stop_ = stop;
  return Scan::kComplete;
}

// REQUIRES: cursor at the opening quote, which the scanner gives next. Leaves cursor at the next
// field.
CsvSplitter::Scan CsvSplitter::scan_quoted(const char*& cursor, bool& record_ended) {
  const char* const end = buffer_.end();
  const bool is_last = buffer_.at_end();
  const char* const text = cursor + 1;
  bool has_doubled = false;
  scanner_.next();
  const char* close = nullptr;
  while (close == nullptr) {
    const char* const found = scanner_.next();
    if (found == end) return is_last ? Scan::kOpenQuote : Scan::kIncomplete;
    if (*found == '\n') ++newlines_;
    if (*found != format_.quote) continue;
    if (found + 1 == end && !is_last) return Scan::kIncomplete;
    if (found + 1 < end && found[1] == format_.quote) {
      has_doubled = true;
      scanner_.next();
      continue;
    }
    close = found;
  }
  if (has_doubled) escaped_.push_back(fields_.size());
  fields_.push_back({{text, static_cast<std::size_t>(close - text)}, true});
  const char* after = close + 1;
  if (after < end && *after == format_.separator) {
    scanner_.next();
    cursor = after + 1;
    return Scan::kComplete;
  }
  record_ended = true;
  record_stop_ = after;
  if (after < end && *after == '\r') ++after;
  if (after == end) {
    record_next_ = end;
    return is_last ? Scan::kComplete : Scan::kIncomplete;
  }
  if (*after == '\n') {
    scanner_.next();
    ++newlines_;
    record_next_ = after + 1;
    return Scan::kComplete;
  }
  error_ = kTextBehindQuote;
  const char* const line_end = skip_line();
  if (line_end == nullptr) return Scan::kIncomplete;
  return Scan::kComplete;
}

// Gives the record up: its end is the next newline. Null: that is not in the buffer.
const char* CsvSplitter::skip_line() {
  const char* const end = buffer_.end();
  const char* found = scanner_.next();
  while (found != end && *found != '\n') found = scanner_.next();
  if (found == end && !buffer_.at_end()) return nullptr;
  record_stop_ = found;
  record_next_ = found;
  if (found != end) {
    ++newlines_;
    record_next_ = found + 1;
  }
  return record_next_;
}

void CsvSplitter::finish(CsvRecord& record) {
  const char* const begin = buffer_.begin();
  record.raw = {begin, static_cast<std::size_t>(record_stop_ - begin)};
  record.line = line_;
  if (error_ == nullptr && record_next_ > valid_until_ &&
      !simdjson::validate_utf8(record.raw.data(), record.raw.size())) {
    error_ = kNotUtf8;
  }
  record.error = error_;
  if (!escaped_.empty()) unescape();
  record.fields = fields_;
  buffer_.consume(static_cast<std::size_t>(record_next_ - begin));
  line_ += newlines_;
}

void CsvSplitter::unescape() {
  unescaped_.clear();
  unescaped_.reserve(static_cast<std::size_t>(record_stop_ - buffer_.begin()));  // views stay valid
  for (const std::size_t index : escaped_) {
    const std::string_view text = fields_[index].text;
    const std::size_t start = unescaped_.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
      unescaped_ += text[i];
      if (text[i] == format_.quote) ++i;
    }
    fields_[index].text = std::string_view(unescaped_).substr(start);
  }
}

}  // namespace starload::cli
