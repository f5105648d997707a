#include "devserver/sql/like.h"

#include "devserver/sql/token_reader.h"

namespace starload::devserver {

bool like_matches(std::string_view text, std::string_view pattern, bool ignore_case) {
  if (ignore_case) return like_matches(lower(text), lower(pattern), false);
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (t < text.size()) {
    const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
    const char wanted = p < pattern.size() ? pattern[escaped ? p + 1 : p] : '\0';
    if (p < pattern.size() && !escaped && wanted == '%') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && ((!escaped && wanted == '_') || wanted == text[t])) {
      ++t;
      p += escaped ? 2 : 1;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

}  // namespace starload::devserver
