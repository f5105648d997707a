// How the cells of one column are read. Plain values; any thread may use its own copy.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace starload::cli {

enum class CellKind : std::uint8_t {
  kBool,
  kInt,
  kLargeint,
  kFloat,
  kDouble,
  kDecimal,
  kDate,
  kDateTime,
  kText,
  kJson,
  kArray,
  kMap,
  kStruct,
  kBinary,
};

struct CellColumn {
  std::string name;
  std::string type_text;  // for messages: "VARCHAR(20)"
  CellKind kind = CellKind::kText;
  std::int64_t minimum = 0;  // kInt
  std::int64_t maximum = 0;  // kInt
  std::int64_t length = 0;   // kText: bytes, 0 = not limited
  int precision = 0;         // kDecimal
  int scale = 0;             // kDecimal
  bool nullable = true;
  bool is_key = false;  // of a PRIMARY KEY table
  // kArray: the element; kMap: key and value; kStruct: the members by name. Empty where the server
  // does not tell them: then the JSON text goes to the server as it stands.
  std::vector<CellColumn> members;

  bool is_json() const {  // read from JSON text
    return kind == CellKind::kJson || is_nested();
  }
  bool is_nested() const {
    return kind == CellKind::kArray || kind == CellKind::kMap || kind == CellKind::kStruct;
  }
};

}  // namespace starload::cli
