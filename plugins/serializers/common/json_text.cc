#include "plugins/serializers/common/json_text.h"

#include <algorithm>
#include <bitset>
#include <cstdint>

#include "plugins/serializers/common/text_scan.h"

namespace starload::serializers {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The letter of a two-character escape, or 0.
constexpr char short_escape(unsigned char c) {
  switch (c) {
    case '"':
    case '\\':
      return static_cast<char>(c);
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 0;
  }
}

char* write_escape(unsigned char c, char* out) {
  *out++ = '\\';
  if (const char letter = short_escape(c)) {
    *out++ = letter;
    return out;
  }
  *out++ = 'u';
  *out++ = '0';
  *out++ = '0';
  *out++ = kHex[c >> 4];
  *out++ = kHex[c & 15];
  return out;
}

bool continues(const unsigned char* at, std::size_t count) {
  for (std::size_t i = 1; i <= count; ++i) {
    if ((at[i] & 0xC0) != 0x80) return false;
  }
  return true;
}

// Bytes of the character at the start of `text`, whose first byte is not ASCII; 0 when it is not
// UTF-8 (cut off, too long a form, a surrogate, beyond U+10FFFF).
std::size_t utf8_character(const unsigned char* at, std::size_t size) {
  const unsigned char first = at[0];
  if (first >= 0xC2 && first <= 0xDF) return size >= 2 && continues(at, 1) ? 2 : 0;
  if ((first & 0xF0) == 0xE0) {
    if (size < 3 || !continues(at, 2)) return 0;
    if (first == 0xE0 && at[1] < 0xA0) return 0;
    return first == 0xED && at[1] > 0x9F ? 0 : 3;
  }
  if (first < 0xF0 || first > 0xF4 || size < 4 || !continues(at, 3)) return 0;
  if (first == 0xF0 && at[1] < 0x90) return 0;
  return first == 0xF4 && at[1] > 0x8F ? 0 : 4;
}

// The same for characters of two or three bytes, four bytes at a time; 0 for all others.
// REQUIRES: four readable bytes.
std::size_t short_utf8_character(std::uint32_t bytes) {
  if ((bytes & 0x00C0C0F0u) == 0x008080E0u) {
    const std::uint32_t code = bytes & 0x200Fu;  // the upper five bits of the code point
    return code == 0 || code == 0x200Du ? 0 : 3;
  }
  return (bytes & 0x0000C0E0u) == 0x000080C0u && (bytes & 0x1Eu) != 0 ? 2 : 0;
}

// Copies characters of two and three bytes as long as there are any; how many bytes. Writes four
// bytes at a time.
std::size_t copy_short_utf8(const char* text, std::size_t size, char* out) {
  std::size_t done = 0;
  while (size - done >= sizeof(std::uint32_t)) {
    std::uint32_t bytes;
    std::memcpy(&bytes, text + done, sizeof(bytes));
    const std::size_t character = short_utf8_character(bytes);
    if (character == 0) break;
    std::memcpy(out + done, &bytes, sizeof(bytes));
    done += character;
  }
  return done;
}

// Checks JSON text by the grammar of RFC 8259. `at_` never passes `end_`.
class JsonChecker final {
 public:
  explicit JsonChecker(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  bool check() {
    if (!value()) return false;
    while (depth_ > 0) {
      if (!next_member()) return false;
    }
    skip_space();
    return at_ == end_;
  }

 private:
  static constexpr std::size_t kMaxDepth = 512;

  bool at(char c) const { return at_ < end_ && *at_ == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  // A scalar, an empty container, or the opening of a container up to its first value's scalar.
  bool value() {
    for (;;) {
      skip_space();
      if (at_ == end_) return false;
      if (*at_ != '{' && *at_ != '[') return scalar();
      const bool object = *at_++ == '{';
      if (depth_ == kMaxDepth) return false;
      skip_space();
      if (take(object ? '}' : ']')) return true;
      is_object_[depth_++] = object;
      if (object && !key()) return false;
    }
  }

  // Behind a value inside a container: a comma and the next value, or the container's end.
  bool next_member() {
    skip_space();
    const bool object = is_object_[depth_ - 1];
    if (take(object ? '}' : ']')) {
      --depth_;
      return true;
    }
    if (!take(',')) return false;
    if (object && !key()) return false;
    return value();
  }

  bool key() {
    skip_space();
    if (!at('"') || !string()) return false;
    skip_space();
    return take(':');
  }

  bool scalar() {
    switch (*at_) {
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool word(std::string_view text) {
    if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, text.size()) !=
        text) {
      return false;
    }
    at_ += text.size();
    return true;
  }

  bool digits() {
    const char* start = at_;
    while (at_ < end_ && *at_ >= '0' && *at_ <= '9') ++at_;
    return at_ != start;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool string() {
    ++at_;
    while (at_ < end_) {
      const auto c = static_cast<unsigned char>(*at_);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return false;
      if (c == '\\') {
        if (!escape()) return false;
      } else if (c < 0x80) {
        ++at_;
      } else {
        const std::size_t size = utf8_character(reinterpret_cast<const unsigned char*>(at_),
                                                static_cast<std::size_t>(end_ - at_));
        if (size == 0) return false;
        at_ += size;
      }
    }
    return false;
  }

  bool escape() {
    ++at_;
    if (at_ == end_) return false;
    const char c = *at_++;
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ == end_ || !is_hex(*at_)) return false;
    }
    return true;
  }

  static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  const char* at_;
  const char* end_;
  std::size_t depth_ = 0;
  std::bitset<kMaxDepth> is_object_;
};

}  // namespace

char* write_json_string(std::string_view text, const char* readable_end, char* out) {
  const char* at = text.data();
  std::size_t left = text.size();
  for (;;) {
    const std::size_t clean = copy_clean(JsonScan(), at, left, readable_end, out);
    at += clean;
    out += clean;
    left -= clean;
    if (left == 0) return out;
    const auto c = static_cast<unsigned char>(*at);
    if (c < 0x80) {
      out = write_escape(c, out);
      ++at;
      --left;
      continue;
    }
    const std::size_t short_characters = copy_short_utf8(at, left, out);
    at += short_characters;
    out += short_characters;
    left -= short_characters;
    while (left > 0 && static_cast<unsigned char>(*at) >= 0x80) {
      const std::size_t size = utf8_character(reinterpret_cast<const unsigned char*>(at), left);
      if (size == 0) return nullptr;
      std::memcpy(out, at, size);
      at += size;
      out += size;
      left -= size;
    }
  }
}

std::size_t json_string_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    size += short_escape(byte) != 0 ? 1 : kMaxJsonExpansion - 1;
  }
  return size;
}

bool is_json(std::string_view text) { return JsonChecker(text).check(); }

char* write_base64(std::string_view bytes, char* out) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  for (; left > 0; at += 3, left -= std::min<std::size_t>(left, 3)) {
    const std::uint32_t b1 = left > 1 ? at[1] : 0u;
    const std::uint32_t b2 = left > 2 ? at[2] : 0u;
    const std::uint32_t group = static_cast<std::uint32_t>(at[0]) << 16 | b1 << 8 | b2;
    *out++ = kBase64[group >> 18];
    *out++ = kBase64[group >> 12 & 63];
    *out++ = left > 1 ? kBase64[group >> 6 & 63] : '=';
    *out++ = left > 2 ? kBase64[group & 63] : '=';
  }
  return out;
}

}  // namespace starload::serializers
