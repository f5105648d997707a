#include "cli/input/create_table.h"

#include <algorithm>

#include "framework/catalog/names.h"

namespace starload::cli {
namespace {

std::string double_quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string create_table_statement(
    const std::string& database, const std::string& table, const InferredTable& inferred,
    const std::vector<std::pair<std::string, std::string>>& properties) {
  std::string sql = "CREATE TABLE IF NOT EXISTS " + quote_identifier(database) + "." +
                    quote_identifier(table) + " (\n";
  for (const InferredColumn& column : inferred.columns) {
    sql += "  " + quote_identifier(column.name) + " " + column.type + " NULL";
    sql += &column == &inferred.columns.back() ? "\n" : ",\n";
  }
  sql += ")";
  const auto key = std::find_if(inferred.columns.begin(), inferred.columns.end(),
                                [](const InferredColumn& column) { return column.can_be_key; });
  const bool has_key = key != inferred.columns.end();
  const bool is_first = has_key && key == inferred.columns.begin();
  if (is_first) sql += "\nDUPLICATE KEY(" + quote_identifier(key->name) + ")";
  sql += "\nDISTRIBUTED BY RANDOM";
  if (has_key && !is_first) sql += "\nORDER BY(" + quote_identifier(key->name) + ")";
  for (std::size_t i = 0; i < properties.size(); ++i) {
    sql += (i == 0 ? "\nPROPERTIES (" : ", ") + double_quoted(properties[i].first) + " = " +
           double_quoted(properties[i].second);
  }
  if (!properties.empty()) sql += ")";
  return sql;
}

}  // namespace starload::cli
