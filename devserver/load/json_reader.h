// Reads JSON text in place: values are views into the document, checked by the grammar. Pure
// functions, no allocation but for unescaping. Nesting is limited to kMaxJsonDepth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace starload::devserver {

constexpr int kMaxJsonDepth = 1024;  // the limit of the real server's parser

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kTrue, kFalse, kNumber, kString, kObject, kArray };
  Kind kind = Kind::kNull;
  std::string_view raw;  // as written; of a string what stands between the quotes
  bool escaped = false;  // a string that holds escapes
};

// The text of a string value; `scratch` holds it when there were escapes. A lone surrogate becomes
// U+FFFD.
std::string_view json_string(const JsonValue& value, std::string& scratch);

// The document as written, with the quotes of a string.
std::string_view json_raw(const JsonValue& value);

// A cursor over one document. After a failure, error() says why and further calls are not allowed.
class JsonCursor final {
 public:
  explicit JsonCursor(std::string_view document) : text_(document) {}

  // The value at the cursor with everything in it, checked.
  bool read_value(JsonValue& value);
  // True when only whitespace is left.
  bool at_end();

  // Walks the object at the cursor: enter_object(), then next_member() until it gives false without
  // error.
  bool enter_object();
  bool next_member(JsonValue& key, JsonValue& value);
  bool enter_array();
  bool next_element(JsonValue& value);

  bool failed() const { return error_ != nullptr; }
  const char* error() const { return error_; }

 private:
  void skip_whitespace();
  bool fail(const char* why);
  bool read_scalar(JsonValue& value);
  bool read_string(JsonValue& value);
  bool read_escape();
  bool read_number(JsonValue& value);
  bool read_word(std::string_view word, JsonValue::Kind kind, JsonValue& value);
  bool read_container(JsonValue& value);
  bool before_item(char close, bool& done);
  bool read_key(JsonValue& key);

  std::string_view text_;
  std::size_t position_ = 0;
  int depth_ = 0;
  bool first_item_ = false;
  const char* error_ = nullptr;
};

// True when the whole text is one JSON value.
bool is_valid_json(std::string_view text);

}  // namespace starload::devserver
