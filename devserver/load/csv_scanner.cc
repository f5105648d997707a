#include "devserver/load/csv_scanner.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace starload::devserver {
namespace {

constexpr std::size_t kNotFound = std::string_view::npos;

bool is_blank(char c) { return c == ' '; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t find_bytes(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from >= text.size()) return kNotFound;
  const char* start = text.data() + from;
  const void* hit = wanted.size() == 1
                        ? std::memchr(start, wanted[0], text.size() - from)
                        : memmem(start, text.size() - from, wanted.data(), wanted.size());
  return hit == nullptr ? kNotFound
                        : static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
}

bool matches_at(std::string_view text, std::size_t i, std::string_view wanted) {
  return text[i] == wanted[0] && text.substr(i, wanted.size()) == wanted;
}

}  // namespace

CsvScanner::CsvScanner(CsvFormat format)
    : format_(std::move(format)), quoting_(format_.enclose != '\0' || format_.escape != '\0') {}

void CsvScanner::feed(std::string_view bytes) {
  if (position_ > 0) {
    buffer_.erase(0, position_);
    scanned_ -= position_;
    position_ = 0;
  }
  buffer_.append(bytes);
}

bool CsvScanner::next(CsvRecord& record) {
  unescaped_count_ = 0;
  while (take_record(record.text)) {
    if (skipped_count_ < format_.skip_header) {
      ++skipped_count_;
      continue;
    }
    if (record.text.empty()) continue;
    record.fields.clear();
    if (quoting_) {
      split_quoted(record);
    } else {
      split_plain(record);
    }
    return true;
  }
  return false;
}

bool CsvScanner::take_record(std::string_view& text) {
  const std::size_t end = quoting_ ? find_quoted_end() : find_plain_end();
  const std::string_view all = buffer_;
  if (end == kNotFound) {
    if (!finished_ || position_ >= buffer_.size()) return false;
    text = all.substr(position_);
    position_ = scanned_ = buffer_.size();
    return true;
  }
  text = all.substr(position_, end - position_);
  position_ = scanned_ = end + format_.row_delimiter.size();
  return true;
}

std::size_t CsvScanner::find_plain_end() {
  const std::size_t end = find_bytes(buffer_, format_.row_delimiter, scanned_);
  if (end == kNotFound) {
    // A delimiter of several bytes may have come in part.
    const std::size_t tail = format_.row_delimiter.size() - 1;
    scanned_ = std::max(position_, buffer_.size() - std::min(buffer_.size(), tail));
  }
  return end;
}

std::size_t CsvScanner::find_quoted_end() {
  if (scanned_ == position_) walk_ = Walk();
  while (scanned_ < buffer_.size()) {
    const std::size_t at = scanned_;
    switch (walk(buffer_, scanned_, walk_, finished_)) {
      case Step::kNeedMore:
        return kNotFound;
      case Step::kRecordEnd:
        return at;
      case Step::kByte:
      case Step::kSeparator:
        break;
    }
  }
  return kNotFound;
}

// One step of the quote-aware walk: moves i past what it saw.
//
//   field start --enclose--> inside --enclose, not doubled--> outside --separator--> field start
//   the escape byte takes the next byte with it, inside and outside
CsvScanner::Step CsvScanner::walk(std::string_view bytes, std::size_t& i, Walk& state,
                                  bool complete) const {
  const std::size_t look_ahead =
      std::max({format_.column_separator.size(), format_.row_delimiter.size(), std::size_t{2}});
  if (!complete && bytes.size() - i < look_ahead) return Step::kNeedMore;
  const char c = bytes[i];
  if (format_.escape != '\0' && c == format_.escape && format_.escape != format_.enclose) {
    i = std::min(i + 2, bytes.size());
    state.at_field_start = false;
    return Step::kByte;
  }
  const bool is_enclose = format_.enclose != '\0' && c == format_.enclose;
  if (state.inside_enclose) {
    const bool doubled = is_enclose && i + 1 < bytes.size() && bytes[i + 1] == format_.enclose;
    if (is_enclose && !doubled) state.inside_enclose = false;
    i += doubled ? 2 : 1;
    return Step::kByte;
  }
  if (matches_at(bytes, i, format_.row_delimiter)) {
    i += format_.row_delimiter.size();
    state = Walk();
    return Step::kRecordEnd;
  }
  if (matches_at(bytes, i, format_.column_separator)) {
    i += format_.column_separator.size();
    state.at_field_start = true;
    return Step::kSeparator;
  }
  if (state.at_field_start && is_enclose) state.inside_enclose = true;
  if (!(state.at_field_start && format_.trim_space && is_blank(c))) state.at_field_start = false;
  ++i;
  return Step::kByte;
}

void CsvScanner::split_plain(CsvRecord& record) const {
  const std::string_view text = record.text;
  const std::size_t width = format_.column_separator.size();
  std::size_t start = 0;
  while (true) {
    const std::size_t end = find_bytes(text, format_.column_separator, start);
    const std::string_view field = text.substr(start, end == kNotFound ? end : end - start);
    record.fields.push_back(format_.trim_space ? trim(field) : field);
    if (end == kNotFound) return;
    start = end + width;
  }
}

void CsvScanner::split_quoted(CsvRecord& record) {
  Walk state;
  std::size_t start = 0;
  std::size_t i = 0;
  while (i < record.text.size()) {
    const std::size_t at = i;
    if (walk(record.text, i, state, true) == Step::kSeparator) {
      record.fields.push_back(unwrap(record.text.substr(start, at - start)));
      start = i;
    }
  }
  record.fields.push_back(unwrap(record.text.substr(start)));
}

std::string_view CsvScanner::unwrap(std::string_view raw) {
  const std::string_view field = format_.trim_space ? trim(raw) : raw;
  const bool enclosed = format_.enclose != '\0' && field.size() >= 2 &&
                        field.front() == format_.enclose && field.back() == format_.enclose;
  return unescape(enclosed ? field.substr(1, field.size() - 2) : field, enclosed);
}

std::string_view CsvScanner::unescape(std::string_view content, bool enclosed) {
  const auto is_special = [this, enclosed](char c) {
    return (format_.escape != '\0' && c == format_.escape) || (enclosed && c == format_.enclose);
  };
  const auto first = std::find_if(content.begin(), content.end(), is_special);
  if (first == content.end()) return content;
  if (unescaped_count_ == unescaped_.size()) unescaped_.emplace_back();
  std::string& result = unescaped_[unescaped_count_++];
  result.clear();
  for (std::size_t i = 0; i < content.size(); ++i) {
    const char c = content[i];
    const bool escaped = format_.escape != '\0' && c == format_.escape && i + 1 < content.size();
    const bool doubled =
        enclosed && c == format_.enclose && i + 1 < content.size() && content[i + 1] == c;
    if (escaped || doubled) ++i;
    result += content[i];
  }
  return result;
}

}  // namespace starload::devserver
