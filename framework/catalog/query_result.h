// The answer to one SQL query, as text. Plain value; any thread may use its own copy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starload {

struct QueryResult {
  using Cell = std::optional<std::string>;  // no value = NULL

  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;

  // Index of a column by name, ASCII case-insensitive.
  std::optional<std::size_t> column_index(std::string_view name) const;
  // The cell's text; empty when the column is absent or the value NULL.
  std::string text(std::size_t row, std::string_view column) const;
  bool is_null(std::size_t row, std::string_view column) const;  // also when the column is absent
};

}  // namespace starload
