#include "plugins/transports/common/response_parser.h"

#include <algorithm>
#include <charconv>

#include "plugins/transports/common/text.h"

namespace starload::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_token_char(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kMarks.find(c) != std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool parse_number(std::string_view text, int base, std::uint64_t& value) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return !text.empty() && code == std::errc() && end == text.data() + text.size();
}

bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

// Known from the first byte on: another protocol may never send a line end.
bool begins_like_http(std::string_view line) {
  constexpr std::string_view kStart = "HTTP/1.";
  return line.starts_with(kStart.substr(0, std::min(line.size(), kStart.size())));
}

}  // namespace

const std::string* HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equals_ignore_case(key, name)) return &value;
  }
  return nullptr;
}

bool HttpResponse::header_has_token(std::string_view name, std::string_view token) const {
  for (const auto& [key, value] : headers) {
    if (!equals_ignore_case(key, name)) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      if (equals_ignore_case(trim(rest.substr(0, end)), token)) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return false;
}

bool ResponseParser::wants_line() const {
  if (state_ == State::kHead) return true;
  return framing_ == Framing::kChunked && chunk_ != Chunk::kData;
}

std::size_t ResponseParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ != State::kDone && state_ != State::kBad) {
    saw_any_byte_ = true;
    const std::string_view rest = bytes.substr(used);
    used += wants_line() ? feed_line(rest) : feed_data(rest);
  }
  return used;
}

std::size_t ResponseParser::feed_line(std::string_view bytes) {
  const std::size_t newline = bytes.find('\n');
  const std::size_t used = newline == std::string_view::npos ? bytes.size() : newline + 1;
  head_bytes_ += used;
  if (head_bytes_ > limits_.max_head_bytes) {
    fail("its headers are longer than " + std::to_string(limits_.max_head_bytes) + " bytes");
    return used;
  }
  line_.append(bytes.substr(0, used));
  if (state_ == State::kHead && !has_status_line_ && !begins_like_http(line_)) {
    fail("it does not begin with an HTTP/1.x status line");
    return used;
  }
  if (newline == std::string_view::npos) return used;
  std::string line = std::move(line_);
  line_.clear();
  line.pop_back();
  if (line.ends_with('\r')) line.pop_back();
  take_line(line);
  return used;
}

void ResponseParser::take_line(std::string_view line) {
  if (state_ != State::kHead) return take_chunk_line(line);
  if (!has_status_line_) return take_status_line(line);
  if (line.empty()) return end_of_head();
  take_header_line(line);
}

void ResponseParser::take_status_line(std::string_view line) {
  // HTTP/1.1 200 Reason
  const bool shaped = line.size() >= 12 && line.starts_with("HTTP/1.") && is_digit(line[7]) &&
                      line[8] == ' ' && is_digit(line[9]) && is_digit(line[10]) &&
                      is_digit(line[11]) && (line.size() == 12 || line[12] == ' ');
  if (!shaped || line[9] == '0') return fail("it does not begin with an HTTP/1.x status line");
  response_.minor_version = line[7] - '0';
  response_.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  has_status_line_ = true;
}

void ResponseParser::take_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return fail("a header line has no name");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (!std::all_of(name.begin(), name.end(), is_token_char)) {
    return fail("a header name holds a character that is not allowed");
  }
  if (!is_header_value(value)) return fail("a header value holds a control character");
  response_.headers.emplace_back(name, value);
}

void ResponseParser::end_of_head() {
  if (response_.status < 200) {
    if (response_.status == 101) return fail("it switches protocols (101)");
    saw_continue_ = saw_continue_ || response_.status == 100;
    response_ = HttpResponse();
    has_status_line_ = false;
    return;
  }
  has_final_head_ = true;
  choose_framing();
}

void ResponseParser::choose_framing() {
  const std::string* encoding = response_.header("Transfer-Encoding");
  const std::string* length = response_.header("Content-Length");
  state_ = State::kBody;
  if (encoding != nullptr) {
    if (length != nullptr) return fail("it has both Content-Length and Transfer-Encoding");
    if (!equals_ignore_case(*encoding, "chunked"))
      return fail("its Transfer-Encoding is not chunked");
    framing_ = Framing::kChunked;
  } else if (response_.status == 204 || response_.status == 304) {
    state_ = State::kDone;
  } else if (length != nullptr) {
    if (!take_content_length()) return;
    framing_ = Framing::kLength;
    if (remaining_ == 0) state_ = State::kDone;
  } else {
    framing_ = Framing::kClose;
  }
}

bool ResponseParser::take_content_length() {
  const std::string* first = response_.header("Content-Length");
  for (const auto& [name, value] : response_.headers) {
    if (equals_ignore_case(name, "Content-Length") && value != *first) {
      fail("it has two different Content-Length headers");
      return false;
    }
  }
  if (!parse_number(*first, 10, remaining_)) {
    fail("its Content-Length is no number");
    return false;
  }
  if (remaining_ > limits_.max_body_bytes && !limits_.cut_long_body) {
    fail("its body is longer than " + std::to_string(limits_.max_body_bytes) + " bytes");
    return false;
  }
  return true;
}

void ResponseParser::take_chunk_line(std::string_view line) {
  switch (chunk_) {
    case Chunk::kDataEnd:
      if (!line.empty()) return fail("a chunk is longer than it says");
      chunk_ = Chunk::kSize;
      return;
    case Chunk::kTrailer:
      if (line.empty()) state_ = State::kDone;
      return;
    default:
      break;
  }
  if (!parse_number(trim(line.substr(0, line.find(';'))), 16, remaining_)) {
    return fail("a chunk size is no hexadecimal number");
  }
  chunk_ = remaining_ == 0 ? Chunk::kTrailer : Chunk::kData;
}

std::size_t ResponseParser::feed_data(std::string_view bytes) {
  std::size_t used = bytes.size();
  if (framing_ != Framing::kClose) {
    used = static_cast<std::size_t>(std::min<std::uint64_t>(used, remaining_));
  }
  const std::size_t room = limits_.max_body_bytes - response_.body.size();
  response_.body.append(bytes.substr(0, std::min(used, room)));
  if (used > room) {
    if (limits_.cut_long_body) {
      response_.body_was_cut = true;
      state_ = State::kDone;
    } else {
      fail("its body is longer than " + std::to_string(limits_.max_body_bytes) + " bytes");
    }
    return used;
  }
  if (framing_ == Framing::kClose) return used;
  remaining_ -= used;
  if (remaining_ > 0) return used;
  if (framing_ == Framing::kLength) {
    state_ = State::kDone;
  } else {
    chunk_ = Chunk::kDataEnd;
  }
  return used;
}

void ResponseParser::finish() {
  if (state_ == State::kDone || state_ == State::kBad) return;
  if (state_ == State::kBody && framing_ == Framing::kClose) {
    state_ = State::kDone;
    return;
  }
  fail(saw_any_byte_ ? "it was cut short" : "the connection was closed without an answer");
}

bool ResponseParser::can_reuse_connection() const {
  return state_ == State::kDone && framing_ != Framing::kClose && !response_.body_was_cut &&
         response_.minor_version >= 1 && !response_.header_has_token("Connection", "close");
}

void ResponseParser::fail(std::string problem) {
  problem_ = std::move(problem);
  state_ = State::kBad;
}

}  // namespace starload::http
