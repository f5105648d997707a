#include <array>

#include "devserver/sql/query_translator.h"
#include "devserver/sql/sql_error.h"
#include "devserver/storage/sqlite_db.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

bool is_real_kind(TypeKind kind) { return kind == TypeKind::kFloat || kind == TypeKind::kDouble; }
bool is_exact_kind(TypeKind kind) {
  return kind == TypeKind::kDecimal || kind == TypeKind::kLargeint;
}
bool is_date_kind(TypeKind kind) { return kind == TypeKind::kDate || kind == TypeKind::kDatetime; }

std::string as_text(const Expression& value) {
  return is_exact(value) || is_text_kind(value.type.kind) ? value.sql
                                                          : "CAST(" + value.sql + " AS TEXT)";
}

Expression boolean(std::string sql) {
  Expression result;
  result.sql = std::move(sql);
  result.type = type_of(TypeKind::kBoolean);
  return result;
}

// Dates are text: both sides need the same form.
std::string date_operand(const Expression& value, TypeKind wanted) {
  if (value.is_literal && std::holds_alternative<std::string>(value.value)) {
    const std::optional<DateTime> parsed = parse_datetime(std::get<std::string>(value.value));
    if (!parsed) return value.sql;
    const bool midnight =
        parsed->hour == 0 && parsed->minute == 0 && parsed->second == 0 && parsed->microsecond == 0;
    return quote_text(wanted == TypeKind::kDate && midnight ? date_text(*parsed)
                                                            : datetime_text(*parsed));
  }
  if (value.type.kind == TypeKind::kDate && wanted == TypeKind::kDatetime)
    return "(" + value.sql + " || ' 00:00:00')";
  return value.sql;
}

Type arithmetic_type(const Expression& left, const Expression& right, const std::string& op) {
  if (op == "/" || is_real_kind(left.type.kind) || is_real_kind(right.type.kind))
    return type_of(TypeKind::kDouble);
  if (is_exact_kind(left.type.kind) || is_exact_kind(right.type.kind)) {
    Type type = type_of(TypeKind::kDecimal);
    type.precision = 38;
    type.scale = op == "*" ? left.type.scale + right.type.scale
                           : std::max(left.type.scale, right.type.scale);
    const bool whole =
        left.type.kind != TypeKind::kDecimal && right.type.kind != TypeKind::kDecimal;
    return whole ? type_of(TypeKind::kLargeint) : type;
  }
  if (is_integer_kind(left.type.kind) && is_integer_kind(right.type.kind))
    return type_of(TypeKind::kBigint);
  return type_of(TypeKind::kDouble);
}

}  // namespace

Type type_of(TypeKind kind) {
  Type type;
  type.kind = kind;
  if (kind == TypeKind::kVarchar) type.length = 65533;
  return type;
}

bool is_integer_kind(TypeKind kind) {
  return kind == TypeKind::kBoolean || kind == TypeKind::kTinyint || kind == TypeKind::kSmallint ||
         kind == TypeKind::kInt || kind == TypeKind::kBigint;
}

bool is_text_kind(TypeKind kind) { return kind == TypeKind::kChar || kind == TypeKind::kVarchar; }

bool is_exact(const Expression& expression) {
  return is_exact_kind(expression.type.kind) && !std::holds_alternative<double>(expression.value);
}

Expression literal_expression(const Cell& value, const Type& type) {
  Expression result;
  result.type = type;
  result.is_literal = true;
  result.value = value;
  if (std::holds_alternative<std::monostate>(value)) {
    result.sql = "NULL";
  } else if (std::holds_alternative<std::string>(value)) {
    result.sql = quote_text(std::get<std::string>(value));
  } else {
    result.sql = cell_text(value);
    const bool real = std::holds_alternative<double>(value);
    if (real && result.sql.find_first_of(".e") == std::string::npos) result.sql += ".0";
  }
  return result;
}

Expression compare(const Expression& left, const std::string& op, const Expression& right) {
  const std::string sqlite_op = op == "<=>" ? "IS" : (op == "!=" ? "<>" : op);
  const TypeKind l = left.type.kind;
  const TypeKind r = right.type.kind;
  if (is_exact(left) || is_exact(right)) {
    if (is_real_kind(l) || is_real_kind(r)) {
      return boolean("(CAST(" + left.sql + " AS REAL) " + sqlite_op + " CAST(" + right.sql +
                     " AS REAL))");
    }
    return boolean("(" + as_text(left) + " COLLATE sl_decimal " + sqlite_op + " " + as_text(right) +
                   ")");
  }
  if (is_date_kind(l) || is_date_kind(r)) {
    const bool with_time = l == TypeKind::kDatetime || r == TypeKind::kDatetime;
    const TypeKind wanted = with_time ? TypeKind::kDatetime : TypeKind::kDate;
    return boolean("(" + date_operand(left, wanted) + " " + sqlite_op + " " +
                   date_operand(right, wanted) + ")");
  }
  // Without a column there is no affinity: text and number would never be equal.
  // A text column would turn the number into text: 10 before 9.
  const bool is_equality = sqlite_op == "=" || sqlite_op == "<>" || sqlite_op == "IS";
  const bool text_column =
      (is_text_kind(l) && left.is_column) || (is_text_kind(r) && right.is_column);
  const bool affinity_helps = text_column ? is_equality : left.is_column || right.is_column;
  const bool mixed = is_text_kind(l) != is_text_kind(r) && !affinity_helps;
  const bool has_null = std::holds_alternative<std::monostate>(left.value) && left.is_literal;
  if (mixed && !has_null) {
    return boolean("(CAST(" + left.sql + " AS REAL) " + sqlite_op + " CAST(" + right.sql +
                   " AS REAL))");
  }
  return boolean("(" + left.sql + " " + sqlite_op + " " + right.sql + ")");
}

Expression calculate(const Expression& left, const std::string& op, const Expression& right) {
  Expression result;
  result.type = arithmetic_type(left, right, op);
  const std::string& l = left.sql;
  const std::string& r = right.sql;
  if (op == "/") {
    result.sql = "(CAST(" + l + " AS REAL) / " + r + ")";
  } else if (op == "DIV") {
    result.type = type_of(TypeKind::kBigint);
    result.sql = "(CAST(" + l + " AS INTEGER) / CAST(" + r + " AS INTEGER))";
  } else if (is_exact_kind(result.type.kind) && (is_exact(left) || is_exact(right))) {
    result.sql = "sl_decimal_" +
                 std::string(op == "+"   ? "add"
                             : op == "-" ? "subtract"
                             : op == "*" ? "multiply"
                                         : "modulo") +
                 "(" + l + ", " + r + ")";
  } else if (op == "%" && !is_integer_kind(result.type.kind)) {
    result.sql = "mod(" + l + ", " + r + ")";
  } else {
    if (is_exact_kind(result.type.kind)) result.type = type_of(TypeKind::kDouble);
    const char chain = op == "-" ? '+' : op[0];
    const bool goes_on = left.chain == chain && chain != '%';
    result.sql = (goes_on ? l.substr(0, l.size() - 1) : "(" + l) + " " + op + " " + r + ")";
    result.chain = chain;
  }
  return result;
}

Expression cast_to(const Expression& value, const Type& type) {
  Expression result;
  result.type = type;
  result.sql = "sl_cast(" + value.sql + ", " + std::to_string(static_cast<int>(type.kind)) + ", " +
               std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")";
  return result;
}

namespace {

// Does the one kind hold every value of the other, and more?
bool is_wider(TypeKind kind, TypeKind than) {
  if (is_real_kind(kind)) return is_integer_kind(than) || is_exact_kind(than);
  if (is_exact_kind(kind)) return is_integer_kind(than);
  if (is_integer_kind(kind)) return is_integer_kind(than) && kind > than;
  return kind == TypeKind::kDatetime && than == TypeKind::kDate;
}

}  // namespace

Type common_type(const std::vector<Expression>& branches) {
  Type result = type_of(TypeKind::kVarchar);
  bool first = true;
  for (const Expression& branch : branches) {
    if (branch.is_literal && std::holds_alternative<std::monostate>(branch.value)) continue;
    const TypeKind kind = branch.type.kind;
    if (!first && is_text_kind(kind) && !is_text_kind(result.kind)) {
      result = type_of(TypeKind::kVarchar);
    } else if (first || is_wider(kind, result.kind)) {
      result = branch.type;
    }
    first = false;
  }
  return result;
}

}  // namespace starload::devserver
