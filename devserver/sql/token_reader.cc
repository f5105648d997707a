#include "devserver/sql/token_reader.h"

#include <strings.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <unordered_set>

#include "devserver/sql/sql_error.h"

namespace starload::devserver {
namespace {

const std::unordered_set<std::string>& reserved_words() {
  static const std::unordered_set<std::string> kWords = {
      "ALL",     "AND",    "AS",        "ASC",      "BETWEEN", "BY",    "CASE",   "CREATE",
      "CROSS",   "DELETE", "DESC",      "DISTINCT", "DIV",     "DROP",  "ELSE",   "END",
      "EXCEPT",  "EXISTS", "FOR",       "FROM",     "FULL",    "GROUP", "HAVING", "IN",
      "INNER",   "INSERT", "INTERSECT", "INTERVAL", "INTO",    "IS",    "JOIN",   "LEFT",
      "LIKE",    "LIMIT",  "MINUS",     "NOT",      "NULL",    "ON",    "OR",     "ORDER",
      "OUTER",   "OVER",   "PRIMARY",   "QUALIFY",  "REGEXP",  "RIGHT", "RLIKE",  "SELECT",
      "SEMI",    "ANTI",   "SET",       "TABLE",    "THEN",    "UNION", "UPDATE", "USING",
      "VALUES",  "WHEN",   "WHERE",     "WINDOW",   "WITH",    "XOR",   "TRUE",   "FALSE",
      "LATERAL", "OFFSET", "NATURAL"};
  return kWords;
}

template <int (*kChange)(int)>
std::string changed(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(kChange(c)); });
  return result;
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string lower(std::string_view text) { return changed<std::tolower>(text); }
std::string upper(std::string_view text) { return changed<std::toupper>(text); }

bool is_reserved(std::string_view word) { return reserved_words().count(upper(word)) > 0; }

const Token& TokenReader::peek(std::size_t offset) const {
  return tokens_[std::min(position_ + offset, tokens_.size() - 1)];
}

Token TokenReader::next() {
  Token token = peek();
  if (position_ + 1 < tokens_.size()) ++position_;
  return token;
}

bool TokenReader::is_word(std::string_view word, std::size_t offset) const {
  const Token& token = peek(offset);
  return token.kind == TokenKind::kWord && same_word(token.text, word);
}

bool TokenReader::is_symbol(std::string_view symbol, std::size_t offset) const {
  const Token& token = peek(offset);
  return token.kind == TokenKind::kSymbol && token.text == symbol;
}

bool TokenReader::accept(std::string_view word) {
  if (!is_word(word)) return false;
  next();
  return true;
}

bool TokenReader::accept_words(std::initializer_list<std::string_view> words) {
  std::size_t offset = 0;
  for (const std::string_view word : words) {
    if (!is_word(word, offset++)) return false;
  }
  position_ += words.size();
  return true;
}

bool TokenReader::accept_symbol(std::string_view symbol) {
  if (!is_symbol(symbol)) return false;
  next();
  return true;
}

void TokenReader::expect(std::string_view word) {
  if (!accept(word)) fail(word);
}

void TokenReader::expect_symbol(std::string_view symbol) {
  if (!accept_symbol(symbol)) fail(symbol);
}

void TokenReader::expect_end() {
  accept_symbol(";");
  if (!at_end()) fail("<EOF>");
}

bool TokenReader::at_identifier() const {
  const Token& token = peek();
  return token.kind == TokenKind::kQuotedName ||
         (token.kind == TokenKind::kWord && !is_reserved(token.text));
}

std::string TokenReader::identifier(std::string_view what) {
  if (!at_identifier()) fail(what);
  return next().text;
}

std::string TokenReader::string_literal(std::string_view what) {
  if (peek().kind != TokenKind::kString) fail(what);
  return next().text;
}

std::int64_t TokenReader::integer(std::string_view what) {
  const Token& token = peek();
  std::int64_t value = 0;
  const char* end = token.text.data() + token.text.size();
  if (token.kind != TokenKind::kNumber || std::from_chars(token.text.data(), end, value).ptr != end)
    fail(what);
  next();
  return value;
}

std::string TokenReader::source_since(std::size_t position) const {
  if (position >= position_) return {};
  const std::size_t begin = tokens_[position].begin;
  return sql_.substr(begin, tokens_[position_ - 1].end - begin);
}

std::string TokenReader::bracketed_source() {
  const std::size_t start = position_;
  expect_symbol("(");
  for (int depth = 1; depth > 0;) {
    if (at_end()) fail(")");
    // A half-open range begins with [ and ends with ).
    if (is_symbol("(") || is_symbol("[")) ++depth;
    if (is_symbol(")") || is_symbol("]")) --depth;
    next();
  }
  return source_since(start);
}

void TokenReader::fail(std::string_view expected) const {
  const std::size_t offset = std::min(peek().begin, sql_.size());
  const auto line =
      1 + std::count(sql_.begin(), sql_.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  const std::size_t line_start = offset == 0 ? std::string::npos : sql_.rfind('\n', offset - 1);
  const std::size_t column = line_start == std::string::npos ? offset : offset - line_start - 1;
  const std::string found =
      at_end() ? "<EOF>" : sql_.substr(peek().begin, peek().end - peek().begin);
  throw SqlError{1064, "42000",
                 "Getting syntax error at line " + std::to_string(line) + ", column " +
                     std::to_string(column) + ". Detail message: Unexpected input '" + found +
                     "', the most similar input is {'" + std::string(expected) + "'}."};
}

}  // namespace starload::devserver
