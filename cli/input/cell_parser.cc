#include "cli/input/cell_parser.h"

#include "cli/input/json_text.h"

namespace starload::cli {

CellParser::CellParser(std::vector<CellColumn> columns, std::shared_ptr<const Schema> schema)
    : columns_(std::move(columns)), schema_(std::move(schema)), nested_(columns_.size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].members.empty()) continue;
    nested_[i] = std::make_unique<NestedParser>(columns_[i], *schema_->abi()->fields[i].type);
  }
}

bool CellParser::not_a_value(std::size_t field, std::string_view text, const char* expected) {
  scalars_.refuse(expected);
  reason_ = scalars_.describe(columns_[field], columns_[field].name, text);
  return false;
}

bool CellParser::parse_null(std::size_t field) {
  if (columns_[field].nullable) return true;
  reason_ = "NULL is not allowed in NOT NULL column '" + columns_[field].name + "'";
  return false;
}

void CellParser::fill_for_deletion(std::size_t field, RowWriter& writer) {
  const CellColumn& column = columns_[field];
  if (column.nullable) return;
  const char* text = "0";
  switch (column.kind) {
    case CellKind::kText:
    case CellKind::kBinary:
      text = "";
      break;
    case CellKind::kDate:
    case CellKind::kDateTime:
      text = "1970-01-01";
      break;
    case CellKind::kArray:
      text = "[]";
      break;
    case CellKind::kMap:
    case CellKind::kStruct:
      text = "{}";
      break;
    default:
      break;
  }
  const bool fits = parse(field, text, writer);
  static_cast<void>(fits);
}

bool CellParser::refuse(std::size_t field, std::string_view text) {
  const CellColumn& column = columns_[field];
  reason_ = scalars_.describe(column, column.name, text);
  return false;
}

bool CellParser::parse_json(std::size_t field, std::string_view text, RowWriter& writer) {
  const JsonKind kind = check_json(text);
  if (kind == JsonKind::kInvalid) return not_a_value(field, text, "JSON of at most 64 levels");
  const CellKind wanted = columns_[field].kind;
  if (wanted == CellKind::kJson) {
    writer.set_bytes(field, text);
    return true;
  }
  if (kind == JsonKind::kNull) return parse_null(field);
  if (wanted == CellKind::kArray && kind != JsonKind::kArray)
    return not_a_value(field, text, "a JSON array");
  if (wanted != CellKind::kArray && kind != JsonKind::kObject)
    return not_a_value(field, text, "a JSON object");
  if (nested_[field] == nullptr) {
    writer.set_bytes(field, text);
    return true;
  }
  if (nested_[field]->parse(text)) {
    writer.set_nested(field, nested_[field]->value());
    return true;
  }
  reason_ = nested_[field]->reason();
  return false;
}

}  // namespace starload::cli
