#include <charconv>

#include "devserver/sql/function_translator.h"
#include "devserver/sql/query_translator.h"
#include "devserver/sql/sql_error.h"
#include "devserver/sql/table_parser.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

constexpr int kMaxDepth = 100;

Expression boolean(std::string sql) {
  Expression result;
  result.sql = std::move(sql);
  result.type = type_of(TypeKind::kBoolean);
  return result;
}

Expression number_literal(const std::string& text) {
  const bool whole = text.find_first_of(".eE") == std::string::npos;
  if (whole) {
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) {
      const bool small = value <= 127;
      const TypeKind kind = small                 ? TypeKind::kTinyint
                            : value <= 32767      ? TypeKind::kSmallint
                            : value <= 2147483647 ? TypeKind::kInt
                                                  : TypeKind::kBigint;
      return literal_expression(value, type_of(kind));
    }
    return literal_expression(text, type_of(TypeKind::kLargeint));
  }
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.find_first_of("eE") != std::string::npos)
    return literal_expression(value, type_of(TypeKind::kDouble));
  Type type = type_of(TypeKind::kDecimal);
  type.scale = static_cast<int>(text.size() - text.find('.') - 1);
  type.precision = static_cast<int>(text.size()) - 1;
  // What a double cannot hold stays exact text.
  if (type.precision > 15) return literal_expression(text, type);
  return literal_expression(value, type);
}

}  // namespace

DepthGuard::DepthGuard(int* depth) : depth_(depth) {
  if (++*depth_ <= kMaxDepth) return;
  --*depth_;
  throw_analysis_error("the expression is nested deeper than " + std::to_string(kMaxDepth) +
                       " levels");
}

Expression QueryTranslator::expression(const Scope& scope) {
  const DepthGuard guard(&depth_);
  return or_expression(scope);
}

Expression QueryTranslator::or_expression(const Scope& scope) {
  Expression left = xor_expression(scope);
  if (!reader_.is_word("OR") && !reader_.is_symbol("||")) return left;
  std::string terms = left.sql;  // one flat chain: SQLite's parser takes few nested brackets
  while (reader_.accept("OR") || reader_.accept_symbol("||"))
    terms += " OR " + xor_expression(scope).sql;
  return boolean("(" + terms + ")");
}

Expression QueryTranslator::xor_expression(const Scope& scope) {
  Expression left = and_expression(scope);
  while (reader_.accept("XOR")) {
    left = boolean("((" + left.sql + " <> 0) <> (" + and_expression(scope).sql + " <> 0))");
  }
  return left;
}

Expression QueryTranslator::and_expression(const Scope& scope) {
  Expression left = not_expression(scope);
  if (!reader_.is_word("AND") && !reader_.is_symbol("&&")) return left;
  std::string terms = left.sql;  // one flat chain: SQLite's parser takes few nested brackets
  while (reader_.accept("AND") || reader_.accept_symbol("&&"))
    terms += " AND " + not_expression(scope).sql;
  return boolean("(" + terms + ")");
}

Expression QueryTranslator::not_expression(const Scope& scope) {
  if (!reader_.accept("NOT")) return predicate(scope);
  const DepthGuard guard(&depth_);
  return boolean("(NOT " + not_expression(scope).sql + ")");
}

Expression QueryTranslator::predicate(const Scope& scope) {
  Expression left = bit_expression(scope, 0);
  for (;;) {
    if (reader_.accept("IS")) {
      left = is_test(left);
      continue;
    }
    const bool negated =
        reader_.is_word("NOT") &&
        (reader_.is_word("IN", 1) || reader_.is_word("LIKE", 1) || reader_.is_word("BETWEEN", 1) ||
         reader_.is_word("REGEXP", 1) || reader_.is_word("RLIKE", 1));
    if (negated) reader_.next();
    if (reader_.accept("IN")) {
      left = in_list(scope, left, negated);
    } else if (reader_.accept("BETWEEN")) {
      const Expression low = bit_expression(scope, 0);
      reader_.expect("AND");
      const Expression high = bit_expression(scope, 0);
      left = boolean(std::string(negated ? "(NOT " : "(") + "(" + compare(left, ">=", low).sql +
                     " AND " + compare(left, "<=", high).sql + "))");
    } else if (reader_.is_word("LIKE") || reader_.is_word("REGEXP") || reader_.is_word("RLIKE")) {
      left = like(scope, left, negated);
    } else {
      std::string op;
      for (const char* symbol : {"=", "<=>", ">=", "<=", "<>", "!=", "<", ">"}) {
        if (reader_.accept_symbol(symbol)) op = symbol;
        if (!op.empty()) break;
      }
      if (op.empty()) return left;
      if (reader_.is_word("ALL") || reader_.is_word("ANY"))
        throw_not_supported("comparisons with ALL and ANY");
      left = compare(left, op, bit_expression(scope, 0));
    }
  }
}

Expression QueryTranslator::is_test(const Expression& left) {
  const std::string negation = reader_.accept("NOT") ? "NOT " : "";
  for (const char* word : {"NULL", "TRUE", "FALSE"}) {
    if (reader_.accept(word)) return boolean("(" + left.sql + " IS " + negation + word + ")");
  }
  reader_.fail("NULL");
}

Expression QueryTranslator::in_list(const Scope& scope, const Expression& left, bool negated) {
  reader_.expect_symbol("(");
  const std::string not_word = negated ? "NOT " : "";
  if (reader_.is_word("SELECT") || reader_.is_word("WITH")) {
    const TranslatedQuery inner = query(&scope);
    reader_.expect_symbol(")");
    return boolean("(" + left.sql + " " + not_word + "IN (" + inner.sql + "))");
  }
  // Spelled out as comparisons where the types ask for care, else as IN, which has no limit of
  // length.
  std::string list;
  std::string tests;
  const bool careful =
      is_exact(left) || left.type.kind == TypeKind::kDate || left.type.kind == TypeKind::kDatetime;
  do {
    const Expression item = expression(scope);
    list += (list.empty() ? "" : ", ") + item.sql;
    if (careful) tests += (tests.empty() ? "" : " OR ") + compare(left, "=", item).sql;
  } while (reader_.accept_symbol(","));
  reader_.expect_symbol(")");
  if (careful) return boolean("(" + not_word + "(" + tests + "))");
  return boolean("(" + left.sql + " " + not_word + "IN (" + list + "))");
}

Expression QueryTranslator::like(const Scope& scope, const Expression& left, bool negated) {
  const std::string not_word = negated ? "NOT " : "";
  if (!reader_.accept("LIKE")) {
    reader_.next();
    const Expression pattern = bit_expression(scope, 0);
    return boolean("(" + not_word + "sl_regexp(" + left.sql + ", " + pattern.sql + "))");
  }
  const Expression pattern = bit_expression(scope, 0);
  const std::string escape = reader_.accept("ESCAPE") ? reader_.string_literal("a string") : "\\";
  return boolean("(" + left.sql + " " + not_word + "LIKE " + pattern.sql + " ESCAPE " +
                 quote_text(escape) + ")");
}

// level 0: |, 1: &, 2: << >>
Expression QueryTranslator::bit_expression(const Scope& scope, int level) {
  if (level > 2) return sum_expression(scope);
  Expression left = bit_expression(scope, level + 1);
  for (;;) {
    std::string op;
    if (level == 0 && reader_.accept_symbol("|")) op = "|";
    if (level == 1 && reader_.accept_symbol("&")) op = "&";
    if (level == 2 && reader_.accept_symbol("<<")) op = "<<";
    if (level == 2 && op.empty() && reader_.accept_symbol(">>")) op = ">>";
    if (op.empty()) return left;
    Expression result;
    result.sql = "(" + left.sql + " " + op + " " + bit_expression(scope, level + 1).sql + ")";
    result.type = type_of(TypeKind::kBigint);
    left = result;
  }
}

Expression QueryTranslator::sum_expression(const Scope& scope) {
  Expression left = product_expression(scope);
  for (;;) {
    const std::string op = reader_.is_symbol("+") ? "+" : (reader_.is_symbol("-") ? "-" : "");
    if (op.empty()) return left;
    reader_.next();
    if (reader_.accept("INTERVAL")) {
      const Expression amount = product_expression(scope);
      const std::string unit = lower(reader_.next().text);
      Expression moved;
      moved.sql = "sl_date_add(" + left.sql + ", " + (op == "-" ? "-" : "") + "(" + amount.sql +
                  "), " + quote_text(unit) + ")";
      moved.type = type_of(TypeKind::kDatetime);
      left = moved;
    } else {
      left = calculate(left, op, product_expression(scope));
    }
  }
}

Expression QueryTranslator::product_expression(const Scope& scope) {
  Expression left = unary_expression(scope);
  for (;;) {
    std::string op;
    if (reader_.accept_symbol("*")) op = "*";
    if (op.empty() && reader_.accept_symbol("/")) op = "/";
    if (op.empty() && (reader_.accept_symbol("%") || reader_.accept("MOD"))) op = "%";
    if (op.empty() && reader_.accept("DIV")) op = "DIV";
    if (op.empty()) return left;
    left = calculate(left, op, unary_expression(scope));
  }
}

Expression QueryTranslator::unary_expression(const Scope& scope) {
  const DepthGuard guard(&depth_);
  if (reader_.accept_symbol("+")) return unary_expression(scope);
  if (reader_.accept_symbol("!")) return boolean("(NOT " + unary_expression(scope).sql + ")");
  if (reader_.accept_symbol("~")) {
    Expression result;
    result.sql = "(~" + unary_expression(scope).sql + ")";
    result.type = type_of(TypeKind::kBigint);
    return result;
  }
  if (!reader_.accept_symbol("-")) return postfix_expression(scope);
  if (reader_.peek().kind == TokenKind::kNumber && reader_.peek().text == "9223372036854775808") {
    reader_.next();
    Expression lowest =
        literal_expression(std::int64_t{-9223372036854775807} - 1, type_of(TypeKind::kBigint));
    lowest.sql = "(-9223372036854775807 - 1)";
    return lowest;
  }
  const Expression operand = unary_expression(scope);
  if (!operand.is_literal)
    return calculate(literal_expression(std::int64_t{0}, type_of(TypeKind::kTinyint)), "-",
                     operand);
  if (const auto* integer = std::get_if<std::int64_t>(&operand.value)) {
    Expression result = literal_expression(-*integer, operand.type);
    result.sql = "(" + result.sql + ")";
    return result;
  }
  if (const auto* real = std::get_if<double>(&operand.value)) {
    Expression result = literal_expression(-*real, operand.type);
    result.sql = "(" + result.sql + ")";
    return result;
  }
  if (is_exact(operand))
    return literal_expression("-" + std::get<std::string>(operand.value), operand.type);
  return calculate(literal_expression(std::int64_t{0}, type_of(TypeKind::kTinyint)), "-", operand);
}

Expression QueryTranslator::postfix_expression(const Scope& scope) {
  Expression value = primary(scope);
  for (;;) {
    if (reader_.accept_symbol("[")) {
      const Expression index = expression(scope);
      reader_.expect_symbol("]");
      Expression element;
      const bool map = value.type.kind == TypeKind::kMap;
      element.sql = "sl_element(" + value.sql + ", " + index.sql + ")";
      const std::size_t child = map ? 1 : 0;
      element.type = value.type.children.size() > child ? value.type.children[child]
                                                        : type_of(TypeKind::kVarchar);
      value = element;
    } else if (reader_.accept_symbol("->")) {
      Expression member;
      member.sql = "sl_json_query(" + value.sql + ", " + primary(scope).sql + ")";
      member.type = type_of(TypeKind::kJson);
      value = member;
    } else if (reader_.accept("COLLATE")) {
      reader_.next();
    } else {
      return value;
    }
  }
}

Expression QueryTranslator::primary(const Scope& scope) {
  const Token& token = reader_.peek();
  if (token.kind == TokenKind::kSymbol) {
    if (token.text == "(") return bracketed(scope);
    if (token.text == "[") return array_literal(scope);
    if (token.text == "?") throw_not_supported("parameters (?)");
    reader_.fail("an expression");
  }
  if (token.kind != TokenKind::kWord && token.kind != TokenKind::kQuotedName)
    return literal_or_variable();
  if (token.kind == TokenKind::kQuotedName) return column_reference(scope);
  if (reader_.accept("NULL")) return literal_expression(Cell(), type_of(TypeKind::kVarchar));
  if (reader_.accept("TRUE"))
    return literal_expression(std::int64_t{1}, type_of(TypeKind::kBoolean));
  if (reader_.accept("FALSE"))
    return literal_expression(std::int64_t{0}, type_of(TypeKind::kBoolean));
  if (reader_.accept("CASE")) return case_expression(scope);
  if (reader_.is_word("CAST") && reader_.is_symbol("(", 1)) return cast_expression(scope);
  if (reader_.is_word("EXISTS") && reader_.is_symbol("(", 1)) {
    reader_.next();
    reader_.next();
    const TranslatedQuery inner = query(&scope);
    reader_.expect_symbol(")");
    return boolean("EXISTS (" + inner.sql + ")");
  }
  if (reader_.accept("BINARY")) return unary_expression(scope);
  const bool typed =
      reader_.is_word("DATE") || reader_.is_word("DATETIME") || reader_.is_word("TIMESTAMP");
  if (typed && reader_.peek(1).kind == TokenKind::kString) {
    const Type type = type_of(reader_.is_word("DATE") ? TypeKind::kDate : TypeKind::kDatetime);
    reader_.next();
    const std::string text = reader_.next().text;
    const std::optional<Cell> value = convert_cell(type, text);
    if (!value) throw_analysis_error("Invalid date literal " + text);
    return literal_expression(*value, type);
  }
  const std::string name = lower(token.text);
  if (reader_.is_symbol("(", 1)) {
    reader_.next();
    return FunctionTranslator(*this, scope).call(name);
  }
  if (FunctionTranslator::works_without_brackets(name)) {
    reader_.next();
    return FunctionTranslator(*this, scope).call_without_brackets(name);
  }
  return column_reference(scope);
}

Expression QueryTranslator::literal_or_variable() {
  const Token token = reader_.next();
  switch (token.kind) {
    case TokenKind::kString: {
      std::string text = token.text;
      while (reader_.peek().kind == TokenKind::kString)
        text += reader_.next().text;  // 'a' 'b' is 'ab'
      return literal_expression(text, type_of(TypeKind::kVarchar));
    }
    case TokenKind::kBytes:
      return literal_expression(token.text, type_of(TypeKind::kVarbinary));
    case TokenKind::kNumber:
      return number_literal(token.text);
    case TokenKind::kVariable: {
      reader_.rewind(reader_.position() - 1);
      const std::size_t start = reader_.position();
      reader_.next();
      const std::string source = reader_.source_since(start);
      const Cell value = context_.variable(token.text, !source.starts_with("@@"));
      const bool integer = std::holds_alternative<std::int64_t>(value);
      Expression result =
          literal_expression(value, type_of(integer ? TypeKind::kBigint : TypeKind::kVarchar));
      result.name = source;
      return result;
    }
    default:
      break;
  }
  if (token.kind != TokenKind::kEnd) reader_.rewind(reader_.position() - 1);
  reader_.fail("an expression");
}

Expression QueryTranslator::bracketed(const Scope& scope) {
  reader_.expect_symbol("(");
  Expression result;
  if (reader_.is_word("SELECT") || reader_.is_word("WITH")) {
    const TranslatedQuery inner = query(&scope);
    result.sql = "(" + inner.sql + ")";
    result.type = inner.columns.empty() ? type_of(TypeKind::kVarchar) : inner.columns[0].type;
  } else {
    result = expression(scope);
    if (reader_.is_symbol(",")) {
      std::string sql = "(" + result.sql;
      while (reader_.accept_symbol(",")) sql += ", " + expression(scope).sql;
      result = boolean(sql + ")");
    }
  }
  reader_.expect_symbol(")");
  result.name.clear();
  return result;
}

Expression QueryTranslator::case_expression(const Scope& scope) {
  std::optional<Expression> subject;
  if (!reader_.is_word("WHEN")) subject = expression(scope);
  std::string sql = "CASE";
  std::vector<Expression> branches;
  while (reader_.accept("WHEN")) {
    const Expression condition = expression(scope);
    sql += " WHEN " + (subject ? compare(*subject, "=", condition).sql : condition.sql);
    reader_.expect("THEN");
    branches.push_back(expression(scope));
    sql += " THEN " + branches.back().sql;
  }
  if (branches.empty()) reader_.fail("WHEN");
  if (reader_.accept("ELSE")) {
    branches.push_back(expression(scope));
    sql += " ELSE " + branches.back().sql;
  }
  reader_.expect("END");
  Expression result;
  result.sql = "(" + sql + " END)";
  result.type = common_type(branches);
  return result;
}

Expression QueryTranslator::cast_expression(const Scope& scope) {
  reader_.next();
  reader_.expect_symbol("(");
  const Expression value = expression(scope);
  reader_.expect("AS");
  if (reader_.accept("UNSIGNED")) {
    reader_.accept("INTEGER");
    reader_.expect_symbol(")");
    return cast_to(value, type_of(TypeKind::kBigint));
  }
  const Type type = parse_type(reader_);
  if (type.kind == TypeKind::kBigint) reader_.accept("INTEGER");  // SIGNED INTEGER
  reader_.expect_symbol(")");
  return cast_to(value, type);
}

Expression QueryTranslator::array_literal(const Scope& scope) {
  reader_.expect_symbol("[");
  Expression result;
  result.type = type_of(TypeKind::kArray);
  result.type.children = {type_of(TypeKind::kVarchar)};
  std::string sql;
  while (!reader_.is_symbol("]")) {
    const Expression item = expression(scope);
    const bool nested = item.type.kind == TypeKind::kArray || item.type.kind == TypeKind::kJson;
    if (sql.empty()) result.type.children = {item.type};
    sql += (sql.empty() ? "" : ", ") + (nested ? "json(" + item.sql + ")" : item.sql);
    if (!reader_.accept_symbol(",")) break;
  }
  reader_.expect_symbol("]");
  result.sql = "json_array(" + sql + ")";
  return result;
}

}  // namespace starload::devserver
