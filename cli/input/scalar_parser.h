// Turns text into the value of one scalar cell, of a row or inside a nested value. One owner, one
// thread; no allocation for values that fit. The messages are made afterwards, by describe().
#pragma once

#include <string>
#include <string_view>

#include "cli/input/cell_column.h"
#include "cli/input/json_text.h"
#include "cli/input/number_text.h"
#include "cli/input/time_text.h"

namespace starload::cli {

class ScalarParser final {
 public:
  // Writer: RowWriter or NestedWriter; slot: the field or element to set. false: the text does not
  // fit. REQUIRES: the column is no ARRAY, MAP or STRUCT.
  template <typename Writer>
  bool parse(const CellColumn& column, std::size_t slot, std::string_view text, Writer& writer) {
    switch (column.kind) {
      case CellKind::kText:
        return parse_text(column, slot, text, writer);
      case CellKind::kInt:
        return parse_int(column, slot, trimmed(text), writer);
      case CellKind::kDate:
      case CellKind::kDateTime:
        return parse_time(column, slot, trimmed(text), writer);
      case CellKind::kBinary:
        return parse_binary(column, slot, trimmed(text), writer);
      default:
        return parse_number(column, slot, trimmed(text), writer);
    }
  }

  // Why the last value did not fit. name: the column, or the path inside it.
  std::string describe(const CellColumn& column, std::string_view name,
                       std::string_view text) const;

  bool refuse(const char* expected) {
    problem_ = Problem::kNoValue;
    expected_ = expected;
    return false;
  }

 private:
  enum class Problem : std::uint8_t { kNoValue, kOutOfRange, kTooLong };

  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
  }

  bool out_of_range() {
    problem_ = Problem::kOutOfRange;
    return false;
  }

  bool too_long(std::size_t size) {
    problem_ = Problem::kTooLong;
    size_ = size;
    return false;
  }

  template <typename Writer>
  bool parse_int(const CellColumn& column, std::size_t slot, std::string_view text,
                 Writer& writer) {
    std::int64_t value = 0;
    const TextError error = parse_int64(text, value);
    if (error == TextError::kSyntax) {
      bool truth = false;  // BOOLEAN exports often reach TINYINT columns
      if (column.maximum != 127 || parse_bool(text, truth) != TextError::kNone)
        return refuse("a whole number");
      writer.set_int(slot, truth ? 1 : 0);
      return true;
    }
    if (error != TextError::kNone || value < column.minimum || value > column.maximum)
      return out_of_range();
    writer.set_int(slot, value);
    return true;
  }

  template <typename Writer>
  bool parse_text(const CellColumn& column, std::size_t slot, std::string_view text,
                  Writer& writer) {
    if (column.length > 0 && text.size() > static_cast<std::size_t>(column.length))
      return too_long(text.size());
    writer.set_bytes(slot, text);
    return true;
  }

  template <typename Writer>
  bool parse_time(const CellColumn& column, std::size_t slot, std::string_view text,
                  Writer& writer) {
    DateTimeText value;
    const bool is_date = column.kind == CellKind::kDate;
    const TextError error = parse_date_time(text, value);
    if (error == TextError::kRange) return out_of_range();
    if (error != TextError::kNone || (is_date && value.micros_of_day != 0))
      return refuse(is_date ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss[.ffffff]");
    if (is_date) {
      writer.set_int(slot, value.days);
    } else {
      writer.set_timestamp(slot, value.epoch_ms(), value.nanos_of_ms());
    }
    return true;
  }

  template <typename Writer>
  bool parse_binary(const CellColumn& column, std::size_t slot, std::string_view text,
                    Writer& writer) {
    if (const char* const expected = read_hexadecimal(text)) return refuse(expected);
    if (column.length > 0 && scratch_.size() > static_cast<std::size_t>(column.length))
      return too_long(scratch_.size());
    writer.set_bytes(slot, scratch_);
    return true;
  }

  template <typename Writer>
  bool parse_number(const CellColumn& column, std::size_t slot, std::string_view text,
                    Writer& writer) {
    TextError error = TextError::kSyntax;
    const char* expected = "a number";
    if (column.kind == CellKind::kBool) {
      bool value = false;
      error = parse_bool(text, value);
      expected = "true or false";
      if (error == TextError::kNone) writer.set_bool(slot, value);
    } else if (column.kind == CellKind::kLargeint) {
      sdk::Int128 value = 0;
      error = parse_int128(text, value);
      expected = "a whole number";
      if (error == TextError::kNone) writer.set_largeint(slot, value);
    } else if (column.kind == CellKind::kDecimal) {
      sdk::Int128 value = 0;
      error = parse_decimal(text, column.precision, column.scale, value);
      if (error == TextError::kNone) writer.set_decimal(slot, value);
    } else if (column.kind == CellKind::kFloat) {
      float value = 0;
      error = parse_float(text, value);
      if (error == TextError::kNone) writer.set_float(slot, value);
    } else {
      double value = 0;
      error = parse_double(text, value);
      if (error == TextError::kNone) writer.set_double(slot, value);
    }
    if (error == TextError::kSyntax) return refuse(expected);
    return error == TextError::kNone || out_of_range();
  }

  // Fills scratch_; what would have been expected, or null.
  const char* read_hexadecimal(std::string_view text);

  Problem problem_ = Problem::kNoValue;
  const char* expected_ = "";
  std::size_t size_ = 0;
  std::string scratch_;
};

}  // namespace starload::cli
