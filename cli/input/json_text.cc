#include "cli/input/json_text.h"

namespace starload::cli {
namespace {

class Checker final {
 public:
  Checker(std::string_view text, int max_depth)
      : at_(text.data()), end_(text.data() + text.size()), depth_left_(max_depth) {}

  JsonKind whole() {
    skip_space();
    const JsonKind kind = value();
    skip_space();
    return at_ == end_ ? kind : JsonKind::kInvalid;
  }

  bool number() {
    take('-');
    if (take('0')) {
      if (is_digit()) return false;
    } else if (!digits()) {
      return false;
    }
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool done() const { return at_ == end_; }

 private:
  bool is_digit() const { return at_ < end_ && *at_ >= '0' && *at_ <= '9'; }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool digits() {
    if (!is_digit()) return false;
    while (is_digit()) ++at_;
    return true;
  }

  void skip_space() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  bool word(std::string_view text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size() ||
        std::string_view(at_, text.size()) != text) {
      return false;
    }
    at_ += text.size();
    return true;
  }

  static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  bool escape() {
    if (at_ == end_) return false;
    const char c = *at_++;
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      if (at_ == end_ || !is_hex(*at_)) return false;
      ++at_;
    }
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < end_) {
      const char c = *at_++;
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  // The items of an array or object behind its opening bracket. Recursion is bounded by
  // depth_left_.
  bool items(char close, bool with_keys) {
    if (--depth_left_ < 0) return false;
    skip_space();
    if (!take(close)) {
      do {
        skip_space();
        if (with_keys) {
          if (!string()) return false;
          skip_space();
          if (!take(':')) return false;
          skip_space();
        }
        if (value() == JsonKind::kInvalid) return false;
        skip_space();
      } while (take(','));
      if (!take(close)) return false;
    }
    ++depth_left_;
    return true;
  }

  JsonKind value() {
    if (at_ == end_) return JsonKind::kInvalid;
    switch (*at_) {
      case '{':
        ++at_;
        return items('}', true) ? JsonKind::kObject : JsonKind::kInvalid;
      case '[':
        ++at_;
        return items(']', false) ? JsonKind::kArray : JsonKind::kInvalid;
      case '"':
        return string() ? JsonKind::kString : JsonKind::kInvalid;
      case 't':
        return word("true") ? JsonKind::kBool : JsonKind::kInvalid;
      case 'f':
        return word("false") ? JsonKind::kBool : JsonKind::kInvalid;
      case 'n':
        return word("null") ? JsonKind::kNull : JsonKind::kInvalid;
      default:
        return number() ? JsonKind::kNumber : JsonKind::kInvalid;
    }
  }

  const char* at_;
  const char* end_;
  int depth_left_;
};

}  // namespace

JsonKind check_json(std::string_view text, int max_depth) {
  return Checker(text, max_depth).whole();
}

bool is_json_number(std::string_view text) {
  Checker checker(text, 0);
  return checker.number() && checker.done();
}

}  // namespace starload::cli
