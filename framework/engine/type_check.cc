#include "framework/engine/type_check.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "framework/base/text.h"
#include "framework/catalog/names.h"

namespace starload {
namespace {

enum class Fit : std::uint8_t {
  kFine,
  kNarrow,  // accepted: the official connector's jobs do it; values that do not fit become NULL
  kLossy,   // of the same family, too wide: refused for a column, told of inside nested values
  kWrong,
};

struct KindName {
  std::int32_t kind;
  const char* name;
};

constexpr auto kKindNames = std::to_array<KindName>({
    {SL_TYPE_BOOLEAN, "BOOLEAN"},
    {SL_TYPE_TINYINT, "TINYINT"},
    {SL_TYPE_SMALLINT, "SMALLINT"},
    {SL_TYPE_INT, "INT"},
    {SL_TYPE_BIGINT, "BIGINT"},
    {SL_TYPE_LARGEINT, "LARGEINT"},
    {SL_TYPE_FLOAT, "FLOAT"},
    {SL_TYPE_DOUBLE, "DOUBLE"},
    {SL_TYPE_DECIMAL, "DECIMAL"},
    {SL_TYPE_CHAR, "CHAR"},
    {SL_TYPE_VARCHAR, "VARCHAR"},
    {SL_TYPE_BINARY, "BINARY"},
    {SL_TYPE_VARBINARY, "VARBINARY"},
    {SL_TYPE_DATE, "DATE"},
    {SL_TYPE_TIME, "TIME"},
    {SL_TYPE_TIMESTAMP, "TIMESTAMP"},
    {SL_TYPE_TIMESTAMP_LTZ, "TIMESTAMP_LTZ"},
    {SL_TYPE_ARRAY, "ARRAY"},
    {SL_TYPE_MAP, "MAP"},
    {SL_TYPE_ROW, "ROW"},
    {SL_TYPE_NULL, "NULL"},
});

bool is_text(std::int32_t kind) { return kind == SL_TYPE_CHAR || kind == SL_TYPE_VARCHAR; }
bool is_bytes(std::int32_t kind) { return kind == SL_TYPE_BINARY || kind == SL_TYPE_VARBINARY; }
bool is_integer(std::int32_t kind) { return kind >= SL_TYPE_TINYINT && kind <= SL_TYPE_LARGEINT; }
bool is_number(std::int32_t kind) { return kind >= SL_TYPE_TINYINT && kind <= SL_TYPE_DECIMAL; }
bool is_timestamp(std::int32_t kind) {
  return kind == SL_TYPE_TIMESTAMP || kind == SL_TYPE_TIMESTAMP_LTZ;
}

struct IntegerColumn {
  std::string_view name;
  std::int32_t kind;
  std::int32_t digits;  // a DECIMAL of so many digits always fits
};

constexpr auto kIntegerColumns = std::to_array<IntegerColumn>({
    {"tinyint", SL_TYPE_TINYINT, 2},
    {"smallint", SL_TYPE_SMALLINT, 4},
    {"int", SL_TYPE_INT, 9},
    {"bigint", SL_TYPE_BIGINT, 18},
    {"largeint", SL_TYPE_LARGEINT, 38},
});

Fit into_integer(const DataType& rows, const IntegerColumn& column) {
  if (rows.kind == SL_TYPE_BOOLEAN || is_bytes(rows.kind)) return Fit::kFine;
  if (is_integer(rows.kind)) {
    if (rows.kind <= column.kind) return Fit::kFine;
    return rows.kind <= SL_TYPE_INT ? Fit::kNarrow : Fit::kLossy;
  }
  const bool is_large = column.kind == SL_TYPE_LARGEINT;
  if (rows.kind == SL_TYPE_DECIMAL) {
    if (rows.scale == 0 && rows.precision <= column.digits) return Fit::kFine;
    return is_large ? Fit::kNarrow : Fit::kLossy;
  }
  // Rows of a host without so wide an integer hold such numbers as text.
  if (is_text(rows.kind)) return is_large ? Fit::kFine : Fit::kLossy;
  return is_number(rows.kind) ? Fit::kLossy : Fit::kWrong;
}

Fit into_decimal(const DataType& rows, const ColumnType& column) {
  if (is_text(rows.kind)) return Fit::kLossy;
  if (!is_number(rows.kind)) return Fit::kWrong;
  if (rows.kind != SL_TYPE_DECIMAL || !column.size) return Fit::kFine;
  const std::int64_t room = *column.size - column.digits.value_or(0);
  const bool fits = rows.precision - rows.scale <= room && rows.scale <= column.digits.value_or(0);
  return fits ? Fit::kFine : Fit::kNarrow;
}

Fit into_float(const DataType& rows, bool is_double) {
  if (is_text(rows.kind)) return Fit::kLossy;
  if (!is_number(rows.kind)) return Fit::kWrong;
  return rows.kind == SL_TYPE_DOUBLE && !is_double ? Fit::kLossy : Fit::kFine;
}

Fit into_boolean(const DataType& rows) {
  const bool fine = rows.kind == SL_TYPE_BOOLEAN || is_number(rows.kind) || is_text(rows.kind) ||
                    is_bytes(rows.kind);
  return fine ? Fit::kFine : Fit::kWrong;
}

Fit into_date(const DataType& rows) {
  if (rows.kind == SL_TYPE_DATE || is_text(rows.kind)) return Fit::kFine;
  return is_timestamp(rows.kind) ? Fit::kLossy : Fit::kWrong;
}

Fit into_datetime(const DataType& rows) {
  const bool fine = rows.kind == SL_TYPE_DATE || is_timestamp(rows.kind) || is_text(rows.kind);
  return fine ? Fit::kFine : Fit::kWrong;
}

Fit into_varbinary(const DataType& rows) {
  return is_bytes(rows.kind) || is_text(rows.kind) ? Fit::kFine : Fit::kWrong;
}

// Nested values whose members are compared on their own; text may hold any of them as JSON.
Fit into_nested(const DataType& rows, std::string_view column) {
  if (is_text(rows.kind)) return Fit::kFine;
  if (column == "array") return rows.kind == SL_TYPE_ARRAY ? Fit::kFine : Fit::kWrong;
  const bool is_object = rows.kind == SL_TYPE_MAP || rows.kind == SL_TYPE_ROW;
  return is_object ? Fit::kFine : Fit::kWrong;
}

Fit fit_of(const DataType& rows, const ColumnType& column) {
  if (rows.kind == SL_TYPE_NULL) return Fit::kFine;
  for (const IntegerColumn& integer : kIntegerColumns) {
    if (integer.name == column.name) return into_integer(rows, integer);
  }
  if (column.name == "decimal") return into_decimal(rows, column);
  if (column.name == "float" || column.name == "double")
    return into_float(rows, column.name == "double");
  if (column.name == "boolean") return into_boolean(rows);
  if (column.name == "date") return into_date(rows);
  if (column.name == "datetime") return into_datetime(rows);
  if (column.name == "varbinary") return into_varbinary(rows);
  if (column.name == "array" || column.name == "map" || column.name == "struct")
    return into_nested(rows, column.name);
  return Fit::kFine;  // text and JSON take everything; of other types nothing is known
}

// The type that rows should have for a column.
std::string wanted_type(const ColumnType& column) {
  if (column.name == "largeint") return "DECIMAL(38,0) or VARCHAR";
  if (column.name == "datetime") return "TIMESTAMP";
  if (column.name == "json") return "VARCHAR";
  if (column.name == "array") return "an ARRAY of its elements, or VARCHAR that holds JSON";
  if (column.name == "map") return "a MAP, or VARCHAR that holds JSON";
  if (column.name == "struct") return "a ROW of its members, or VARCHAR that holds JSON";
  return column.text();
}

class NestedCheck final {
 public:
  NestedCheck(std::string column, TypeFindings& findings)
      : column_(std::move(column)), findings_(findings) {}

  void check(const std::string& path, const DataType& rows, const ColumnType& table) {
    if (needs_expression(table.name)) return;  // the caller's
    switch (fit_of(rows, table)) {
      case Fit::kFine:
        return check_members(path, rows, table);
      case Fit::kNarrow:
        return warn(path, rows, table);
      case Fit::kLossy:
        return path == column_ ? refuse(path, rows, table, true) : warn(path, rows, table);
      case Fit::kWrong:
        return refuse(path, rows, table, false);
    }
  }

 private:
  std::string start(const std::string& path, const DataType& rows, const ColumnType& table) const {
    std::string text = "column '" + printable(column_) + "': ";
    if (path != column_) text += printable(path) + " ";
    return text + "is " + type_text(rows) + " in the rows and " + table.text() + " in the table";
  }

  void warn(const std::string& path, const DataType& rows, const ColumnType& table) {
    findings_.warnings.push_back(start(path, rows, table) +
                                 "; the server makes values that do not fit NULL, or refuses their "
                                 "rows (sink.properties.strict_mode)");
  }

  void refuse(const std::string& path, const DataType& rows, const ColumnType& table,
              bool can_cast) {
    std::string text = start(path, rows, table) + "; declare it as " + wanted_type(table);
    if (can_cast) text += ", or CAST it in the query";
    findings_.problems.push_back(std::move(text));
  }

  void check_members(const std::string& path, const DataType& rows, const ColumnType& table) {
    if (table.children.empty()) return;
    if (rows.kind == SL_TYPE_ARRAY && table.name == "array")
      return check(path + "[]", rows.children[0], table.children[0]);
    if (rows.kind == SL_TYPE_MAP) return check_map(path, rows, table);
    if (rows.kind == SL_TYPE_ROW) check_row(path, rows, table);
  }

  void check_map(const std::string& path, const DataType& rows, const ColumnType& table) {
    if (table.name != "map") {  // keys become member names
      for (std::size_t i = 0; i < table.children.size(); ++i)
        check(path + "." + table.child_names[i], rows.children[1], table.children[i]);
      return;
    }
    check(path + " (key)", rows.children[0], table.children[0]);
    check(path + " (value)", rows.children[1], table.children[1]);
  }

  void check_row(const std::string& path, const DataType& rows, const ColumnType& table) {
    for (std::size_t i = 0; i < rows.children.size(); ++i) {
      const std::string member = path + "." + rows.child_names[i];
      if (table.name == "map") {
        check(member, rows.children[i], table.children[1]);
      } else if (const ColumnType* found = member_of(table, rows.child_names[i])) {
        check(member, rows.children[i], *found);
      } else {
        findings_.problems.push_back("column '" + printable(column_) + "': the table has no " +
                                     printable(member) + ", its type is " + table.text() +
                                     "; the server would drop the values: leave the member out, or "
                                     "add it to the table");
      }
    }
  }

  static const ColumnType* member_of(const ColumnType& table, std::string_view name) {
    for (std::size_t i = 0; i < table.children.size(); ++i) {
      if (equals_ignoring_case(table.child_names[i], name)) return &table.children[i];
    }
    return nullptr;
  }

  const std::string column_;
  TypeFindings& findings_;
};

std::string with_digits(const DataType& type, const char* name) {
  const std::string text = name;
  if (type.kind == SL_TYPE_DECIMAL)
    return text + "(" + std::to_string(type.precision) + "," + std::to_string(type.scale) + ")";
  const bool is_sized = is_text(type.kind) || is_bytes(type.kind);
  const bool is_limited = type.length > 0 && type.length < std::numeric_limits<std::int32_t>::max();
  return is_sized && is_limited ? text + "(" + std::to_string(type.length) + ")" : text;
}

}  // namespace

std::string type_text(const DataType& type) {
  const auto found = std::find_if(kKindNames.begin(), kKindNames.end(),
                                  [&](const KindName& known) { return known.kind == type.kind; });
  if (found == kKindNames.end()) return "type number " + std::to_string(type.kind);
  if (type.children.empty()) return with_digits(type, found->name);
  std::string text = std::string(found->name) + "<";
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) text += ",";
    if (i < type.child_names.size()) text += type.child_names[i] + " ";
    text += type_text(type.children[i]);
  }
  return text + ">";
}

void check_type_fits(const std::string& column, const DataType& rows, const ColumnType& table,
                     TypeFindings& findings) {
  NestedCheck(column, findings).check(column, rows, table);
}

bool needs_expression(const std::string& column_type) {
  return column_type == "bitmap" || column_type == "hll" || column_type == "percentile";
}

std::string usual_expression(const std::string& column_type, const DataType* rows,
                             const std::string& source) {
  const std::string name = quote_identifier(source);
  if (column_type == "hll") return "hll_hash(" + name + ")";
  if (column_type == "percentile") return "percentile_hash(" + name + ")";
  const bool is_number_type = rows == nullptr || is_number(rows->kind);
  return (is_number_type ? "to_bitmap(" : "bitmap_hash(") + name + ")";
}

}  // namespace starload
