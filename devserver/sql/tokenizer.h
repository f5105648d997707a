// Takes SQL text in MySQL's spelling apart: back-ticked names, '..' and ".." strings with backslash
// escapes, comments,
// @@variables. Pure; throws SqlError for a string or comment that does not end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace starload::devserver {

enum class TokenKind : std::uint8_t {
  kWord,
  kQuotedName,
  kString,
  kBytes,
  kNumber,
  kVariable,
  kSymbol,
  kEnd
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;  // decoded: without quotes, escapes resolved; a variable without its @ signs
  std::size_t begin = 0;  // where it stands in the source
  std::size_t end = 0;
};

// The last token is kEnd.
std::vector<Token> tokenize(std::string_view sql);

// The statements of a text, split at ';' outside strings and comments; empty ones are left out.
std::vector<std::string> split_statements(std::string_view sql);

}  // namespace starload::devserver
