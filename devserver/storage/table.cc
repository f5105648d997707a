#include "devserver/storage/table.h"

#include <strings.h>

namespace starload::devserver {
namespace {

std::string nested_text(const Type& type) {
  std::string text = "struct<";
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) text += ", ";
    text += type.member_names[i] + " " + type_text(type.children[i]);
  }
  return text + ">";
}

std::string with_length(std::string_view name, int length) {
  return std::string(name) + "(" + std::to_string(length) + ")";
}

}  // namespace

bool is_object_type(const Type& type) {
  return type.kind == TypeKind::kBitmap || type.kind == TypeKind::kHll ||
         type.kind == TypeKind::kPercentile;
}

std::string type_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::kBoolean:
      return "boolean";
    case TypeKind::kTinyint:
      return "tinyint";
    case TypeKind::kSmallint:
      return "smallint";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kBigint:
      return "bigint";
    case TypeKind::kLargeint:
      return "largeint";
    case TypeKind::kFloat:
      return "float";
    case TypeKind::kDouble:
      return "double";
    case TypeKind::kDecimal:
      return "decimal(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kDatetime:
      return "datetime";
    case TypeKind::kChar:
      return with_length("char", type.length);
    case TypeKind::kVarchar:
      return with_length("varchar", type.length);
    case TypeKind::kVarbinary:
      return type.length > 0 ? with_length("varbinary", type.length) : "varbinary";
    case TypeKind::kJson:
      return "json";
    case TypeKind::kBitmap:
      return "bitmap";
    case TypeKind::kHll:
      return "hll";
    case TypeKind::kPercentile:
      return "percentile";
    case TypeKind::kArray:
      return "array<" + type_text(type.children[0]) + ">";
    case TypeKind::kMap:
      return "map<" + type_text(type.children[0]) + "," + type_text(type.children[1]) + ">";
    case TypeKind::kStruct:
      return nested_text(type);
  }
  return "unknown";
}

std::string_view aggregation_text(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::kNone:
      return "";
    case Aggregation::kSum:
      return "SUM";
    case Aggregation::kMax:
      return "MAX";
    case Aggregation::kMin:
      return "MIN";
    case Aggregation::kReplace:
      return "REPLACE";
    case Aggregation::kReplaceIfNotNull:
      return "REPLACE_IF_NOT_NULL";
    case Aggregation::kHllUnion:
      return "HLL_UNION";
    case Aggregation::kBitmapUnion:
      return "BITMAP_UNION";
    case Aggregation::kPercentileUnion:
      return "PERCENTILE_UNION";
  }
  return "";
}

int Table::find_column(std::string_view column_name) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string& name_i = columns[i].name;
    if (name_i.size() == column_name.size() &&
        strncasecmp(name_i.data(), column_name.data(), column_name.size()) == 0) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

std::vector<std::string> Table::key_columns() const {
  std::vector<std::string> keys;
  for (const Column& column : columns) {
    if (column.key) keys.push_back(column.name);
  }
  return keys;
}

}  // namespace starload::devserver
