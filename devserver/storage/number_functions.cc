#include <cmath>
#include <random>

#include "devserver/storage/decimal.h"
#include "devserver/storage/function_support.h"
#include "devserver/storage/value_conversion.h"

namespace starload::devserver {
namespace {

using Cells = std::vector<Cell>;

std::optional<double> real_of(const Cell& cell) {
  Type type;
  type.kind = TypeKind::kDouble;
  const std::optional<Cell> converted = convert_cell(type, cell);
  if (!converted || !std::holds_alternative<double>(*converted)) return std::nullopt;
  return std::get<double>(*converted);
}

double rounded(double value, std::int64_t digits, bool truncate) {
  const double factor = std::pow(10.0, static_cast<double>(digits));
  const double scaled = value * factor;
  if (!std::isfinite(scaled) || !std::isfinite(factor) || factor == 0) return value;
  return (truncate ? std::trunc(scaled) : std::round(scaled)) / factor;
}

// Text is an exact decimal and stays one.
Cell round_or_truncate(const Cells& a, bool truncate) {
  const std::int64_t digits = a.size() > 1 ? integer_argument(a[1]) : 0;
  if (std::holds_alternative<std::int64_t>(a[0]) && digits >= 0) return a[0];
  const auto* text = std::get_if<std::string>(&a[0]);
  if (text != nullptr && is_decimal(*text) && digits >= 0 && digits <= 76) {
    const std::size_t point = text->find('.');
    const auto scale =
        point == std::string::npos ? 0 : static_cast<std::int64_t>(text->size() - point - 1);
    if (scale <= digits) return *text;
    if (truncate)
      return text->substr(0, point + (digits == 0 ? 0 : static_cast<std::size_t>(digits) + 1));
    return fit_decimal(*text, 76, static_cast<int>(digits)).value_or(*text);
  }
  const std::optional<double> value = real_of(a[0]);
  if (!value) return std::monostate{};
  const double result = rounded(*value, digits, truncate);
  if (std::holds_alternative<std::int64_t>(a[0])) return static_cast<std::int64_t>(result);
  return result;
}

Cell round_number(const Cells& a) { return round_or_truncate(a, false); }
Cell truncate_number(const Cells& a) { return round_or_truncate(a, true); }

Cell whole(const Cell& cell, double (*function)(double)) {
  if (std::holds_alternative<std::int64_t>(cell)) return cell;
  const std::optional<double> value = real_of(cell);
  if (!value || std::fabs(*value) > 9.2e18) return std::monostate{};
  return static_cast<std::int64_t>(function(*value));
}

Cell ceil_number(const Cells& a) { return whole(a[0], std::ceil); }
Cell floor_number(const Cells& a) { return whole(a[0], std::floor); }

Cell absolute(const Cells& a) {
  if (const auto* integer = std::get_if<std::int64_t>(&a[0]))
    return *integer < 0 ? Cell(-*integer) : a[0];
  if (const auto* real = std::get_if<double>(&a[0])) return std::fabs(*real);
  const std::string text = text_argument(a[0]);
  if (is_decimal(text)) return text.starts_with('-') ? text.substr(1) : text;
  return std::monostate{};
}

Cell random_number(const Cells&) {
  thread_local std::mt19937_64 generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

// Exact operators over decimals in text form.
Cell decimal_add(const Cells& a) {
  DecimalSum sum;
  sum.add(text_argument(a[0]));
  sum.add(text_argument(a[1]));
  return sum.text();
}

Cell decimal_subtract(const Cells& a) {
  DecimalSum sum;
  sum.add(text_argument(a[0]));
  sum.subtract(text_argument(a[1]));
  return sum.text();
}

Cell decimal_multiply(const Cells& a) {
  return multiply_decimals(text_argument(a[0]), text_argument(a[1]));
}

Cell decimal_modulo(const Cells& a) {
  const std::optional<double> left = real_of(a[0]);
  const std::optional<double> right = real_of(a[1]);
  if (!left || !right || *right == 0) return std::monostate{};
  return std::fmod(*left, *right);
}

// CAST: what cannot be converted is NULL. Arguments: value, kind, precision, scale.
Cell cast(const Cells& a) {
  Type type;
  type.kind = static_cast<TypeKind>(integer_argument(a[1]));
  type.precision = static_cast<int>(integer_argument(a[2]));
  type.scale = static_cast<int>(integer_argument(a[3]));
  return convert_cell(type, a[0]).value_or(Cell());
}

}  // namespace

std::vector<ScalarFunction> number_functions() {
  return {{"sl_round", 1, round_number},
          {"sl_round", 2, round_number},
          {"sl_truncate", 2, truncate_number},
          {"sl_ceil", 1, ceil_number},
          {"sl_floor", 1, floor_number},
          {"sl_abs", 1, absolute},
          {"sl_rand", 0, random_number, false, false},
          {"sl_decimal_add", 2, decimal_add},
          {"sl_decimal_subtract", 2, decimal_subtract},
          {"sl_decimal_multiply", 2, decimal_multiply},
          {"sl_decimal_modulo", 2, decimal_modulo},
          {"sl_cast", 4, cast}};
}

}  // namespace starload::devserver
