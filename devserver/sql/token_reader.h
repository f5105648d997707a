// A cursor over tokens with the small questions that a parser asks. Throws SqlError (syntax). One
// thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/sql/tokenizer.h"

namespace starload::devserver {

bool same_word(std::string_view a, std::string_view b);
std::string lower(std::string_view text);
std::string upper(std::string_view text);
// Words that cannot name a column or alias unless quoted.
bool is_reserved(std::string_view word);

class TokenReader final {
 public:
  explicit TokenReader(std::string_view sql) : sql_(sql), tokens_(tokenize(sql)) {}

  const Token& peek(std::size_t offset = 0) const;
  Token next();
  bool at_end() const { return peek().kind == TokenKind::kEnd; }
  std::size_t position() const { return position_; }
  void rewind(std::size_t position) { position_ = position; }

  bool is_word(std::string_view word, std::size_t offset = 0) const;
  bool is_symbol(std::string_view symbol, std::size_t offset = 0) const;
  bool accept(std::string_view word);
  // All of the words in a row, or none.
  bool accept_words(std::initializer_list<std::string_view> words);
  bool accept_symbol(std::string_view symbol);
  void expect(std::string_view word);
  void expect_symbol(std::string_view symbol);
  // Nothing but an optional ';' may follow.
  void expect_end();

  // A name: quoted, or a word that is not reserved.
  std::string identifier(std::string_view what);
  bool at_identifier() const;
  std::string string_literal(std::string_view what);
  std::int64_t integer(std::string_view what);

  // The source text from a token's begin to the end of the token before the cursor.
  std::string source_since(std::size_t position) const;
  // Reads a bracketed group, nested ones too, and returns its source with the brackets.
  std::string bracketed_source();

  [[noreturn]] void fail(std::string_view expected) const;

 private:
  std::string sql_;
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
};

}  // namespace starload::devserver
