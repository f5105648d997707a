// Collects converted rows: one cell a column, expressions calculated, NOT NULL, __op and `where`
// checked. Owned by a RowReader; one thread.
#pragma once

#include <cstdint>
#include <optional>
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
  // The fields of one record: of the two pointers one is set.
  struct Record {
    const std::vector<std::string_view>* csv = nullptr;
    const std::vector<const JsonValue*>* json = nullptr;
    std::string_view row;
  };

  // What a calculated or typed field has to say when it is no value of its type.
  struct Complaint {
    std::string_view column;
    int field;  // -1 = the value was cast from another field
    const Type* type;
  };

  void add(const Record& record);
  // Each gives false when the row is to be filtered; reason_ says why.
  bool calculate(const Record& record);
  bool fill_input(const Record& record, std::size_t input, Cell& cell);
  bool fill_cells(const Record& record, std::vector<Cell>& cells);
  bool convert_field(const Record& record, std::size_t column, Cell& cell);
  bool convert_result(std::size_t column, Cell& cell);
  bool settle(CellConverter& converter, CellConverter::Outcome outcome, const Complaint& complaint,
              std::string_view text, Cell& cell);
  bool accept_op(const Record& record);
  bool accept_op_text(std::string_view text, bool is_null);
  bool is_selected(const std::vector<Cell>& cells, bool& selected);
  bool is_in_partition(const std::vector<Cell>& cells);
  void negate(std::vector<Cell>& cells) const;
  void keep_row(std::vector<Cell>&& row);

  LoadPlan plan_;
  const Table& table_;
  bool strict_;
  ErrorLog& log_;
  std::vector<CellConverter> converters_;  // one for each of plan_.columns
  std::vector<bool> must_not_be_null_;
  std::vector<bool>
      is_cast_;  // for each of plan_.columns: `column=field` with another field's name
  std::vector<std::optional<CellConverter>> input_converters_;  // for each of plan_.inputs
  std::vector<Cell> inputs_;
  std::vector<Cell> results_;  // of the expressions
  // Some columns of the table, as `where` and the partitions look at them.
  struct Cut {
    std::vector<Cell> cells;     // of the row, or defaults
    std::vector<int> positions;  // in a row; -1 = the default

    void take(const std::vector<Cell>& row);
  };
  Cut cut(const std::vector<int>& columns) const;

  Cut where_;
  Cut partition_;
  RowBatch batch_;
  RowCounts counts_;
  std::uint8_t op_ = 0;
  std::string reason_;
  std::string scratch_;
};

}  // namespace starload::devserver
