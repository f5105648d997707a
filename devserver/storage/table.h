// A StarRocks table as the development server knows it: columns, types, keys. Plain values, no I/O.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace starload::devserver {

enum class TypeKind : std::uint8_t {
  kBoolean,
  kTinyint,
  kSmallint,
  kInt,
  kBigint,
  kLargeint,
  kFloat,
  kDouble,
  kDecimal,
  kDate,
  kDatetime,
  kChar,
  kVarchar,
  kVarbinary,
  kJson,
  kBitmap,
  kHll,
  kPercentile,
  kArray,
  kMap,
  kStruct,
};

struct Type {
  TypeKind kind = TypeKind::kInt;
  int precision = 0;           // DECIMAL
  int scale = 0;               // DECIMAL
  int length = 0;              // CHAR, VARCHAR, VARBINARY: bytes; STRING is VARCHAR(65533)
  std::vector<Type> children;  // ARRAY element, MAP key and value, STRUCT members
  std::vector<std::string> member_names;  // STRUCT
};

enum class Aggregation : std::uint8_t {
  kNone,
  kSum,
  kMax,
  kMin,
  kReplace,
  kReplaceIfNotNull,
  kHllUnion,
  kBitmapUnion,
  kPercentileUnion,
};

struct Column {
  std::string name;
  Type type;
  bool nullable = true;
  bool key = false;
  Aggregation aggregation = Aggregation::kNone;
  std::optional<std::string>
      default_value;  // literal text; "CURRENT_TIMESTAMP" and "(fn())" as written
  bool default_is_expression = false;
  bool auto_increment = false;
  std::string generated_expression;  // as written; empty = not generated
  std::string generated_sqlite;      // the same in SQLite's dialect
  std::string comment;
};

// BITMAP, HLL, PERCENTILE: serialised sets that only their own functions read.
bool is_object_type(const Type& type);

// The type as SHOW COLUMNS and SHOW CREATE TABLE print it: `int`, `varchar(150)`, `decimal(18, 4)`,
// `array<int>`.
std::string type_text(const Type& type);

// SUM, MAX, ...; empty for kNone.
std::string_view aggregation_text(Aggregation aggregation);

enum class KeysType : std::uint8_t { kDuplicate, kAggregate, kUnique, kPrimary };

struct Table {
  std::int64_t id = 0;
  std::string database;
  std::string name;
  KeysType keys_type = KeysType::kDuplicate;
  std::vector<Column> columns;
  std::string comment;
  std::string partition_clause;  // as written, e.g. RANGE(dt)(...)
  bool random_distribution = true;
  std::vector<std::string> distribution_columns;
  int buckets = 0;  // 0 = automatic
  std::vector<std::string> sort_key;
  std::map<std::string, std::string> properties;

  // Column names are case-insensitive in SQL and in the `columns` header. -1 = none.
  int find_column(std::string_view column_name) const;
  std::vector<std::string> key_columns() const;
};

// A stored value. Integers, booleans: int64. FLOAT, DOUBLE: double. Everything else is text in the
// canonical form that a query prints: LARGEINT and DECIMAL plain digits, dates yyyy-MM-dd,
// datetimes yyyy-MM-dd HH:mm:ss[.ffffff], JSON/ARRAY/MAP/STRUCT JSON text, VARBINARY bytes, BITMAP
// and HLL what bitmap.h and hyper_log_log.h write. monostate is NULL.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

}  // namespace starload::devserver
