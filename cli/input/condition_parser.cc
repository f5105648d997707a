// The text of a condition into its nodes.
#include <optional>

#include "cli/input/condition.h"
#include "cli/input/json_text.h"
#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

constexpr int kMaxNesting = 64;
constexpr std::size_t kShownBytes = 40;

enum class TokenKind : std::uint8_t { kEnd, kWord, kName, kText, kNumber, kSign, kBad };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;           // without quotes
  std::size_t position = 0;   // 1 = the first byte
  const char* why = nullptr;  // kBad
};

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_number_byte(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

class Tokenizer final {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
      ++at_;
    Token token;
    token.position = at_ + 1;
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '\'' || c == '"' || c == '`') return quoted(c, std::move(token));
    if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.') return number(std::move(token));
    if (is_word_byte(c)) return word(std::move(token));
    return sign(std::move(token));
  }

 private:
  Token quoted(char quote, Token token) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == quote) {
        if (at_ == text_.size() || text_[at_] != quote) {
          token.kind = quote == '`' ? TokenKind::kName : TokenKind::kText;
          return token;
        }
        ++at_;
      }
      token.text += c;
    }
    token.kind = TokenKind::kBad;
    token.why = "the quote is not closed";
    return token;
  }

  Token number(Token token) {
    while (at_ < text_.size() && is_number_byte(text_[at_])) token.text += text_[at_++];
    if (token.text[0] == '+') token.text.erase(0, 1);
    token.kind = is_json_number(token.text) ? TokenKind::kNumber : TokenKind::kBad;
    token.why = "it is not a number";
    return token;
  }

  Token word(Token token) {
    while (at_ < text_.size() && is_word_byte(text_[at_])) token.text += text_[at_++];
    token.kind = TokenKind::kWord;
    return token;
  }

  Token sign(Token token) {
    for (const std::string_view sign :
         {"!=", "<>", "<=", ">=", "==", "=", "<", ">", "(", ")", ","}) {
      if (!text_.substr(at_).starts_with(sign)) continue;
      token.text = sign;
      token.kind = TokenKind::kSign;
      at_ += sign.size();
      return token;
    }
    token.kind = TokenKind::kBad;
    token.text = text_[at_];
    token.why = "it means nothing here";
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

class ConditionParser final {
 public:
  ConditionParser(std::string_view text, std::string_view option)
      : tokenizer_(text), option_(option) {
    condition_.option_ = option;
    advance();
  }

  Result<Condition> parse() {
    const std::optional<std::size_t> root = any();
    if (root && token_.kind != TokenKind::kEnd) fail("expected AND, OR or the end");
    if (!error_.empty()) return Status::config(error_);
    condition_.root_ = *root;
    return std::move(condition_);
  }

 private:
  using Node = Condition::Node;
  using Kind = Condition::Kind;

  void advance() { token_ = tokenizer_.next(); }

  std::nullopt_t fail(std::string_view expected) {
    if (!error_.empty()) return std::nullopt;
    error_ = std::string(option_) + ": at position " + std::to_string(token_.position);
    if (token_.kind == TokenKind::kEnd) {
      error_ += ", the end";
    } else {
      error_ += ", '" + printable(token_.text, kShownBytes) + "'";
    }
    error_ += ": ";
    error_ += token_.kind == TokenKind::kBad ? std::string_view(token_.why) : expected;
    error_ += "; write for example: " + std::string(option_) +
              " \"op = 'D' or (version > 3 and not gone is null)\"";
    return std::nullopt;
  }

  bool is_word(std::string_view word) const {
    return token_.kind == TokenKind::kWord && equals_ignoring_case(token_.text, word);
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    advance();
    return true;
  }
  bool take_sign(std::string_view sign) {
    if (token_.kind != TokenKind::kSign || token_.text != sign) return false;
    advance();
    return true;
  }

  std::size_t add(Node node) {
    condition_.nodes_.push_back(std::move(node));
    return condition_.nodes_.size() - 1;
  }

  std::optional<std::size_t> any() { return chain(Kind::kOr, "or"); }

  // Parts joined by one word; a single part stands for itself.
  std::optional<std::size_t> chain(Kind kind, std::string_view word) {
    Node node;
    node.kind = kind;
    do {
      const std::optional<std::size_t> part = kind == Kind::kOr ? chain(Kind::kAnd, "and") : one();
      if (!part) return std::nullopt;
      node.children.push_back(*part);
    } while (take_word(word));
    return node.children.size() == 1 ? node.children[0] : add(std::move(node));
  }

  std::optional<std::size_t> one() {
    if (++nesting_ > kMaxNesting) return fail("nested more than 64 levels deep");
    std::optional<std::size_t> part;
    if (take_word("not")) {
      part = negated(one());
    } else if (take_sign("(")) {
      part = any();
      if (part && !take_sign(")")) return fail("expected )");
    } else {
      part = comparison();
    }
    --nesting_;
    return part;
  }

  std::optional<std::size_t> negated(std::optional<std::size_t> part) {
    if (!part) return part;
    Node node;
    node.kind = Kind::kNot;
    node.children.push_back(*part);
    return add(std::move(node));
  }

  std::optional<std::size_t> comparison() {
    Node node;
    if (!field(node)) return std::nullopt;
    if (take_word("is")) {
      const bool negative = take_word("not");
      if (!take_word("null")) return fail("expected NULL or NOT NULL");
      node.kind = Kind::kIsNull;
      const std::size_t index = add(std::move(node));
      return negative ? negated(index) : index;
    }
    const bool negative = take_word("not");
    if (take_word("in")) {
      if (!list(node)) return std::nullopt;
      const std::size_t index = add(std::move(node));
      return negative ? negated(index) : index;
    }
    if (negative) return fail("expected IN");
    if (!order(node) || !literal(node)) return std::nullopt;
    return add(std::move(node));
  }

  bool field(Node& node) {
    for (const std::string_view word : {"and", "or", "not", "in", "is", "null", "true", "false"}) {
      if (is_word(word))
        return fail("expected a field's name (in `back-ticks` if it is a word of conditions)"),
               false;
    }
    if (token_.kind != TokenKind::kWord && token_.kind != TokenKind::kName) {
      return fail("expected a field's name"), false;
    }
    std::vector<std::string>& fields = condition_.fields_;
    while (node.field < fields.size() && !equals_ignoring_case(fields[node.field], token_.text))
      ++node.field;
    if (node.field == fields.size()) fields.push_back(token_.text);
    advance();
    return true;
  }

  bool order(Node& node) {
    using Order = Condition::Order;
    constexpr std::pair<std::string_view, Order> kOrders[] = {
        {"=", Order::kEqual},    {"==", Order::kEqual},       {"!=", Order::kUnequal},
        {"<>", Order::kUnequal}, {"<", Order::kLess},         {"<=", Order::kLessEqual},
        {">", Order::kGreater},  {">=", Order::kGreaterEqual}};
    for (const auto& [sign, order] : kOrders) {
      if (!take_sign(sign)) continue;
      node.order = order;
      return true;
    }
    return fail("expected =, !=, <, <=, >, >=, IN or IS behind the field"), false;
  }

  bool list(Node& node) {
    node.kind = Kind::kIn;
    if (!take_sign("(")) return fail("expected ( and a list of values"), false;
    do {
      if (!literal(node)) return false;
    } while (take_sign(","));
    return take_sign(")") || (fail("expected , or )"), false);
  }

  bool literal(Node& node) {
    using LiteralKind = Condition::LiteralKind;
    Condition::Literal literal;
    literal.text = token_.text;
    if (token_.kind == TokenKind::kText) {
      literal.kind = LiteralKind::kText;
    } else if (token_.kind == TokenKind::kNumber) {
      literal.kind = LiteralKind::kNumber;
    } else if (is_word("true") || is_word("false")) {
      literal.kind = LiteralKind::kBool;
    } else if (is_word("null")) {
      return fail("nothing equals NULL; write IS NULL"), false;
    } else {
      return fail("expected a value: 'text' in quotes, a number, TRUE or FALSE"), false;
    }
    node.literals.push_back(std::move(literal));
    advance();
    return true;
  }

  Tokenizer tokenizer_;
  std::string_view option_;
  Token token_;
  Condition condition_;
  std::string error_;
  int nesting_ = 0;
};

Result<Condition> Condition::parse(std::string_view text, std::string_view option) {
  return ConditionParser(text, option).parse();
}

}  // namespace starload::cli
