#include "devserver/sql/function_translator.h"

#include "devserver/sql/function_table.h"
#include "devserver/sql/sql_error.h"
#include "devserver/storage/sqlite_db.h"

namespace starload::devserver {
namespace {

Type type_given(Gives gives, const std::vector<Expression>& arguments) {
  switch (gives) {
    case Gives::kBoolean:
      return type_of(TypeKind::kBoolean);
    case Gives::kInt:
      return type_of(TypeKind::kInt);
    case Gives::kBigint:
      return type_of(TypeKind::kBigint);
    case Gives::kDouble:
      return type_of(TypeKind::kDouble);
    case Gives::kText:
      return type_of(TypeKind::kVarchar);
    case Gives::kDate:
      return type_of(TypeKind::kDate);
    case Gives::kDatetime:
      return type_of(TypeKind::kDatetime);
    case Gives::kJson:
      return type_of(TypeKind::kJson);
    case Gives::kArray: {
      Type type = type_of(TypeKind::kArray);
      type.children = {type_of(TypeKind::kBigint)};
      return type;
    }
    case Gives::kBitmap:
      return type_of(TypeKind::kBitmap);
    case Gives::kHll:
      return type_of(TypeKind::kHll);
    case Gives::kFirst:
      return common_type(arguments);
  }
  return type_of(TypeKind::kVarchar);
}

std::string joined(const std::vector<Expression>& arguments) {
  std::string sql;
  for (const Expression& argument : arguments) sql += (sql.empty() ? "" : ", ") + argument.sql;
  return sql;
}

Expression made(std::string sql, const Type& type) {
  Expression result;
  result.sql = std::move(sql);
  result.type = type;
  return result;
}

Type sum_type(const Type& argument) {
  if (argument.kind == TypeKind::kDecimal) {
    Type type = argument;
    type.precision = 38;
    return type;
  }
  if (argument.kind == TypeKind::kLargeint) return argument;
  return type_of(is_integer_kind(argument.kind) ? TypeKind::kBigint : TypeKind::kDouble);
}

Type avg_type(const Type& argument) {
  if (argument.kind != TypeKind::kDecimal) return type_of(TypeKind::kDouble);
  Type type = argument;
  type.precision = 38;
  type.scale += 6;
  return type;
}

}  // namespace

Expression FunctionTranslator::call(const std::string& name) {
  reader_.expect_symbol("(");
  if (is_aggregate(name)) {  // inside, a name is a column, never an alias of the select list
    ++parent_.aggregate_count_;
    Scope columns_only = scope_;
    columns_only.alias_rule = Scope::AliasRule::kNone;
    return FunctionTranslator(parent_, columns_only).aggregate_call(name);
  }
  Expression result;
  if (session_function(name, &result) || special_form(name, &result)) return result;
  if (conditional(name, &result)) return result;
  return with_window(plain(name));
}

bool FunctionTranslator::works_without_brackets(const std::string& name) {
  return name == "current_timestamp" || name == "current_date" || name == "current_user" ||
         name == "localtime";
}

Expression FunctionTranslator::call_without_brackets(const std::string& name) {
  if (name == "current_user")
    return literal_expression(context_.current_user(), type_of(TypeKind::kVarchar));
  return made(name == "current_date" ? "sl_today()" : "sl_now()",
              type_of(name == "current_date" ? TypeKind::kDate : TypeKind::kDatetime));
}

bool FunctionTranslator::session_function(const std::string& name, Expression* result) {
  const Type text = type_of(TypeKind::kVarchar);
  if (name == "database" || name == "schema") {
    const std::string database = context_.current_database();
    *result = literal_expression(database.empty() ? Cell() : Cell(database), text);
  } else if (name == "current_version") {
    *result = literal_expression(context_.starrocks_version(), text);
  } else if (name == "version") {
    *result = literal_expression(context_.variable("version", false), text);
  } else if (name == "user" || name == "current_user" || name == "session_user") {
    *result = literal_expression(context_.current_user(), text);
  } else if (name == "connection_id") {
    *result = literal_expression(context_.connection_id(), type_of(TypeKind::kBigint));
  } else if (name == "catalog") {
    *result = literal_expression(std::string("default_catalog"), text);
  } else if (name == "current_role") {
    *result = literal_expression(std::string("root"), text);
  } else {
    return false;
  }
  reader_.expect_symbol(")");
  return true;
}

bool FunctionTranslator::special_form(const std::string& name, Expression* result) {
  if (name == "extract") {
    *result = extract();
  } else if (name == "trim") {
    *result = trim();
  } else if (name == "substring" || name == "substr" || name == "mid") {
    *result = substring(name);
  } else if (name == "position") {
    *result = position();
  } else if (name == "convert") {
    *result = convert();
  } else if (name == "date_add" || name == "date_sub" || name == "adddate" || name == "subdate" ||
             name == "days_add" || name == "days_sub") {
    *result = date_add(name);
  } else if (name == "timestampdiff") {
    *result = unit_first("sl_timestampdiff", TypeKind::kBigint);
  } else if (name == "timestampadd") {
    *result = unit_first("sl_timestampadd", TypeKind::kDatetime);
  } else if (date_parts().count(name) > 0) {
    const Expression value = argument();
    reader_.expect_symbol(")");
    *result = made("sl_date_part('" + std::string(date_parts().at(name)) + "', " + value.sql + ")",
                   type_of(TypeKind::kInt));
  } else {
    return false;
  }
  return true;
}

bool FunctionTranslator::is_aggregate(const std::string& name) {
  return name == "count" || name == "group_concat" || name == "sum" || name == "avg" ||
         name == "min" || name == "max" || name == "any_value" ||
         object_aggregates().count(name) > 0;
}

Expression FunctionTranslator::aggregate_call(const std::string& name) {
  if (name == "count") return with_window(count());
  if (name == "group_concat") return group_concat();
  if (object_aggregates().count(name) > 0) return object_aggregate(name);
  return with_window(simple_aggregate(name));
}

Expression FunctionTranslator::object_aggregate(const std::string& name) {
  const std::vector<Expression> values = arguments();
  const Function& function = object_aggregates().at(name);
  check_count(name, values.size(), function.min_arguments, function.max_arguments);
  check_object_argument(name, values);
  return made(std::string(function.sqlite_name) + "(" + joined(values) + ")",
              type_given(function.gives, values));
}

void FunctionTranslator::check_object_argument(const std::string& name,
                                               const std::vector<Expression>& values) {
  const Gives wanted = wanted_argument(name);
  if (wanted == Gives::kFirst || values.empty()) return;
  const Expression& value = values[0];
  const bool is_null = value.is_literal && std::holds_alternative<std::monostate>(value.value);
  const TypeKind kind = wanted == Gives::kBitmap ? TypeKind::kBitmap : TypeKind::kHll;
  if (is_null || value.type.kind == kind) return;
  throw_analysis_error("No matching function with signature: " + name + "(" +
                       type_text(value.type) + ")");
}

Expression FunctionTranslator::simple_aggregate(const std::string& name) {
  const bool total = name == "sum" || name == "avg";
  const std::string distinct = reader_.accept("DISTINCT") ? "DISTINCT " : "";
  const Expression value = argument();
  reader_.expect_symbol(")");
  const bool text = is_text_kind(value.type.kind) && total;  // text counts as a number here
  const std::string operand = text ? "CAST(" + value.sql + " AS REAL)" : value.sql;
  const std::string function = name == "any_value" ? "min" : name;
  const bool collated = !total && is_exact(value) && !value.is_column;
  const Type type =
      name == "sum" ? sum_type(value.type) : (total ? avg_type(value.type) : value.type);
  return made(function + "(" + distinct + operand + (collated ? " COLLATE sl_decimal" : "") + ")",
              type);
}

Expression FunctionTranslator::count() {
  std::string sql = "count(";
  if (reader_.accept_symbol("*")) {
    reader_.expect_symbol(")");
    return made("count(*)", type_of(TypeKind::kBigint));
  }
  const bool distinct = reader_.accept("DISTINCT");
  const std::vector<Expression> values = arguments();
  if (values.empty()) reader_.fail("an expression");
  if (distinct && values.size() == 1 && values[0].type.kind == TypeKind::kBitmap)
    return made("bitmap_union_count(" + values[0].sql + ")", type_of(TypeKind::kBigint));
  if (distinct && values.size() == 1 && values[0].type.kind == TypeKind::kHll)
    return made("hll_union_agg(" + values[0].sql + ")", type_of(TypeKind::kBigint));
  if (!distinct || values.size() == 1) {
    return made(sql + (distinct ? "DISTINCT " : "") + joined(values) + ")",
                type_of(TypeKind::kBigint));
  }
  // A row with a NULL in it does not count; each value goes in with its length so that none runs
  // into the next.
  return made(sql + "DISTINCT sl_tuple(" + joined(values) + "))", type_of(TypeKind::kBigint));
}

Expression FunctionTranslator::group_concat() {
  const bool distinct = reader_.accept("DISTINCT");
  std::vector<Expression> parts = {argument()};
  while (reader_.accept_symbol(",")) parts.push_back(argument());
  std::string separator = "','";
  if (reader_.is_word("ORDER")) throw_not_supported("ORDER BY in group_concat");
  if (reader_.accept("SEPARATOR")) {
    separator = quote_text(reader_.string_literal("a string"));
  } else if (parts.size() > 1 && parts.back().is_literal) {
    separator = parts.back().sql;
    parts.pop_back();
  }
  reader_.expect_symbol(")");
  const std::string value = parts.size() == 1 ? parts[0].sql : "sl_concat(" + joined(parts) + ")";
  const Type text = type_of(TypeKind::kVarchar);
  if (!distinct) return made("group_concat(" + value + ", " + separator + ")", text);
  if (separator != "','")
    throw_not_supported("group_concat(DISTINCT ...) with another separator than ','");
  return made("group_concat(DISTINCT " + value + ")", text);
}

bool FunctionTranslator::conditional(const std::string& name, Expression* result) {
  const bool is_if = name == "if";
  const bool is_coalesce = name == "coalesce" || name == "ifnull" || name == "nvl";
  if (!is_if && !is_coalesce && name != "isnull" && name != "isnotnull") return false;
  std::vector<Expression> values = arguments();
  if (is_if) {
    check_count(name, values.size(), 3, 3);
    // The text "true" is true, which SQLite does not know.
    if (is_text_kind(values[0].type.kind))
      values[0] = cast_to(values[0], type_of(TypeKind::kBoolean));
    *result = made("iif(" + joined(values) + ")", common_type({values[1], values[2]}));
  } else if (is_coalesce) {
    check_count(name, values.size(), name == "coalesce" ? 1 : 2, name == "coalesce" ? kAny : 2);
    *result = made(values.size() == 1 ? values[0].sql : "coalesce(" + joined(values) + ")",
                   common_type(values));
  } else {
    check_count(name, values.size(), 1, 1);
    *result = made("(" + values[0].sql + (name == "isnull" ? " IS NULL)" : " IS NOT NULL)"),
                   type_of(TypeKind::kBoolean));
  }
  return true;
}

Expression FunctionTranslator::plain(const std::string& name) {
  std::vector<Expression> values = arguments();
  if (name == "log") {  // one argument: natural; two: base and value
    check_count(name, values.size(), 1, 2);
    return made((values.size() == 1 ? "ln(" : "log(") + joined(values) + ")",
                type_of(TypeKind::kDouble));
  }
  const auto found = functions().find(name);
  if (found == functions().end()) throw_not_supported("the function " + name + "()");
  const Function& function = found->second;
  check_count(name, values.size(), function.min_arguments, function.max_arguments);
  check_object_argument(name, values);
  if (name == "now" || name == "current_timestamp") values.clear();
  const std::vector<Expression> typed = name == "round" || name == "truncate" || name == "nullif"
                                            ? std::vector<Expression>{values[0]}
                                            : values;
  Type type = type_given(function.gives, typed);
  if ((name == "round" || name == "truncate") && type.kind == TypeKind::kDecimal) {
    const bool digits_known =
        values.size() > 1 && std::holds_alternative<std::int64_t>(values[1].value);
    const std::int64_t digits = digits_known ? std::get<std::int64_t>(values[1].value) : 0;
    type.scale =
        static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(digits, 0), type.scale));
  }
  // These keep a date a date.
  if (name == "date_trunc" && values[1].type.kind == TypeKind::kDate)
    type = type_of(TypeKind::kDate);
  if (name == "mod") return calculate(values[0], "%", values[1]);
  if (name == "greatest" || name == "least") {
    Expression result = made(std::string(function.sqlite_name) + "(" + joined(values) + ")", type);
    if (is_exact(result))
      result.sql = std::string(function.sqlite_name) + "(" + values[0].sql +
                   " COLLATE sl_decimal, " + joined({values.begin() + 1, values.end()}) + ")";
    return result;
  }
  return made(std::string(function.sqlite_name) + "(" + joined(values) + ")", type);
}

Expression FunctionTranslator::extract() {
  const std::string unit = lower(reader_.next().text);
  reader_.expect("FROM");
  const Expression value = argument();
  reader_.expect_symbol(")");
  return made("sl_date_part(" + quote_text(unit) + ", " + value.sql + ")", type_of(TypeKind::kInt));
}

Expression FunctionTranslator::trim() {
  std::string function = "trim";
  bool form = false;
  for (const auto& [word, sqlite_name] :
       {std::pair{"LEADING", "ltrim"}, std::pair{"TRAILING", "rtrim"}, std::pair{"BOTH", "trim"}}) {
    if (reader_.accept(word)) {
      function = sqlite_name;
      form = true;
    }
  }
  Expression first;
  if (!reader_.is_word("FROM")) first = argument();
  const Type text = type_of(TypeKind::kVarchar);
  if (reader_.accept("FROM")) {
    const Expression value = argument();
    reader_.expect_symbol(")");
    return made(function + "(" + value.sql + (first.sql.empty() ? "" : ", " + first.sql) + ")",
                text);
  }
  if (form) reader_.fail("FROM");
  std::string sql = function + "(" + first.sql;
  if (reader_.accept_symbol(",")) sql += ", " + argument().sql;
  reader_.expect_symbol(")");
  return made(sql + ")", text);
}

Expression FunctionTranslator::substring(const std::string& name) {
  std::vector<Expression> values = {argument()};
  const bool words = reader_.accept("FROM");
  if (!words) reader_.expect_symbol(",");
  values.push_back(argument());
  if (words ? reader_.accept("FOR") : reader_.accept_symbol(",")) values.push_back(argument());
  reader_.expect_symbol(")");
  check_count(name, values.size(), 2, 3);
  return made("sl_substring(" + joined(values) + ")", type_of(TypeKind::kVarchar));
}

Expression FunctionTranslator::position() {
  const Expression needle = parent_.bit_expression(scope_, 0);
  reader_.expect("IN");
  const Expression text = argument();
  reader_.expect_symbol(")");
  return made("instr(" + text.sql + ", " + needle.sql + ")", type_of(TypeKind::kInt));
}

Expression FunctionTranslator::date_add(const std::string& name) {
  const Expression date = argument();
  reader_.expect_symbol(",");
  const bool subtract = name.find("sub") != std::string::npos;
  std::string unit = "day";
  const bool interval = reader_.accept("INTERVAL");
  const Expression amount = argument();
  if (interval) unit = lower(reader_.next().text);
  reader_.expect_symbol(")");
  return made("sl_date_add(" + date.sql + ", " + (subtract ? "-" : "") + "(" + amount.sql + "), " +
                  quote_text(unit) + ")",
              type_of(TypeKind::kDatetime));
}

Expression FunctionTranslator::unit_first(const std::string& sqlite_name, TypeKind type) {
  const std::string unit = lower(reader_.next().text);
  reader_.expect_symbol(",");
  const std::vector<Expression> values = arguments();
  check_count(sqlite_name, values.size(), 2, 2);
  if (sqlite_name == "sl_timestampadd") {
    return made(
        "sl_date_add(" + values[1].sql + ", " + values[0].sql + ", " + quote_text(unit) + ")",
        type_of(type));
  }
  return made(sqlite_name + "(" + quote_text(unit) + ", " + joined(values) + ")", type_of(type));
}

Expression FunctionTranslator::convert() {
  Expression value = argument();
  if (reader_.accept("USING")) {
    reader_.next();
    reader_.expect_symbol(")");
    return value;
  }
  reader_.expect_symbol(",");
  throw_not_supported("convert(x, type); use CAST(x AS type)");
}

Expression FunctionTranslator::with_window(Expression call) {
  if (!reader_.accept("OVER")) return call;
  reader_.expect_symbol("(");
  std::string sql;
  if (reader_.accept_words({"PARTITION", "BY"})) {
    do sql += (sql.empty() ? "PARTITION BY " : ", ") + argument().sql;
    while (reader_.accept_symbol(","));
  }
  sql += parent_.order_by(scope_);
  while (!reader_.is_symbol(")")) {  // ROWS BETWEEN ... AND ...: the same words in SQLite
    const Token token = reader_.next();
    if (token.kind != TokenKind::kWord && token.kind != TokenKind::kNumber) reader_.fail(")");
    sql += " " + token.text;
  }
  reader_.expect_symbol(")");
  call.sql += " OVER (" + sql + ")";
  return call;
}

std::vector<Expression> FunctionTranslator::arguments() {
  std::vector<Expression> values;
  if (reader_.accept_symbol(")")) return values;
  do values.push_back(argument());
  while (reader_.accept_symbol(","));
  reader_.expect_symbol(")");
  return values;
}

void FunctionTranslator::check_count(const std::string& name, std::size_t count, std::size_t min,
                                     std::size_t max) const {
  if (count >= min && count <= max) return;
  throw_analysis_error("No matching function with signature: " + name + "(" +
                       std::to_string(count) + " arguments)");
}

}  // namespace starload::devserver
