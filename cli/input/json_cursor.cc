#include "cli/input/json_cursor.h"

namespace starload::cli {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

std::uint32_t hex4(const char* text) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = text[i];
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

void append_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      byte(0xE0 | code >> 12);
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
    }
    byte(0x80 | (code >> 6 & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

char plain_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

void JsonCursor::skip_space() {
  while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
}

JsonKind JsonCursor::kind() {
  skip_space();
  switch (*at_) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    case 't':
    case 'f':
      return JsonKind::kBool;
    case 'n':
      return JsonKind::kNull;
    default:
      return JsonKind::kNumber;
  }
}

std::string_view JsonCursor::take_string() {
  const char* const start = ++at_;
  while (*at_ != '"') at_ += *at_ == '\\' ? 2 : 1;
  return {start, static_cast<std::size_t>(at_++ - start)};
}

void JsonCursor::unescape(std::string_view text, std::string& out) const {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (text[++i] != 'u') {
      out += plain_escape(text[i]);
      continue;
    }
    std::uint32_t code = hex4(&text[i + 1]);
    i += 4;
    if (code >= 0xD800 && code < 0xE000) {
      const bool pair = code < 0xDC00 && text.substr(i + 1).starts_with("\\u");
      const std::uint32_t low = pair ? hex4(&text[i + 3]) : 0;
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 6;
      } else {
        code = kReplacement;
      }
    }
    append_utf8(code, out);
  }
}

std::string_view JsonCursor::take_scalar(std::string& scratch) {
  if (kind() != JsonKind::kString) return take_value();
  const std::string_view text = take_string();
  if (text.find('\\') == std::string_view::npos) return text;
  unescape(text, scratch);
  return scratch;
}

std::string_view JsonCursor::take_value() {
  const JsonKind what = kind();
  const char* const start = at_;
  int depth = 0;
  do {
    if (*at_ == '"') {
      take_string();
      continue;
    }
    if (*at_ == '{' || *at_ == '[') ++depth;
    if (*at_ == '}' || *at_ == ']') --depth;
    ++at_;
  } while (depth > 0);
  if (what == JsonKind::kNumber || what == JsonKind::kBool || what == JsonKind::kNull) {
    while (at_ < end_ && std::string_view(",]} \t\n\r").find(*at_) == std::string_view::npos) ++at_;
  }
  return {start, static_cast<std::size_t>(at_ - start)};
}

void JsonCursor::enter() {
  skip_space();
  ++at_;
}

bool JsonCursor::next() {
  skip_space();
  if (*at_ == ',') {
    ++at_;
    return true;
  }
  if (*at_ != ']' && *at_ != '}') return true;
  ++at_;
  return false;
}

std::string_view JsonCursor::take_key(std::string& scratch) {
  const std::string_view key = take_scalar(scratch);
  skip_space();
  ++at_;
  return key;
}

std::size_t count_items(JsonCursor cursor, std::string& scratch) {
  const bool is_object = cursor.kind() == JsonKind::kObject;
  std::size_t count = 0;
  for (cursor.enter(); cursor.next(); ++count) {
    if (is_object) cursor.take_key(scratch);
    cursor.take_value();
  }
  return count;
}

}  // namespace starload::cli
