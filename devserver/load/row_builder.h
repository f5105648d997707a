// Collects converted rows: one cell a column, NOT NULL and __op checked. Owned by a RowReader; one
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "devserver/load/cell_converter.h"
#include "devserver/load/error_log.h"
#include "devserver/load/load_plan.h"
#include "devserver/load/row_reader.h"

namespace starload::devserver {

class RowBuilder final {
 public:
  // Borrows table and log until destruction.
  RowBuilder(LoadPlan plan, const Table& table, bool strict, ErrorLog& log);

  const LoadPlan& plan() const { return plan_; }

  // Each adds a row, or filters it with a line in the log, where `row` is shown.
  void add_csv(const std::vector<std::string_view>& fields, std::string_view row);
  // fields[i]: nullptr = the key was missing.
  void add_json(const std::vector<const JsonValue*>& fields, std::string_view row);
  void filter(std::string_view reason, std::string_view row);

  const RowCounts& counts() const { return counts_; }
  // What was kept since the last call.
  RowBatch take();

 private:
  bool convert_csv(std::size_t column, std::string_view text, Cell& cell);
  bool convert_json(std::size_t column, const JsonValue* value, Cell& cell);
  bool accept(CellConverter& converter, const Cell& cell);
  bool accept_op(std::string_view text, bool is_null);
  void keep_row(std::vector<Cell>&& row);

  LoadPlan plan_;
  bool strict_;
  ErrorLog& log_;
  std::vector<CellConverter> converters_;  // one for each of plan_.columns
  std::vector<bool> must_not_be_null_;
  RowBatch batch_;
  RowCounts counts_;
  std::uint8_t op_ = 0;
  std::string reason_;
  std::string scratch_;
};

}  // namespace starload::devserver
