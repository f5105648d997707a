// A column's type as a tree: what the members of ARRAY, MAP and STRUCT columns are. Plain value;
// any thread may use its own copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/catalog/table_info.h"

namespace starload {

struct ColumnType {
  std::string name;                    // as ColumnInfo::type: "int", "varchar", "array"
  std::optional<std::int64_t> size;    // CHAR/VARCHAR: bytes; DECIMAL: precision
  std::optional<std::int32_t> digits;  // DECIMAL: scale
  // Of an array its element, of a map key and value, of a struct its members; empty when the server
  // does not say.
  std::vector<ColumnType> children;
  std::vector<std::string> child_names;  // struct only

  // As a person writes it: "ARRAY<INT>", "STRUCT<a INT,b VARCHAR(10)>".
  std::string text() const;
};

// What the server's words for a column mean. Members that cannot be read are left out.
ColumnType column_type_of(const ColumnInfo& column);

}  // namespace starload
