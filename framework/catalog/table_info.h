// What the catalog knows about a table. Plain values without a server connection; any thread may
// use its own copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starload {

enum class KeysModel : std::uint8_t { kUnknown, kDuplicate, kAggregate, kUnique, kPrimary };

struct ColumnInfo {
  std::string name;
  std::int32_t ordinal = 0;  // 1 = first
  std::string type;          // StarRocks' own name in lower case: boolean, largeint, varchar, array
  std::string data_type;     // information_schema's DATA_TYPE in lower case
  std::string column_type;   // COLUMN_TYPE in lower case, with < > as it is
  std::optional<std::int64_t> size;    // CHAR/VARCHAR: length in bytes; DECIMAL: precision
  std::optional<std::int32_t> digits;  // DECIMAL: scale
  bool nullable = true;
  bool is_key = false;
  bool has_default = false;   // DEFAULT or AUTO_INCREMENT: may be left out of a load
  bool is_generated = false;  // computed by the server: must be left out of a load

  bool is_string() const { return type == "varchar" || type == "char"; }
  // The type as a person writes it: "VARCHAR(20)", "DECIMAL(10,2)", "TINYINT".
  std::string type_text() const;
};

struct TableInfo {
  std::string database;
  std::string table;
  std::string server;  // host:port that answered
  KeysModel model = KeysModel::kUnknown;
  std::vector<ColumnInfo> columns;  // in table order

  const ColumnInfo* find_column(
      std::string_view name) const;  // ASCII case-insensitive; null = none
};

// Sets type, size and digits from data_type and column_type as information_schema reports them
// (BOOLEAN is shown as tinyint(1) there, LARGEINT as bigint(20) unsigned).
void derive_type(ColumnInfo& column);

}  // namespace starload
