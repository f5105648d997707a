#include "framework/catalog/query_result.h"

#include "framework/base/text.h"

namespace starload {

std::optional<std::size_t> QueryResult::column_index(std::string_view name) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (equals_ignoring_case(columns[i], name)) return i;
  }
  return std::nullopt;
}

std::string QueryResult::text(std::size_t row, std::string_view column) const {
  const std::optional<std::size_t> index = column_index(column);
  if (!index || row >= rows.size()) return {};
  return rows[row][*index].value_or(std::string());
}

bool QueryResult::is_null(std::size_t row, std::string_view column) const {
  const std::optional<std::size_t> index = column_index(column);
  return !index || row >= rows.size() || !rows[row][*index].has_value();
}

}  // namespace starload
