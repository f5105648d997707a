// Walks through JSON text that check_json() has accepted, value by value, without copying what is
// not escaped. One thread.
#pragma once

#include <string>
#include <string_view>

#include "cli/input/json_text.h"

namespace starload::cli {

class JsonCursor final {
 public:
  explicit JsonCursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  JsonKind kind();  // of the value that follows
  // Takes a string (unescaped), a number, a word. Strings with escapes lie in scratch. Half a
  // surrogate pair becomes U+FFFD.
  std::string_view take_scalar(std::string& scratch);
  std::string_view take_value();  // any value, as it stands

  void enter();  // behind the [ or { that follows
  // Whether another item follows inside; else the end of the array or object is taken.
  bool next();
  std::string_view take_key(std::string& scratch);  // and its colon

 private:
  void skip_space();
  std::string_view take_string();  // between the quotes
  void unescape(std::string_view text, std::string& out) const;

  const char* at_;
  const char* end_;
};

// How many items the array or object holds that the cursor stands in front of.
std::size_t count_items(JsonCursor cursor, std::string& scratch);

}  // namespace starload::cli
