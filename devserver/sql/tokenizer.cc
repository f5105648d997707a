#include "devserver/sql/tokenizer.h"

#include <array>
#include <optional>
#include <utility>

#include "devserver/sql/sql_error.h"
#include "framework/base/hex.h"

namespace starload::devserver {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) { return is_word_start(c) || is_digit(c); }

char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case '0':
      return '\0';
    case 'Z':
      return '\x1a';
    default:
      return c;
  }
}

class Scanner final {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  std::vector<Token> scan() {
    std::vector<Token> tokens;
    do {
      skip_blanks();
      tokens.push_back(next());
    } while (tokens.back().kind != TokenKind::kEnd);
    return tokens;
  }

 private:
  char at(std::size_t offset) const {
    return position_ + offset < sql_.size() ? sql_[position_ + offset] : '\0';
  }
  bool starts_with(std::string_view text) const { return sql_.substr(position_).starts_with(text); }

  void skip_blanks() {
    while (position_ < sql_.size()) {
      const char c = sql_[position_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v') {
        ++position_;
      } else if (c == '#' || (starts_with("--") && (at(2) == '\0' || at(2) <= ' '))) {
        position_ = std::min(sql_.find('\n', position_), sql_.size());
      } else if (starts_with("/*")) {
        const std::size_t end = sql_.find("*/", position_ + 2);
        if (end == std::string_view::npos) fail("a comment that does not end");
        position_ = end + 2;
      } else {
        return;
      }
    }
  }

  Token next() {
    Token token;
    token.begin = position_;
    scan_into(&token);
    token.end = position_;
    return token;
  }

  void scan_into(Token* token) {
    if (position_ >= sql_.size()) return;
    const char c = at(0);
    if (c == '\'' || c == '"') {
      scan_quoted(token, TokenKind::kString, c);
    } else if (c == '`') {
      scan_quoted(token, TokenKind::kQuotedName, c);
    } else if ((c == 'x' || c == 'X') && at(1) == '\'') {
      ++position_;
      scan_quoted(token, TokenKind::kBytes, '\'');
      token->text = read_hex(token->text);
    } else if (is_digit(c) || (c == '.' && is_digit(at(1)))) {
      scan_number(token);
    } else if (is_word_start(c)) {
      scan_word(token, TokenKind::kWord);
    } else if (c == '@') {
      position_ += at(1) == '@' ? 2 : 1;
      scan_variable(token);
    } else {
      scan_symbol(token);
    }
  }

  void scan_quoted(Token* token, TokenKind kind, char quote) {
    token->kind = kind;
    const std::size_t start = position_++;
    const char special[2] = {quote, '\\'};
    while (position_ < sql_.size()) {
      const std::size_t plain_end =
          std::min(sql_.find_first_of({special, 2}, position_), sql_.size());
      token->text.append(sql_.substr(position_, plain_end - position_));
      position_ = plain_end;
      if (position_ >= sql_.size()) break;
      const char c = sql_[position_++];
      if (c == quote) {
        if (at(0) != quote) return;
        token->text += quote;
        ++position_;
      } else if (c == '\\' && kind == TokenKind::kString && position_ < sql_.size()) {
        const char escaped = sql_[position_++];
        // \% and \_ keep their backslash: they are for LIKE.
        if (escaped == '%' || escaped == '_') token->text += '\\';
        token->text += unescaped(escaped);
      } else {
        token->text += c;
      }
    }
    position_ = start;
    fail(kind == TokenKind::kQuotedName ? "a quoted name that does not end"
                                        : "a string that does not end");
  }

  std::string read_hex(const std::string& digits) const {
    if (digits.size() % 2 != 0) fail("a hexadecimal string with an odd number of digits");
    std::optional<std::string> bytes = bytes_of_hex(digits);
    if (!bytes) fail("a hexadecimal string with other characters");
    return std::move(*bytes);
  }

  void scan_number(Token* token) {
    token->kind = TokenKind::kNumber;
    const std::size_t start = position_;
    while (is_digit(at(0))) ++position_;
    if (at(0) == '.') {
      ++position_;
      while (is_digit(at(0))) ++position_;
    }
    if (at(0) == 'e' || at(0) == 'E') {
      const std::size_t sign = at(1) == '+' || at(1) == '-' ? 1 : 0;
      if (is_digit(at(1 + sign))) {
        position_ += 1 + sign;
        while (is_digit(at(0))) ++position_;
      }
    }
    if (is_word(at(0))) {  // a name that begins with a digit, such as 2fa
      while (is_word(at(0))) ++position_;
      token->kind = TokenKind::kWord;
    }
    token->text = sql_.substr(start, position_ - start);
  }

  void scan_word(Token* token, TokenKind kind) {
    token->kind = kind;
    const std::size_t start = position_;
    while (is_word(at(0))) ++position_;
    token->text = sql_.substr(start, position_ - start);
  }

  // @@name, @@session.name, @@global.`name`, @name
  void scan_variable(Token* token) {
    token->kind = TokenKind::kVariable;
    if (at(0) == '`') {
      scan_quoted(token, TokenKind::kQuotedName, '`');
    } else {
      scan_word(token, TokenKind::kVariable);
    }
    token->kind = TokenKind::kVariable;
    if (at(0) != '.') return;
    ++position_;
    Token rest;
    scan_variable(&rest);
    token->text += "." + rest.text;
  }

  void scan_symbol(Token* token) {
    static constexpr std::array<std::string_view, 12> kLong = {
        "<=>", "->", "<=", ">=", "<>", "!=", "||", "&&", "<<", ">>", ":=", "=="};
    token->kind = TokenKind::kSymbol;
    for (const std::string_view symbol : kLong) {
      if (starts_with(symbol)) {
        token->text = symbol;
        position_ += symbol.size();
        return;
      }
    }
    token->text = sql_.substr(position_++, 1);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw SqlError{1064, "42000",
                   "Getting syntax error at line 1, column " + std::to_string(position_) +
                       ". Detail message: " + what + "."};
  }

  std::string_view sql_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<Token> tokenize(std::string_view sql) { return Scanner(sql).scan(); }

std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  const std::vector<Token> tokens = tokenize(sql);
  std::size_t begin = 0;
  bool empty = true;
  for (const Token& token : tokens) {
    const bool ends =
        token.kind == TokenKind::kEnd || (token.kind == TokenKind::kSymbol && token.text == ";");
    if (!ends) {
      if (empty) begin = token.begin;
      empty = false;
      continue;
    }
    if (!empty) statements.emplace_back(sql.substr(begin, token.begin - begin));
    empty = true;
  }
  return statements;
}

}  // namespace starload::devserver
