#include "devserver/load/json_reader.h"

namespace starload::devserver {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_value(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    const int digit = is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value * 16 + digit;
  }
  return value;
}

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

void append_utf8(std::string& text, int code_point) {
  const auto byte = [&text](int value) { text += static_cast<char>(value); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | (code_point >> 6));
    byte(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    byte(0xE0 | (code_point >> 12));
    byte(0x80 | ((code_point >> 6) & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  } else {
    byte(0xF0 | (code_point >> 18));
    byte(0x80 | ((code_point >> 12) & 0x3F));
    byte(0x80 | ((code_point >> 6) & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  }
}

constexpr int kReplacement = 0xFFFD;

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

// The escape \uXXXX at raw[i] (the 'u'), with its second half when it is a pair. Moves i to its
// last byte.
int take_unicode_escape(std::string_view raw, std::size_t& i) {
  const int first = hex_value(raw.substr(i + 1, 4));
  i += 4;
  if (is_low_surrogate(first)) return kReplacement;
  if (!is_high_surrogate(first)) return first;
  if (i + 6 >= raw.size()) return kReplacement;
  if (raw[i + 1] != '\\' || raw[i + 2] != 'u') return kReplacement;
  const int second = hex_value(raw.substr(i + 3, 4));
  if (!is_low_surrogate(second)) return kReplacement;
  i += 6;
  return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

char simple_escape(char c) {
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
      return c;  // quote, backslash, slash
  }
}

}  // namespace

std::string_view json_string(const JsonValue& value, std::string& scratch) {
  if (!value.escaped) return value.raw;
  scratch.clear();
  for (std::size_t i = 0; i < value.raw.size(); ++i) {
    if (value.raw[i] != '\\') {
      scratch += value.raw[i];
      continue;
    }
    ++i;
    if (value.raw[i] == 'u') {
      append_utf8(scratch, take_unicode_escape(value.raw, i));
    } else {
      scratch += simple_escape(value.raw[i]);
    }
  }
  return scratch;
}

std::string_view json_raw(const JsonValue& value) {
  if (value.kind != JsonValue::Kind::kString) return value.raw;
  return {value.raw.data() - 1, value.raw.size() + 2};
}

bool JsonCursor::fail(const char* why) {
  if (error_ == nullptr) error_ = why;
  return false;
}

void JsonCursor::skip_whitespace() {
  while (position_ < text_.size()) {
    const char c = text_[position_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    ++position_;
  }
}

bool JsonCursor::at_end() {
  skip_whitespace();
  return position_ == text_.size();
}

bool JsonCursor::read_value(JsonValue& value) {
  skip_whitespace();
  if (position_ == text_.size()) return fail("a value is missing");
  const char c = text_[position_];
  return c == '{' || c == '[' ? read_container(value) : read_scalar(value);
}

bool JsonCursor::read_scalar(JsonValue& value) {
  switch (text_[position_]) {
    case '"':
      return read_string(value);
    case 't':
      return read_word("true", JsonValue::Kind::kTrue, value);
    case 'f':
      return read_word("false", JsonValue::Kind::kFalse, value);
    case 'n':
      return read_word("null", JsonValue::Kind::kNull, value);
    default:
      return read_number(value);
  }
}

bool JsonCursor::read_word(std::string_view word, JsonValue::Kind kind, JsonValue& value) {
  if (text_.substr(position_, word.size()) != word) return fail("invalid literal");
  value = {kind, text_.substr(position_, word.size()), false};
  position_ += word.size();
  return true;
}

bool JsonCursor::read_string(JsonValue& value) {
  const std::size_t start = ++position_;
  bool escaped = false;
  while (position_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[position_]);
    if (c == '"') {
      value = {JsonValue::Kind::kString, text_.substr(start, position_ - start), escaped};
      ++position_;
      return true;
    }
    if (c < 0x20) return fail("unescaped control character in a string");
    ++position_;
    if (c == '\\') {
      escaped = true;
      if (!read_escape()) return false;
    }
  }
  return fail("a string does not end");
}

bool JsonCursor::read_escape() {
  if (position_ == text_.size()) return fail("a string does not end");
  const char c = text_[position_++];
  if (c != 'u') {
    return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos ||
           fail("invalid escape in a string");
  }
  for (int i = 0; i < 4; ++i, ++position_) {
    if (position_ >= text_.size() || !is_hex(text_[position_]))
      return fail("invalid \\u escape in a string");
  }
  return true;
}

bool JsonCursor::read_number(JsonValue& value) {
  const std::size_t start = position_;
  const auto peek = [this] { return position_ < text_.size() ? text_[position_] : '\0'; };
  const auto take_digits = [&] {
    const std::size_t first = position_;
    while (is_digit(peek())) ++position_;
    return position_ > first;
  };
  if (peek() == '-') ++position_;
  const bool leading_zero = peek() == '0';
  const std::size_t first_digit = position_;
  if (!take_digits()) return fail("invalid value");
  if (leading_zero && position_ - first_digit > 1) return fail("a number starts with 0");
  if (peek() == '.') {
    ++position_;
    if (!take_digits()) return fail("invalid number");
  }
  if (peek() == 'e' || peek() == 'E') {
    ++position_;
    if (peek() == '+' || peek() == '-') ++position_;
    if (!take_digits()) return fail("invalid number");
  }
  value = {JsonValue::Kind::kNumber, text_.substr(start, position_ - start), false};
  return true;
}

bool JsonCursor::read_container(JsonValue& value) {
  const std::size_t start = position_;
  const bool is_object = text_[position_] == '{';
  JsonValue key;
  JsonValue item;
  if (is_object) {
    if (!enter_object()) return false;
    while (next_member(key, item)) {
    }
  } else {
    if (!enter_array()) return false;
    while (next_element(item)) {
    }
  }
  if (failed()) return false;
  value = {is_object ? JsonValue::Kind::kObject : JsonValue::Kind::kArray,
           text_.substr(start, position_ - start), false};
  return true;
}

bool JsonCursor::enter_object() {
  skip_whitespace();
  if (position_ == text_.size() || text_[position_] != '{') return fail("an object is missing");
  if (++depth_ > kMaxJsonDepth) return fail("nested too deeply");
  ++position_;
  first_item_ = true;
  return true;
}

bool JsonCursor::enter_array() {
  skip_whitespace();
  if (position_ == text_.size() || text_[position_] != '[') return fail("an array is missing");
  if (++depth_ > kMaxJsonDepth) return fail("nested too deeply");
  ++position_;
  first_item_ = true;
  return true;
}

// Before a member or element: takes the comma, or the closing bracket (done).
bool JsonCursor::before_item(char close, bool& done) {
  skip_whitespace();
  done = position_ < text_.size() && text_[position_] == close;
  if (done) {
    ++position_;
    --depth_;
    first_item_ = false;
    return true;
  }
  if (!first_item_) {
    if (position_ == text_.size() || text_[position_] != ',')
      return fail("a comma or closing bracket is missing");
    ++position_;
    skip_whitespace();
  }
  first_item_ = false;
  return true;
}

bool JsonCursor::read_key(JsonValue& key) {
  if (position_ == text_.size() || text_[position_] != '"') return fail("a key is missing");
  if (!read_string(key)) return false;
  skip_whitespace();
  if (position_ == text_.size() || text_[position_] != ':') return fail("a colon is missing");
  ++position_;
  return true;
}

bool JsonCursor::next_member(JsonValue& key, JsonValue& value) {
  bool done = false;
  if (!before_item('}', done) || done) return false;
  return read_key(key) && read_value(value);
}

bool JsonCursor::next_element(JsonValue& value) {
  bool done = false;
  if (!before_item(']', done) || done) return false;
  return read_value(value);
}

bool is_valid_json(std::string_view text) {
  JsonCursor cursor(text);
  JsonValue value;
  return cursor.read_value(value) && cursor.at_end();
}

}  // namespace starload::devserver
