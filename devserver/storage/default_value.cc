#include "devserver/storage/default_value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

#include "devserver/storage/bitmap.h"
#include "devserver/storage/decimal.h"
#include "devserver/storage/hyper_log_log.h"

namespace starload::devserver {
namespace {

std::string lower_without_brackets(const std::string& text) {
  std::string name;
  for (const char c : text) {
    if (c != '(' && c != ')' && c != ' ') {
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return name;
}

template <typename T>
Result<Cell> parse_number(const Column& column, const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Status::config("Invalid default value for '" + column.name + "'");
  }
  return Cell(value);
}

Result<Cell> literal_cell(const Column& column, const std::string& text) {
  switch (column.type.kind) {
    case TypeKind::kBoolean:
      if (lower_without_brackets(text) == "true") return Cell(std::int64_t{1});
      if (lower_without_brackets(text) == "false") return Cell(std::int64_t{0});
      return parse_number<std::int64_t>(column, text);
    case TypeKind::kTinyint:
    case TypeKind::kSmallint:
    case TypeKind::kInt:
    case TypeKind::kBigint:
      return parse_number<std::int64_t>(column, text);
    case TypeKind::kFloat:
    case TypeKind::kDouble:
      return parse_number<double>(column, text);
    case TypeKind::kDecimal: {
      const auto fitted = fit_decimal(text, column.type.precision, column.type.scale);
      if (!fitted) return Status::config("Invalid default value for '" + column.name + "'");
      return Cell(*fitted);
    }
    default:
      return Cell(text);
  }
}

Result<Cell> expression_cell(const Column& column) {
  const std::string name = lower_without_brackets(*column.default_value);
  if (name == "current_timestamp" || name == "now") {
    const std::string now = now_text();
    return Cell(column.type.kind == TypeKind::kDate ? now.substr(0, 10) : now);
  }
  if (name == "uuid") return Cell(random_uuid());
  if (name == "uuid_numeric") {
    thread_local std::mt19937_64 generator(std::random_device{}());
    return Cell(std::to_string(generator()) + std::to_string(generator() % 1000000000U));
  }
  return Status::config("the development server does not support DEFAULT " + *column.default_value +
                        " (column '" + column.name +
                        "'); it knows CURRENT_TIMESTAMP, now(), uuid() and uuid_numeric()");
}

}  // namespace

std::string now_text() { return local_time_text(unix_millis()); }

std::string local_time_text(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return {text.data(), size};
}

std::string random_uuid() {
  thread_local std::mt19937_64 generator(std::random_device{}());
  const std::uint64_t high = (generator() & ~0xF000ULL) | 0x4000ULL;
  const std::uint64_t low = (generator() & ~(3ULL << 62U)) | (2ULL << 62U);
  std::array<char, 40> text{};
  const int size = std::snprintf(text.data(), text.size(), "%08llx-%04llx-%04llx-%04llx-%012llx",
                                 static_cast<unsigned long long>(high >> 32U),
                                 static_cast<unsigned long long>((high >> 16U) & 0xFFFFU),
                                 static_cast<unsigned long long>(high & 0xFFFFU),
                                 static_cast<unsigned long long>(low >> 48U),
                                 static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFULL));
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

std::int64_t unix_millis() {
  using std::chrono::milliseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

Cell zero_cell(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kTinyint:
    case TypeKind::kSmallint:
    case TypeKind::kInt:
    case TypeKind::kBigint:
      return std::int64_t{0};
    case TypeKind::kFloat:
    case TypeKind::kDouble:
      return 0.0;
    case TypeKind::kLargeint:
      return "0";
    case TypeKind::kDecimal:
      return fit_decimal("0", type.precision, type.scale).value_or("0");
    case TypeKind::kDate:
      return "0000-01-01";
    case TypeKind::kDatetime:
      return "0000-01-01 00:00:00";
    case TypeKind::kArray:
      return "[]";
    case TypeKind::kMap:
    case TypeKind::kStruct:
      return "{}";
    case TypeKind::kJson:
      return "null";
    case TypeKind::kBitmap:
      return Bitmap().serialized();
    case TypeKind::kHll:
      return HyperLogLog().serialized();
    default:
      return "";
  }
}

Result<Cell> default_cell(const Column& column) {
  if (column.default_value) {
    return column.default_is_expression ? expression_cell(column)
                                        : literal_cell(column, *column.default_value);
  }
  // Sets are empty unless they are given.
  if (column.type.kind == TypeKind::kBitmap || column.type.kind == TypeKind::kHll)
    return zero_cell(column.type);
  if (column.nullable || column.auto_increment) return Cell(std::monostate{});
  return Status::data("Column has no default value. column: " + column.name);
}

}  // namespace starload::devserver
